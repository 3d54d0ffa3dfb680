package handout

import (
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/gate"
	"tcplab/lab/script"
)

// A phrase is a text of the README, in English and in Chinese, with verbs for
// fmt.Sprintf.
type phrase [2]string

func (p phrase) in(lang string, args ...any) string {
	text := p[0]
	if lang == "zh" {
		text = p[1]
	}
	return fmt.Sprintf(text, args...)
}

var (
	readmeWhat = phrase{
		"These are the programs of the lesson `%s`, as they run without tcplab. They import nothing but Go's standard library; Go %s or newer builds them.",
		"这里是课程 `%s` 的程序，不需要 tcplab 就能运行。它们只用 Go 标准库，Go %s 或更新的版本即可编译。"}
	readmeFlow = phrase{
		"In the lesson every call and every packet waits for a key. Here nothing waits: all of it happens at once, and how many bytes one Read brings may differ from what you saw.",
		"课程里，每个调用、每个报文都等你按键。这里没有什么会等：一切瞬间完成，一次 Read 读到多少字节，也可能与你看到的不同。"}
	readmePort = phrase{
		"The programs use %s. If they say *address already in use* where the text below does not, another program is there: `tcplab code %s --port %d -o other` writes them with another port, into the directory `other`.",
		"程序使用 %s。如果报错 *address already in use*，而下文没有说会这样，就说明端口被别的程序占用：`tcplab code %s --port %d -o other` 会换一个端口，把程序写到目录 `other` 里。"}
	readmeOpen = phrase{
		"Open %d terminals in the directory of this file. Type these lines in this order, and do not begin with the next terminal before the text below says so.",
		"在本文件所在的目录里打开 %d 个终端。按下面的顺序输入命令；说明里没有叫你继续之前，先别去下一个终端。"}

	readmeHeld = phrase{"Held still", "让报文停住"}
	readmeLab  = phrase{
		"Change the programs as you like: on Linux tcplab holds their packets, too. Start `tcplab lab` in one more terminal, and put `tcplab exec --` before each `go run`, as in `tcplab exec -- go run .`: they then run in its network, and every packet waits there for a key.",
		"程序可以随意修改。在 Linux 上，tcplab 也能让它们的报文停住：另开一个终端运行 `tcplab lab`，再在每个 `go run` 前面加上 `tcplab exec --`，例如 `tcplab exec -- go run .`。程序就在它的网络里运行，每个报文都在那里等你按键。"}

	readmeTerminal = phrase{"Terminal %d: %s", "终端 %d：%s"}
	readmeBrings   = phrase{"`%s` lies beside the program; the lesson brings it.", "`%s` 是课程自带的文件，就在程序旁边。"}
	readmeOwnFile  = phrase{"You may give the path of any file of your own instead.", "也可以换成你自己的任何文件的路径。"}
	readmeListens  = phrase{
		"Leave it running, and go on once `netstat -an` lists port %d: the first `go run` takes a moment, because it compiles.",
		"让它一直运行。等 `netstat -an` 列出端口 %d 后再继续：第一次 `go run` 要先编译，需要一点时间。"}
	readmeTold = phrase{
		"It does nothing by itself. Type one of these lines and press Enter: %s. Ctrl-D ends it (Windows: Ctrl-Z and Enter).",
		"它自己什么也不做。输入下面的一行，再按回车：%s。按 Ctrl-D 结束它（Windows 上按 Ctrl-Z 再按回车）。"}
	readmeWasTold = phrase{"In the lesson it is told: %s.", "课程里，告诉它的是：%s。"}
	readmeGoOn    = phrase{"Go on without waiting for it.", "不用等它，接着往下做。"}
	readmePrinted = phrase{"In the lesson this was in its output:", "课程里，它的输出中有："}

	readmeEnds      = phrase{"It will end by itself.", "它会自己结束。"}
	readmeEndsFirst = phrase{"It ends by itself; then go on.", "它会自己结束，然后再继续。"}
	readmeFails     = phrase{"In the lesson it ended with an error, exit status %d.", "课程里，它以错误结束，退出码为 %d。"}
	readmeFailFirst = phrase{"It ends with an error, exit status %d: so it does in the lesson. Then go on.", "它以错误结束，退出码为 %d：课程里也是这样。然后再继续。"}
	readmeKilled    = phrase{
		"In the lesson it is killed. Here it may be faster than you; if it still runs, Ctrl-C ends it.",
		"课程里，它被终止。这里它可能比你更快；如果还在运行，按 Ctrl-C 结束它。"}
	readmeRunsOn = phrase{"It does not end by itself: press Ctrl-C when you have seen enough.", "它不会自己结束：看够了就按 Ctrl-C。"}
)

// readmeOf returns the README, which says how to run a lesson's programs by
// hand: what to type in which terminal, in which order, and what to expect.
func readmeOf(l *lab.Lesson, lang string, port int) ([]byte, error) {
	text, err := l.Prose(lang)
	if err != nil {
		return nil, err
	}
	turns, err := script.Turns(l)
	if err != nil {
		return nil, err
	}
	printed, err := script.Printed(l)
	if err != nil {
		return nil, err
	}
	w := readmeWriter{lang: lang}
	w.line("# " + text.Title)
	w.paragraph(text.Summary)
	w.paragraph(readmeWhat.in(lang, l.Name, goVersion))
	w.paragraph(readmeFlow.in(lang))
	w.paragraph(readmePort.in(lang, addressesOf(l, lang, port), l.Name, otherPort(port)))
	w.paragraph(readmeOpen.in(lang, len(l.Hosts)))
	terminal := 0
	for i, t := range turns {
		if t.Kind != script.TurnStart {
			continue
		}
		terminal++
		h := hostOf(l, t.Host)
		w.heading(readmeTerminal.in(lang, terminal, h.Name))
		w.code("cd "+codeDir(h), strings.Join(append([]string{"go run ."}, shellArgs(h, port)...), " "))
		w.paragraph(w.about(h)...)
		if len(h.Lines) > 0 {
			w.paragraph(readmeTold.in(lang, linesOf(h)), readmeWasTold.in(lang, toldIn(turns, h.Name)))
		}
		end := endOfTurn(turns, t.Host)
		endsFirst := waitsFor(turns, i, end)
		switch {
		case endsFirst || i == lastStart(turns):
		case t.Listens():
			w.paragraph(readmeListens.in(lang, portsOf(h, port)[0]))
		default:
			w.paragraph(readmeGoOn.in(lang))
		}
		if lines := printed[h.Name]; len(lines) > 0 {
			w.paragraph(readmePrinted.in(lang))
			w.code(lines...)
		}
		if len(h.Lines) == 0 || end.Kind != "" {
			w.paragraph(ending(end, endsFirst, lang))
		}
	}
	w.heading(readmeHeld.in(lang))
	w.paragraph(readmeLab.in(lang))
	return []byte(w.String()), nil
}

// addressesOf lists the addresses that a lesson's programs use on a port.
func addressesOf(l *lab.Lesson, lang string, port int) string {
	var ports []int
	for _, h := range l.Hosts {
		ports = append(ports, portsOf(h, port)...)
	}
	slices.Sort(ports)
	var list []string
	for _, p := range slices.Compact(ports) {
		list = append(list, fmt.Sprintf("127.0.0.1:%d", p))
	}
	if lang == "zh" {
		return strings.Join(list, "、")
	}
	return strings.Join(list, ", ")
}

// portsOf returns the ports of a host's program, its own first, as they are on a
// port: those of the addresses that it gets as arguments. A program without such
// arguments names its port itself.
func portsOf(h lab.Host, port int) []int {
	var ports []int
	for _, a := range h.Args {
		if at, err := netip.ParseAddrPort(a); err == nil {
			ports = append(ports, gate.PortOn(int(at.Port()), port))
		}
	}
	if ports == nil {
		return []int{port}
	}
	return ports
}

// linesOf lists the lines that a host's program may be told.
func linesOf(h lab.Host) string {
	var lines []string
	for _, l := range h.Lines {
		lines = append(lines, "`"+l.Text+"`")
	}
	return strings.Join(lines, " ")
}

// toldIn lists the lines that a host is told in the lesson's script.
func toldIn(turns []script.Turn, host string) string {
	var lines []string
	for _, t := range turns {
		if t.Kind == script.TurnType && t.Host == host {
			lines = append(lines, "`"+t.Line+"`")
		}
	}
	return strings.Join(lines, " ")
}

// otherPort returns another port than the one given, which may be the highest
// one.
func otherPort(port int) int {
	if port > 60000 {
		return port - 1000
	}
	return port + 1000
}

// hostOf returns the lesson's host of that name.
func hostOf(l *lab.Lesson, name string) lab.Host {
	i := slices.IndexFunc(l.Hosts, func(h lab.Host) bool { return h.Name == name })
	if i < 0 {
		panic("BUG: a turn of a host that the lesson does not have: " + name)
	}
	return l.Hosts[i]
}

// endOfTurn returns the turn by which a host comes to its end. Its Kind is ""
// if the host does not.
func endOfTurn(turns []script.Turn, host string) script.Turn {
	for _, t := range turns {
		if t.Host == host && (t.Kind == script.TurnExit || t.Kind == script.TurnKill) {
			return t
		}
	}
	return script.Turn{}
}

func lastStart(turns []script.Turn) int {
	last := 0
	for i, t := range turns {
		if t.Kind == script.TurnStart {
			last = i
		}
	}
	return last
}

// waitsFor reports whether the program that starts at turn i has to end before
// the next one starts.
func waitsFor(turns []script.Turn, i int, end script.Turn) bool {
	for _, t := range turns[i+1:] {
		if t.Kind == script.TurnStart {
			return false
		}
		if end.Kind == script.TurnExit && t == end {
			return i < lastStart(turns)
		}
	}
	return false
}

// ending returns the sentence about how a program ends. first is true if the
// reader has to wait for that.
func ending(end script.Turn, first bool, lang string) string {
	switch {
	case end.Kind == script.TurnKill:
		return readmeKilled.in(lang)
	case end.Kind == "":
		return readmeRunsOn.in(lang)
	case end.Status == 0 && first:
		return readmeEndsFirst.in(lang)
	case end.Status == 0:
		return readmeEnds.in(lang)
	case first:
		return readmeFailFirst.in(lang, end.Status)
	}
	return readmeFails.in(lang, end.Status)
}

// about returns the sentences about the files beside a host's program.
func (w *readmeWriter) about(h lab.Host) []string {
	var sentences []string
	for _, name := range h.Brings {
		sentences = append(sentences, readmeBrings.in(w.lang, path.Base(name)))
	}
	if slices.ContainsFunc(h.Args, func(a string) bool { return strings.Contains(a, lab.FilePlace) }) {
		sentences = append(sentences, readmeOwnFile.in(w.lang))
	}
	return sentences
}
