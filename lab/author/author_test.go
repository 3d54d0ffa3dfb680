package author

import (
	"strings"
	"testing"
	"testing/fstest"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/search"
	"tcplab/lab/trace"
)

const english = `# A small lesson

It shows a SYN.

## chapter one: One

## listen: SERVER: Listen

The listener is in LISTEN.

### Ask: What comes next?
- [x] a SYN: the client dials
- [ ] a FIN: nobody has closed

Terms: SYN

## dial: CLIENT: Dial sends a SYN

Dial sent a SYN. If it arrives, the server goes to SYN_RCVD.

More is said behind Enter.

## closing: The notes

> Dial comes first.

Listen came first, at {listen}: {packets:tcp} packets.

### Ask: Who sent the SYN?
- [x] the client: it dials
- [ ] the server: it listens

Answer: dial

### Ask: Who listens?
- [ ] the client: it dials
- [x] the server: it listens

Answer: listen

## answers
- Who sends the first SYN?
`

const chinese = `# 一节小课

看一个 SYN。

## chapter one: 一

## listen: 服务器：Listen

监听套接字处于 LISTEN。

### Ask: 接下来是什么？
- [x] SYN：客户端发起连接
- [ ] FIN：还没有人关闭

Terms: SYN

## dial: 客户端：Dial 发出 SYN

Dial 发出 SYN。等它到了，服务器就进入 SYN_RCVD。

其余的按 Enter 再看。

## closing: 对照笔记

> 先是 Dial。

先是 Listen，{listen}，一共 {packets:tcp} 个报文段。

### Ask: SYN 是谁发的？
- [x] 客户端：发起连接的是它
- [ ] 服务器：它在监听

Answer: dial

### Ask: 谁在监听？
- [ ] 客户端：发起连接的是它
- [x] 服务器：它在监听

Answer: listen

## comments: 程序里的注释

// The client dials.
// 客户端发起连接。

## answers
- 第一个 SYN 是谁发的？
`

const program = `package small

import (
	"log"

	"tcplab/lab/net"
)

// The client dials.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}
	conn.Close()
}
`

const lessonGo = `package small

var script = []lab.Beat{
	{ID: "listen"},
	{ID: "dial"},
}
`

// small returns a lesson that keeps every rule, after a change to it.
func small(change func(l *lab.Lesson, files map[string]string)) *Case {
	files := map[string]string{"en.md": english, "zh.md": chinese, "client.go": program}
	l := &lab.Lesson{
		Name: "small", Chapters: []string{"one"},
		Hosts: []lab.Host{{Name: "client", Role: lab.Client, File: "client.go"}, {Name: "server", Role: lab.Server, File: "client.go"}},
		Script: []lab.Beat{
			{ID: "listen", Chapter: "one", Move: lab.Call("server", "Listen"), Stop: true, Then: "server/listener LISTEN"},
			{ID: "dial", Chapter: "one", Move: lab.Call("client", "Dial"), Stop: true, Then: "client SYN_SENT; client sends SYN"},
		},
	}
	if change != nil {
		change(l, files)
	}
	folder := fstest.MapFS{}
	for name, content := range files {
		folder[name] = &fstest.MapFile{Data: []byte(content)}
	}
	l.Files = folder
	c := New(l)
	c.Go, c.Glossary, c.Entries = lessonGo, []prose.Term{{Key: "SYN"}, {Key: "FIN_WAIT_2"}}, map[string][]search.Entry{}
	for _, lang := range trace.Languages {
		if text := c.Texts[lang]; text != nil {
			c.Entries[lang] = []search.Entry{{Name: "small", Title: text.Title, Questions: text.Answers.Questions}}
		}
	}
	return c
}

// TestTheSmallLessonIsInOrder: the breaks below are then all that is wrong.
func TestTheSmallLessonIsInOrder(t *testing.T) {
	for _, f := range Findings(small(nil)) {
		t.Errorf("%v, want no finding", f)
	}
}

// TestTheClosingPageFitsWhereALessonRuns: a sentence about a step that no host
// network has is wrong only in a lesson that runs there.
func TestTheClosingPageFitsWhereALessonRuns(t *testing.T) {
	for network, want := range map[string]bool{"": true, lab.PrivateNetwork: false} {
		c := small(func(l *lab.Lesson, _ map[string]string) {
			l.Settings.Network = network
			model := l.Script[0]
			l.Script[0].Only, model.Only = lab.Kernel, lab.NetstackNetwork
			l.Script = append([]lab.Beat{model}, l.Script...)
		})
		found := false
		for _, f := range Findings(c) {
			found = found || strings.Contains(f.In("en"), "on the host network no sentence is left")
		}
		if found != want {
			t.Errorf("of a lesson that needs the network %q it is found %v, want %v", network, found, want)
		}
	}
}

// TestEachBreakIsFound breaks a lesson in one place at a time, as a tired author
// does. A finding names the line, and what to do.
func TestEachBreakIsFound(t *testing.T) {
	in := func(file, old, with string) func(*lab.Lesson, map[string]string) {
		return func(_ *lab.Lesson, files map[string]string) {
			if !strings.Contains(files[file], old) {
				panic(file + " lacks " + old)
			}
			files[file] = strings.Replace(files[file], old, with, 1)
		}
	}
	row := func(i int, f func(b *lab.Beat)) func(*lab.Lesson, map[string]string) {
		return func(l *lab.Lesson, _ map[string]string) { f(&l.Script[i]) }
	}
	for why, c := range map[string]struct {
		change func(*lab.Lesson, map[string]string)
		want   string // a piece of the first finding, or of another one
	}{
		"a claim with an unknown word":   {row(1, func(b *lab.Beat) { b.Then = "client SYN_SEND" }), `lesson.go:5: beat dial: the claim "client SYN_SEND" has the unknown word "SYN_SEND": did you mean "SYN_SENT"?`},
		"a claim about an unknown host":  {row(1, func(b *lab.Beat) { b.Then = "cleint SYN_SENT" }), `lesson.go:5: beat dial: the lesson has no host "cleint": did you mean "client"?`},
		"a move of an unknown host":      {row(0, func(b *lab.Beat) { b.Move.Host = "sever" }), `lesson.go:4: beat listen: the lesson has no host "sever": did you mean "server"?`},
		"an unknown beat":                {row(1, func(b *lab.Beat) { b.After = "lisen" }), `lesson.go:5: beat dial: After is wrong: lesson small has no beat "lisen": did you mean "listen"?`},
		"an unknown chapter":             {row(1, func(b *lab.Beat) { b.Chapter = "on" }), `lesson.go:5: beat dial: the lesson has no chapter "on": did you mean "one"?`},
		"a line to look at that is none": {row(1, func(b *lab.Beat) { b.Look = "client: conn.Clsoe()" }), `lesson.go:5: beat dial looks at "conn.Clsoe()"`},
		"a row that rests on TIME_WAIT":  {row(1, func(b *lab.Beat) { b.Then = "client TIME_WAIT; client sends SYN; client TIME_WAIT" }), `lesson.go:5: dial claims that client is in TIME_WAIT`},
		"no stop at a question":          {row(0, func(b *lab.Beat) { b.Stop = false }), `lesson.go:4: listen asks a question in en.md, but n does not stop there`},
		"a beat without a section":       {in("zh.md", "## dial: 客户端：Dial 发出 SYN\n\nDial 发出 SYN。等它到了，服务器就进入 SYN_RCVD。\n\n其余的按 Enter 再看。\n", ""), "zh.md: beat dial has no section: add `## dial: a headline`"},
		"a beat without words":           {in("en.md", "The listener is in LISTEN.\n", ""), "en.md:7: listen says nothing"},
		"a section without a beat":       {in("en.md", "## closing:", "## dail: CLIENT: Dial\n\nIt dials.\n\n## closing:"), "en.md:23: section dail is left over, for no row of the script has that id: take it out, or add its row"},
		"a section with a slip":          {in("en.md", "## dial:", "## dail:"), `en.md:17: section dail is left over, for no row of the script has that id: did you mean "dial"?`},
		"a chapter without a name":       {in("en.md", "## chapter one: One\n", ""), "en.md: chapter one has no name"},
		"no closing page":                {in("en.md", english[strings.Index(english, "## closing"):strings.Index(english, "## answers")], ""), "en.md: there is no closing page"},
		"a wide headline":                {in("zh.md", "客户端：Dial 发出 SYN", "客户端：Dial 发出第一个报文段，也就是 SYN"), "zh.md:17: dial: the headline"},
		"a long first paragraph":         {in("en.md", "Dial sent a SYN. If", "Dial sent a SYN, and this sentence goes on and on and on, until it has filled more than two lines of seventy-six columns, which nobody wants to read at once. If"), "en.md:19: dial: the lead needs 3 lines"},
		"a wide line for the menu":       {in("en.md", "It shows a SYN.", strings.Repeat("word ", 16)), "en.md:3: the menu's line is 79 columns wide"},
		"a mark that is none":            {in("zh.md", "其余的按 Enter 再看。", "其余的*按 Enter 再看。"), "zh.md:21: dial, more: "},
		"two right options":              {in("en.md", "- [ ] a FIN", "- [x] a FIN"), "en.md:11: a question has two answers or more and one right one"},
		"an option that names another":   {in("en.md", "nobody has closed", "as the first option, no"), `en.md:13: listen: option "a FIN" speaks of another by its place`},
		"a chapter without a question":   {in("zh.md", "### Ask: 接下来是什么？\n- [x] SYN：客户端发起连接\n- [ ] FIN：还没有人关闭\n", ""), "zh.md:5: chapter one asks no question"},
		"another right answer":           {in("zh.md", "- [x] SYN：客户端发起连接\n- [ ] FIN：还没有人关闭", "- [ ] SYN：客户端发起连接\n- [x] FIN：还没有人关闭"), "zh.md:11: listen: in English there are 2 answers, number 1 is right"},
		"markup in a quotation":          {in("en.md", "> Dial comes first.", "> Dial\\_first."), "shows its markup"},
		"a beat in two chapters": {func(l *lab.Lesson, _ map[string]string) {
			row := l.Script[0]
			row.Chapter = "two"
			l.Script = append(l.Script, row)
		}, "has rows in the chapters one and two"},
		"one closing question":          {in("en.md", "### Ask: Who listens?\n- [ ] the client: it dials\n- [x] the server: it listens\n\nAnswer: listen\n", ""), "en.md:23: the closing page asks 1 questions, want two"},
		"an unknown term":               {in("en.md", "Terms: SYN", "Terms: FINWAIT2"), `en.md:15: listen names the term "FINWAIT2", which the glossary lacks: did you mean "FIN_WAIT_2"?`},
		"a term like no other":          {in("en.md", "Terms: SYN", "Terms: quantum"), "the glossary lacks: add it to lessons/terms.go"},
		"an unknown step":               {in("en.md", "at {listen}", "at {lisen}"), `en.md:27: the closing page refers to {lisen}, which is no beat: did you mean "listen"?`},
		"an answer by no beat":          {in("en.md", "Answer: dial", "Answer: dail"), `en.md:33: the closing question "Who sent the SYN?" is answered by "dail", which is no beat: did you mean "dial"?`},
		"a measure that is none":        {in("en.md", "{packets:tcp}", "{packet:tcp}"), "en.md:27: the closing page speaks of {packet:tcp}"},
		"another language":              {in("zh.md", "其余的按 Enter 再看。", "More behind Enter."), "zh.md:21: dial, more: no Chinese in the Chinese text"},
		"a condition in one language":   {in("en.md", "More is said", "On the host network more is said"), `zh.md:21: dial, more: only one language has the condition "the host network"`},
		"a word of another course":      {in("zh.md", "其余的按", "客户端重发了，其余的按"), "zh.md:21: dial, more: it says 重发, and the word of this course is 重传"},
		"a state that no row claims":    {in("en.md", "The listener is in LISTEN.", "The client is ESTABLISHED."), "en.md:9: listen: the text says ESTABLISHED, and no row of the beat claims it"},
		"a packet that no row claims":   {in("zh.md", "Dial 发出 SYN。", "Dial 发出 DATA 5。"), "zh.md:19: dial: the Chinese text says DATA 5, the English one does not"},
		"a wide program":                {in("client.go", `[]byte("hello")`, `[]byte("hello, who are you all?")`), "client.go:15: this line is 58 columns wide, more than 54"},
		"a short program":               {in("client.go", "\tconn.Close()\n", ""), "client.go: the program has 19 lines, want 20 to 60"},
		"a program that sleeps":         {in("client.go", "\tconn.Close()\n", "\ttime.Sleep(1)\n"), "client.go:19: the program sleeps"},
		"a program that is none":        {in("client.go", "conn.Close()", "conn.Close("), "client.go: the program is no Go when it stands alone"},
		"a comment in one language":     {in("client.go", "// The client dials.", "// The client calls."), "client.go:9: this comment is not in zh.md"},
		"a comment that has gone":       {in("client.go", "// The client dials.", "// The client calls."), "zh.md:43: this is the translation of a comment that no program has"},
		"a word to be written":          {in("en.md", "More is said", "TODO is said"), "en.md:21: still to be written: 1 (lines with the word TODO)"},
		"an error with what was called": {in("en.md", "- Who sends the first SYN?", "- Who sends the first SYN?\n- `dial: refused`"), `the error "dial: refused" has a colon`},
		"no program":                    {func(l *lab.Lesson, files map[string]string) { delete(files, "client.go") }, "lesson.go: host client has the program client.go, which is not in the folder"},
		"no text":                       {func(l *lab.Lesson, files map[string]string) { delete(files, "zh.md") }, "zh.md: the text is not in the folder"},
	} {
		found := Findings(small(c.change))
		var all []string
		seen := false
		for _, f := range found {
			all = append(all, f.String())
			seen = seen || strings.Contains(f.String(), c.want)
			if zh := f.In("zh"); zh == f.String() || strings.Contains(zh, "%!") || strings.Contains(f.String(), "%!") || strings.Contains(zh, "\n") {
				t.Errorf("%s: in Chinese the finding %q is %q, want a line of Chinese", why, f, zh)
			}
		}
		if !seen {
			t.Errorf("%s: the findings are\n%s\nwant one with\n%s", why, strings.Join(all, "\n"), c.want)
		}
		if len(found) > 4 {
			t.Errorf("%s: one slip has %d findings, and an author looks for the first cause:\n%s", why, len(found), strings.Join(all, "\n"))
		}
	}
}
