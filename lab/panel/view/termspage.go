package view

import (
	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
)

// termsContent explains the terms of the step and the states on the screen, in
// each language of the glossary.
func termsContent(s *Scene, w, _ int) Content {
	out := Content{Title: s.Say(wTerms)}
	for _, t := range s.Terms() {
		head := canvas.Text(canvas.Plain, " ")
		for i, lang := range []string{s.Lang, tell.Other(s.Lang)} {
			if name := t.Name[lang]; name != "" && (i == 0 || name != t.Name[s.Lang]) {
				if i > 0 {
					head = head.Add(canvas.Faint, "  "+canvas.Dot+"  ")
				}
				head = head.Add(canvas.Strong, name)
			}
		}
		out.Lines = append(out.Lines, head)
		for _, lang := range []string{s.Lang, tell.Other(s.Lang)} {
			st := canvas.Plain
			if lang != s.Lang {
				st = canvas.Faint
			}
			for _, l := range canvas.Wrap(st, t.Line[lang], textWidth(w)-2) {
				out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, "   "), l...))
			}
		}
		out.Lines = append(out.Lines, nil)
	}
	if len(out.Lines) == 0 {
		out.Lines = canvas.Wrap(canvas.Faint, " "+s.Say(wNoTerms), textWidth(w))
	}
	return out
}
