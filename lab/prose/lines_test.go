package prose

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// dump returns lines as text for comparison, with a letter for the style before
// each span.
func dump(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		for _, s := range l {
			fmt.Fprintf(&b, "%c<%s>", "nsechq"[s.Style], s.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for _, tt := range []struct {
		why   string
		md    string
		width int
		want  string // as dump writes it
	}{
		{
			"styles keep their places when a paragraph wraps",
			"A **strong word**, *a soft one* and `code`.", 14,
			"n<A >s<strong word>n<,>\ne<a soft one>n< and>\nc<code>n<.>\n",
		},
		{
			"a line's end in the source is a space, but none between Chinese characters",
			"one\ntwo 三次\n握手 is\n四次", 40,
			"n<one two 三次握手 is 四次>\n",
		},
		{
			"nor is there one beside Chinese punctuation",
			"三次，\nSYN\n（四次）\nFIN", 40,
			"n<三次，SYN（四次）FIN>\n",
		},
		{
			"nor beside a beat that will be a step's number in Chinese",
			"也就是\n{fin}\n那一步，at\n{fin}\ntoo", 40,
			"n<也就是{fin}那一步，at {fin} too>\n",
		},
		{
			"nor beside Chinese quotation marks; English ones keep it",
			"在“ok”\n到来之前\n“再见”\nsays “so”\nand", 60,
			"n<在“ok”到来之前“再见” says “so” and>\n",
		},
		{
			"a hard break breaks",
			"one\\\ntwo", 40,
			"n<one>\nn<two>\n",
		},
		{
			"paragraphs are parted by an empty line, a heading stands out",
			"### Why\nBecause.\n\nSo.", 40,
			"h<Why>\n\nn<Because.>\n\nn<So.>\n",
		},
		{
			"a list's text hangs behind its marker; with no room left there is none",
			"- one two three\n- four\n  - five", 10,
			"n<- >n<one two>\nn<  >n<three>\nn<- >n<four>\nn<  >n<five>\n",
		},
		{
			"a nested list is indented where there is room",
			"- four\n  - five", 20,
			"n<- >n<four>\nn<  >n<- >n<five>\n",
		},
		{
			"a numbered list counts from its first number",
			"9. nine\n10. ten", 20,
			"n<9. >n<nine>\nn<10. >n<ten>\n",
		},
		{
			"a quotation is marked on every line",
			"> one two three four\n>\n> five", 12,
			"q<> >q<one two>\nq<> >q<three four>\nq<>>\nq<> >q<five>\n",
		},
		{
			"code stays as it is, tabs at four columns",
			"```\nif x {\n\ty  *z*\n}\n```", 40,
			"n<    >c<if x {>\nn<    >c<    y  *z*>\nn<    >c<}>\n",
		},
		{
			"code that is too wide is cut, never dropped",
			"```\nabcdefghijkl\n```", 14,
			"n<    >c<abcdefghij>\nn<    >c<kl>\n",
		},
		{
			"columns of a table line up by display width",
			"| state | 状态 |\n| --- | --- |\n| `SYN` | 三次握手 |\n| b | c |", 40,
			"s<state>n<  >s<状态>\nn<-----  -------->\nc<SYN>n<    >n<三次握手>\nn<b>n<      >n<c>\n",
		},
		{
			"a column of numbers may stand at the right",
			"| a | n |\n| --- | ---: |\n| x | 100 |\n| y | 5 |", 40,
			"s<a>n<    >s<n>\nn<-  --->\nn<x>n<  >n<100>\nn<y>n<    >n<5>\n",
		},
		{
			"a table that is too wide wraps its widest column",
			"| a | b |\n| --- | --- |\n| one | two three four five |", 16,
			"s<a>n<    >s<b>\nn<---  ----------->\nn<one>n<  >n<two three>\nn<     >n<four five>\n",
		},
		{
			"a table that can never fit becomes a list of its cells",
			"| a | b |\n| --- | --- |\n| one | two |\n| x | y |", 10,
			"s<a: >n<one>\ns<b: >n<two>\n\ns<a: >n<x>\ns<b: >n<y>\n",
		},
		{
			"a link shows where it leads; escapes and entities are resolved",
			`[RFC](https://x.org) \*not\* &lt;b&gt;`, 60,
			"n<RFC (https://x.org) *not* <b>>\n",
		},
		{
			"what a terminal could take for a command is replaced",
			"a\x1b[31mb\x00", 60,
			"n<a\ufffd[31mb\ufffd>\n",
		},
		{"no Markdown, no lines", "", 60, ""},
	} {
		if diff := cmp.Diff(tt.want, dump(Lines(tt.md, tt.width))); diff != "" {
			t.Errorf("%s: Lines(%q, %d) (-want +got):\n%s", tt.why, tt.md, tt.width, diff)
		}
	}
}

func TestPlain(t *testing.T) {
	got := Plain("A **b** `c`.\n\n- d\n- e", 20)
	want := "A b c.\n\n- d\n- e" // no marks, no newline at the end
	if got != want {
		t.Errorf("Plain gave %q, want %q", got, want)
	}
}

// hostile are texts that could upset a layout.
var hostile = []string{
	"[red]x[-] [SYN] \x1b]0;title\x07 \x9b31m",
	strings.Repeat(">", 300) + " deep",
	strings.Repeat("- ", 300) + "deep",
	strings.Repeat("|a", 60) + "|\n" + strings.Repeat("|-", 60) + "|\n" + strings.Repeat("|三次", 60) + "|",
	"|a|\n|-|\n||\n|\\||",
	"99999999999. x\n999999999. y\n1. z",
	"&#27;[31m &#x0; &nbsp; &AMP; \\\x1b",
	"`` ` `` **a *b `c` d* e** ![i](j) <b>&</b> <!-- c --> https://x",
	"<div>\x1b\n\nx\n</div>\n\n<!-- open",
	"\u202eright to left\u202c \u2028 e\u0301\u0301\u0301 ⸻⸻ 👩‍💻🇩🇪🇩",
	"a  \n\n\tb\n\n***\n===\n---\n#\n## \n[x]: /y\n[x]",
	"\xff\xfe\x00",
	"⸻⸻ \u059f x", // a space that carries a mark
}

func TestLinesHostile(t *testing.T) {
	for _, md := range hostile {
		for _, width := range []int{-1, 0, 1, 2, 7, 20, 76} {
			checkLines(t, md, width)
		}
	}
}

func FuzzLines(f *testing.F) {
	for _, md := range hostile {
		f.Add(md, 20)
	}
	f.Add(sample, 76)
	f.Fuzz(func(t *testing.T, md string, width int) {
		if width < 300 {
			checkLines(t, md, width)
		}
	})
}

// checkLines checks the rules that every layout keeps.
func checkLines(t *testing.T, md string, width int) {
	t.Helper()
	for _, line := range Lines(md, width) {
		s := line.String()
		if w := Width(s); w > max(width, widest(s)) {
			t.Errorf("Lines(%q, %d): line %q is %d columns wide", md, width, s, w)
		}
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			t.Errorf("Lines(%q, %d): line %q holds a character that a terminal could take for a command", md, width, s)
		}
	}
}

func BenchmarkLines(b *testing.B) {
	md := "A **strong word**, *a soft one* and `code`, and then some more text that makes it a lead."
	for b.Loop() {
		Lines(md, 76)
	}
}

// TestLinesBuildsNoParserAnew checks that a text costs no more than its own
// layout, because a panel lays its prose out for every frame.
func TestLinesBuildsNoParserAnew(t *testing.T) {
	got := testing.AllocsPerRun(100, func() { Lines("One *word*.", 76) })
	// The tree, the context and the lines of three pieces of text take some 40
	// allocations. A new parser, with its tables of block beginnings, would take
	// another 130.
	if got > 80 {
		t.Errorf("two words take %.0f allocations, want at most 80: the parser is to be built once", got)
	}
}

// TestLinesBesideEachOther checks, under the race detector, that several
// goroutines may use one parser at once.
func TestLinesBesideEachOther(t *testing.T) {
	text := "# One\n\n- *two* `three`\n\n| a | b |\n| - | - |\n| `c\\|d` | [e](f) |\n\n> <g> \n\n```\nh\n```\n"
	want := Plain(text, 40)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got := Plain(text, 40); got != want {
					t.Errorf("beside others the text becomes\n%s\nwant the same as alone:\n%s", got, want)
					return
				}
			}
		})
	}
	all.Wait()
}
