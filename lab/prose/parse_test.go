package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sample = `# Opening
What a handshake is.

## chapter opening: The opening

## syn: SERVER: SYN comes in
The kernel answers
by itself.

More, with ` + "`code`" + `:

` + "```" + `
## no heading, this is code
### Ask: nor is this a question
` + "```" + `

### Ask: which end changes?
- [ ] the client: it waits
  for the answer
- [x] both: each hears
  the other
Terms: SYN, three-way handshake

## ack: 服务器：收到 ACK
连接已经建立，
两端都可以收发。

## closing: The notes beside this run
> CLOSED,
> then LISTEN
At {syn} it was so, at {ack} and at {syn} again.

The notes leave {ack} out.

> Often said: a lost
> ACK is sent again

Nobody sent it again at {ack}.

> In numbers
| step | packets |
| --- | --- |
| {syn} | {packets:tcp} |

### Ask: Who waits?
- [x] the first to close: yes
- [ ] the other：no
Answer: ack

## answers
- ` + "`connection refused`" + `
- Does ` + "`Accept`" + ` answer a SYN?
- 谁回应 SYN？
`

func TestParse(t *testing.T) {
	want := &Text{
		Title:    "Opening",
		Summary:  "What a handshake is.",
		Chapters: map[string]string{"opening": "The opening"},
		Sections: map[string]Section{
			"syn": {
				Headline: "SERVER: SYN comes in",
				Lead:     "The kernel answers by itself.",
				More:     "More, with `code`:\n\n```\n## no heading, this is code\n### Ask: nor is this a question\n```",
				Question: &Question{
					Ask: "which end changes?",
					Options: []Option{
						{Text: "the client", Why: "it waits for the answer"},
						{Text: "both", Right: true, Why: "each hears the other"},
					},
				},
				Terms: []string{"SYN", "three-way handshake"},
			},
			// Two lines of Chinese join without a space.
			"ack": {Headline: "服务器：收到 ACK", Lead: "连接已经建立，两端都可以收发。"},
		},
		Closing: Closing{
			Headline: "The notes beside this run",
			Notes: []Note{
				{
					Quote: "CLOSED, then LISTEN",
					Seen:  "At {syn} it was so, at {ack} and at {syn} again.",
					Beats: []string{"syn", "ack"}, // each once
				},
				{Seen: "The notes leave {ack} out.", Beats: []string{"ack"}},
				// The words that mark it are no part of it.
				{Quote: "a lost ACK is sent again", Said: true, Seen: "Nobody sent it again at {ack}.", Beats: []string{"ack"}},
				// A table keeps its lines, and {what:whom} is no beat.
				{Quote: "In numbers", Seen: "| step | packets |\n| --- | --- |\n| {syn} | {packets:tcp} |", Beats: []string{"syn"}},
			},
			Questions: []Question{{
				Ask: "Who waits?",
				Options: []Option{
					{Text: "the first to close", Right: true, Why: "yes"},
					{Text: "the other", Why: "no"}, // a full-width colon parts, too
				},
				Beat: "ack",
			}},
		},
		// Only an item that is code as a whole is an error text.
		Answers: Answers{Errors: []string{"connection refused"}, Questions: []string{"Does `Accept` answer a SYN?", "谁回应 SYN？"}},
	}
	for name, src := range map[string]string{
		"as written": sample,
		// A Windows checkout may give every line a carriage return.
		"with CRLF":            strings.ReplaceAll(sample, "\n", "\r\n"),
		"with byte order mark": "\ufeff" + sample,
	} {
		got, err := Parse([]byte(src))
		if err != nil {
			t.Fatalf("%s: %v, want no error: the sample is in order", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: wrong text (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const end = "\n## closing: Notes\n"
	tests := []struct {
		name, src, want string // want: the error's beginning
	}{
		{"an empty file has no title", "", "line 1: the file has no title; begin it with"},
		{"text before the title", "hello" + end, "line 1: the title must come first; write"},
		{"no line for the menu", "# T" + end, "line 1: the menu needs a line"},
		{"two paragraphs before the first beat", "# T\ns\n\nmore" + end, "line 4: only the menu's line"},
		{"a heading without an id", "# T\ns\n## Only words" + end, "line 3: this heading names no beat; write"},
		{"an id with capitals", "# T\ns\n## SYN: words" + end, "line 3: this heading names no beat; write"},
		{"an id without a headline", "# T\ns\n## syn:" + end, "line 3: this heading names no beat; write"},
		{"one beat twice", "# T\ns\n## a: A\nx\n## a: A\nx" + end, `line 5: beat "a" has a section already; keep`},
		{"one chapter twice", "# T\ns\n## chapter a: A\n## chapter a: A" + end, `line 4: chapter "a" has a name already; keep`},
		{"text below a chapter", "# T\ns\n## chapter a: A\nx" + end, "line 4: a chapter has a name and no text; move"},
		{"a question without words", "# T\ns\n## a: A\nx\n### Ask:\n- [x] y: z\n- [ ] y: z" + end, "line 5: the question is missing; write"},
		{"an answer without a reason", "# T\ns\n## a: A\nx\n### Ask: q?\n- [x] y" + end, "line 6: an answer comes with its reason; write `- [x]"},
		{"one answer only", "# T\ns\n## a: A\nx\n### Ask: q?\n- [x] y: z" + end, "line 5: a question has two answers or more"},
		{"two right answers", "# T\ns\n## a: A\nx\n### Ask: q?\n- [x] y: z\n- [x] y: z" + end, "line 5: a question has two answers or more"},
		{"text among the answers", "# T\ns\n## a: A\nx\n### Ask: q?\nhm" + end, "line 6: this is no answer; write"},
		{"two questions", "# T\ns\n## a: A\nx\n### Ask: q?\n- [x] y: z\n- [ ] y: z\n### Ask: r?\n- [x] y: z\n- [ ] y: z" + end, "line 8: a beat asks one question at most; move"},
		{"an Answer outside the closing page", "# T\ns\n## a: A\nx\n### Ask: q?\n- [x] y: z\n- [ ] y: z\nAnswer: a" + end, "line 8: this is no answer; write"},
		{"Terms and no term", "# T\ns\n## a: A\nx\nTerms: ," + end, "line 5: no term follows; write"},
		{"two closing pages", "# T\ns" + end + end, "line 5: there is a closing page already; keep"},
		{"a quotation alone", "# T\ns" + end + "> q\n", "line 4: a line of the notes needs what was seen of it; write"},
		{"a line of answers without its mark", "# T\ns" + end + "## answers\nWho waits?\n", "line 5: the list of answers has one line each; write"},
		{"an answer in two lines", "# T\ns" + end + "## answers\n- Who\n  waits?\n", "line 6: the list of answers has one line each; write"},
		{"two lists of answers", "# T\ns" + end + "## answers\n- Who?\n## answers\n- Who?\n", "line 6: there is a list of answers already; keep"},
		{"a closing question that no beat answers", "# T\ns" + end + "### Ask: q?\n- [x] y: z\n- [ ] y: z\n", "line 4: a closing question names the beat that answers it; write"},
	}
	for _, tt := range tests {
		_, err := Parse([]byte(tt.src))
		if err == nil {
			t.Errorf("%s: no error, want one that begins %q", tt.name, tt.want)
		} else if !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: the error is %q, want one that begins %q, with the line and the remedy", tt.name, err, tt.want)
		}
	}
}

// TestEveryMistakeIsListed: an author mends them all at once.
func TestEveryMistakeIsListed(t *testing.T) {
	text, problems := Read([]byte("# T\ns\n## a: A\nx\n## a: B\ny\n### Ask: q?\n- [x] y: z\n- [x] y: z\n## b: B\nx\nTerms: ,\n"))
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
		if en, zh := p.In("en"), p.In("zh"); en == zh || !strings.Contains(zh, "行：") {
			t.Errorf("in Chinese the mistake %q is %q", en, zh)
		}
	}
	if diff := cmp.Diff([]int{5, 7, 12}, lines); diff != "" {
		t.Errorf("mistakes in the lines (-want +got):\n%s", diff)
	}
	if text.Sections["b"].Lead != "x" {
		t.Errorf("behind a mistake the text has %v, want the section b", text.Sections)
	}
}

// TestADraftCanBeRead: a text that is not yet whole has no mistake.
func TestADraftCanBeRead(t *testing.T) {
	for why, md := range map[string]string{
		"no closing page":               "# T\ns\n## a: A\nx\n",
		"a section without a text":      "# T\ns\n## a: A\n",
		"a list where the lead belongs": "# T\ns\n## a: A\n- x",
	} {
		if text, err := Parse([]byte(md)); err != nil || text.Sections["a"].Headline != "A" {
			t.Errorf("%s: the error is %v and the text %v, want a text with its section", why, err, text)
		}
	}
}

// TestParseLead checks where a lead ends.
func TestParseLead(t *testing.T) {
	for _, tt := range []struct{ why, body, lead, more string }{
		{"an empty line ends it", "one\ntwo\n\nthree", "one two", "three"},
		{"a list ends it", "one\n- two", "one", "- two"},
		{"so does a numbered one", "one\n1. two", "one", "1. two"},
		{"and a table", "one\n| a |\n| - |", "one", "| a |\n| - |"},
		{"and code", "one\n```\ntwo\n```", "one", "```\ntwo\n```"},
		{"a number at a sentence's end does not end it", "sent as DATA\n10. Then", "sent as DATA 10. Then", ""},
	} {
		text, err := Parse([]byte("# T\ns\n## a: A\n" + tt.body + "\n## closing: c\n"))
		if err != nil {
			t.Fatalf("%s: %v", tt.why, err)
		}
		if got := text.Sections["a"]; got.Lead != tt.lead || got.More != tt.more {
			t.Errorf("%s: of %q the lead is %q and more %q, want %q and %q", tt.why, tt.body, got.Lead, got.More, tt.lead, tt.more)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("# T\ns\n## closing: c\n> "))
	f.Fuzz(func(t *testing.T, md []byte) {
		text, err := Parse(md)
		if (text == nil) == (err == nil) {
			t.Errorf("Parse gave text %v and error %v, want exactly one of them", text, err)
		}
	})
}
