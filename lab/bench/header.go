package bench

import (
	"fmt"
	"io/fs"
	"slices"

	"tcplab/lab"
	"tcplab/lab/kernel"
	"tcplab/lab/prose"
	"tcplab/lab/script"
	"tcplab/lab/standalone"
	"tcplab/lab/trace"
)

// header returns the first line of a lesson's trace on the named network. It
// lacks only the fields that depend on the running hosts.
func header(l *lab.Lesson, o Options, name string) (trace.Header, error) {
	h := trace.Header{
		Trace: trace.Version, Lesson: l.Name, Number: o.Number,
		Network: name, Home: l.Settings.Network, Lang: o.Lang, Port: o.Port,
		Stack: kernel.Stack(), Chapters: l.Chapters, Prose: map[string]*prose.Text{},
	}
	for _, host := range l.Hosts {
		h.Hosts = append(h.Hosts, trace.Host{Name: host.Name, Role: host.Role, File: host.File, Args: host.Args})
		if slices.ContainsFunc(h.Programs, func(p trace.Program) bool { return p.File == host.File }) {
			continue
		}
		source, err := fs.ReadFile(l.Files, host.File)
		if err != nil {
			return h, fmt.Errorf("lesson %s lacks its program: %w", l.Name, err)
		}
		h.Programs = append(h.Programs, trace.Program{File: host.File, Source: standalone.Program(string(source), o.Port)})
	}
	if o.foreign {
		h.Open = true
		h.Hosts = []trace.Host{{Name: lab.Client, Role: lab.Client}, {Name: lab.Server, Role: lab.Server}}
	}
	for _, b := range script.On(l, name) {
		h.Beats = append(h.Beats, trace.Beat{ID: b.ID, Chapter: b.Chapter, Move: b.Move, Stop: b.Stop, Loop: b.Loop})
	}
	for _, lang := range trace.Languages {
		text, err := l.ProseOn(lang, o.Port)
		if err != nil {
			return h, err
		}
		h.Prose[lang] = text
	}
	h.Terms = termsOf(h.Prose, o.Terms)
	return h, nil
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
