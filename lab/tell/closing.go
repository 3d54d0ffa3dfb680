package tell

import "tcplab/lab/prose"

// OftenSaid heads what the web says of a lesson's matter, where the teaching
// notes have no line. A sentence of the web is quoted because it is wrong, or half
// of the truth.
var (
	OftenSaid     = Word{"often said", "常见说法"}
	OftenSaidHead = Word{"What is often said, beside this run", "常见说法与这次运行对照"}

	quotedSaid = Word{"often said: %s", "常见说法：%s"}
)

// Quote returns a note's quotation. If the page quotes the teaching notes as
// well, it says which quotations are not theirs.
func Quote(c *prose.Closing, n prose.Note, lang string) string {
	if n.Said && !c.OnlySaid() {
		return quotedSaid.F(lang, n.Quote)
	}
	return n.Quote
}
