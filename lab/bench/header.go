package bench

import (
	"io/fs"
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/bench/network"
	"tcplab/lab/kernel"
	"tcplab/lab/netstack"
	"tcplab/lab/prose"
	"tcplab/lab/script"
	"tcplab/lab/standalone"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
)

// header returns the first line of a lesson's trace on the named network. It
// lacks the texts and the fields that depend on the running hosts.
func header(l *lab.Lesson, o Options, name string) (trace.Header, error) {
	h := trace.Header{
		Trace: trace.Version, Lesson: l.Name, Number: o.Number,
		Network: name, Home: l.Settings.Network, Lang: o.Lang, Port: o.Port, Seed: o.Seed,
		Stack: stackOf(name), Chapters: l.Chapters, Free: l.Free,
	}
	for _, f := range o.Faults {
		h.Faults = append(h.Faults, f.String())
	}
	if usual := network.Usual(l.Settings); trace.Holds(name) && usual != (wire.Usual{}) {
		h.Usual = &trace.Usual{Resend: usual.Resend.Milliseconds(), FinWait2: usual.FinWait2.Milliseconds()}
	}
	if trace.Holds(name) {
		h.Clock = l.Settings.Clock.String()
		if l.Settings.Clock != o.own {
			h.LessonClock = o.own.String()
		}
	}
	for _, host := range l.Hosts {
		h.Hosts = append(h.Hosts, trace.Host{Name: host.Name, Role: host.Role, File: host.File, Args: host.Args})
		if slices.ContainsFunc(h.Programs, func(p trace.Program) bool { return p.File == host.File }) {
			continue
		}
		source, err := fs.ReadFile(l.Files, host.File)
		if err != nil {
			return h, words.Errorf("lesson %s lacks its program: %w", "课程 %s 缺少程序：%w", l.Name, err)
		}
		h.Programs = append(h.Programs, trace.Program{File: host.File, Source: standalone.Program(string(source), o.Port)})
	}
	if o.foreign {
		h.Open = true
		h.Hosts = []trace.Host{{Name: lab.Client, Role: lab.Client}, {Name: lab.Server, Role: lab.Server}}
	}
	for _, b := range script.On(l, name) {
		beat := trace.Beat{ID: b.ID, Chapter: b.Chapter, Move: b.Move, Stop: b.Stop, Loop: b.Loop}
		host, line, err := l.Looked(b)
		if err != nil {
			return h, err
		}
		if line > 0 {
			beat.Look = &trace.Look{Host: host.Name, File: host.File, Line: line}
		}
		h.Beats = append(h.Beats, beat)
	}
	return h, nil
}

// texts are a lesson's texts by language. They are read while its network and
// its hosts are being made.
type texts struct {
	read chan struct{} // closed once the fields below are set
	by   map[string]*prose.Text
	err  error
}

// stackOf names the TCP implementation of a network.
func stackOf(name string) string {
	if name == trace.NetstackNetwork {
		return netstack.Name
	}
	return kernel.Stack()
}

// readTexts begins to read a lesson's texts, which name the port given.
func readTexts(l *lab.Lesson, port int) *texts {
	t := &texts{read: make(chan struct{}), by: map[string]*prose.Text{}}
	go func() {
		defer close(t.read)
		for _, lang := range trace.Languages {
			if t.by[lang], t.err = l.ProseOn(lang, port); t.err != nil {
				return
			}
		}
	}()
	return t
}

// into waits for the texts and puts them into a header, with the terms of the
// glossary that they name. A closing question is left out if the beat that answers it
// is not in the script here.
func (t *texts) into(h *trace.Header, glossary []prose.Term) error {
	if <-t.read; t.err != nil {
		return t.err
	}
	if h.Network == trace.NetstackNetwork {
		for lang, text := range t.by {
			marksLinux(text, lang)
		}
	}
	for _, text := range t.by {
		text.Closing.Questions = slices.DeleteFunc(text.Closing.Questions, func(q prose.Question) bool {
			return !slices.ContainsFunc(h.Beats, func(b trace.Beat) bool { return b.ID == q.Beat })
		})
	}
	h.Prose, h.Terms = t.by, termsOf(t.by, glossary)
	return nil
}

// marksLinux says of every section that speaks of Linux's own habits that the
// model, which is told beside it, need not have them. The note stands above
// the first paragraph that names Linux; behind the lead if only that does.
func marksLinux(text *prose.Text, lang string) {
	for beat, s := range text.Sections {
		// A text about both says itself what each of them does.
		if all := s.Lead + s.More; strings.Contains(all, "Linux") && !strings.Contains(all, "gVisor") {
			parts := strings.Split(s.More, "\n\n")
			at := max(slices.IndexFunc(parts, func(part string) bool { return strings.Contains(part, "Linux") }), 0)
			s.More = strings.TrimSuffix(strings.Join(slices.Insert(parts, at, wOfLinux.In(lang)), "\n\n"), "\n\n")
			text.Sections[beat] = s
		}
	}
}

var wOfLinux = words.Word{
	"This text speaks of Linux. Here a model runs, gVisor, and not Linux: it may do otherwise.",
	"这段文字讲的是 Linux。这里运行的是模型 gVisor，不是 Linux，表现可能不同。",
}

// termsOf returns the entries of a glossary that a lesson's prose names.
func termsOf(texts map[string]*prose.Text, glossary []prose.Term) []prose.Term {
	named := map[string]bool{}
	for _, text := range texts {
		for _, s := range text.Sections {
			for _, key := range s.Terms {
				named[key] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(glossary), func(t prose.Term) bool { return !named[t.Key] })
}
