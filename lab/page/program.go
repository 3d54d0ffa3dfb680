package page

import (
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A program is the source of one file.
type program struct {
	Name markup
	Rows []markup
	file string
}

// tokenClasses are the elements of the tokens of Go.
var tokenClasses = map[tell.TokenKind]string{tell.KeywordToken: "b", tell.LiteralToken: "i", tell.CommentToken: "em"}

// programsOf returns the programs of a run, with their comments in every language.
func programsOf(h *trace.Header) []program {
	var code [2]map[string][][]tell.Token
	for i, lang := range trace.Languages {
		code[i] = tell.Code(h, lang)
	}
	var out []program
	for _, p := range h.Programs {
		rows := program{file: p.File, Name: markup(escaped(p.File))}
		for r := range code[0][p.File] {
			rows.Rows = append(rows.Rows, eachLanguage(func(lang string) string {
				var row strings.Builder
				for _, t := range rowAt(code[index(lang)][p.File], r) {
					text := escaped(strings.ReplaceAll(t.Text, "\t", "    "))
					if e := tokenClasses[t.Kind]; e != "" {
						text = "<" + e + ">" + text + "</" + e + ">"
					}
					row.WriteString(text)
				}
				return row.String()
			}, "span"))
		}
		out = append(out, rows)
	}
	return out
}

// rowAt returns a row of a program, or nothing.
func rowAt(rows [][]tell.Token, i int) []tell.Token {
	if i >= len(rows) {
		return nil
	}
	return rows[i]
}

// programsHTML writes the programs, each row as an item of a list.
func programsHTML(programs []program) markup {
	var b builder
	if len(programs) == 0 {
		return ""
	}
	b.add(`<section class="sources"><h2 class="paper">`).word(wPrograms).add("</h2>\n")
	for i, p := range programs {
		b.add(`<figure class="program" id="p%d" tabindex="0"><figcaption>`, i).put(p.Name).add(`</figcaption><ol>`)
		b.each(`<li>`, p.Rows, "</li>\n").add("</ol></figure>\n")
	}
	return b.add(`</section>`).html()
}
