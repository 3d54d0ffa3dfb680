package view

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// topLine says where the run is: the lesson, the progress of each chapter, and
// the network. It names the recording in place of the network in a replay, and
// while the student looks back; beside a model's, that it is one.
func topLine(s *Scene, w int) canvas.Line {
	l := canvas.Text(canvas.Plain, " ").Add(canvas.Strong, "tcplab").Add(canvas.Plain, "  ")
	if s.Header.Number > 0 {
		l = l.Add(canvas.Plain, fmt.Sprint(s.Header.Number, " "))
	}
	l = l.Add(canvas.Strong, s.Header.Lesson)
	if s.Text().Draft {
		l = l.Add(canvas.Plain, " ").Add(canvas.Alarm, s.Say(tell.DraftWord))
	}
	var r canvas.Line
	switch {
	case !s.Newest():
		r = r.Add(canvas.Back, " "+recording(s)+" ")
	case !s.Live:
		r = r.Add(canvas.Strong, recording(s))
	default:
		r = r.Add(canvas.Faint, s.NetworkName())
	}
	if s.Playing {
		r = append(canvas.Text(canvas.Alarm, wAuto.F(s.Lang, Pace(s.Lang, s.Auto))).Add(canvas.Plain, "  "), r...)
	}
	r = r.Add(canvas.Plain, " ")
	room := w - l.Width() - r.Width() - 5
	return append(l.Add(canvas.Plain, "   "), chapters(s, room)...).Right(r, w)
}

// recording says which step of the recording this is. That of a model is told as
// one: nobody may take it for a kernel's.
func recording(s *Scene) string {
	if s.Header.Network == trace.NetstackNetwork {
		return wRecordingOfModel.F(s.Lang, s.At, s.Length-1)
	}
	return wRecording.F(s.Lang, s.At, s.Length-1)
}

// chapters writes the progress of each chapter: "OPENING 4/6 · data 0/4". If
// that needs more than w columns, it writes the current chapter alone, with a
// shorter name if it must; nil if even that has no room.
func chapters(s *Scene, w int) canvas.Line {
	var all, one canvas.Line
	current := s.CurrentChapter()
	for i, c := range s.Header.Chapters {
		if i > 0 {
			all = all.Add(canvas.Faint, " "+canvas.Dot+" ")
		}
		name := s.Text().Chapters[c]
		if name == "" {
			name = c
		}
		count := fmt.Sprintf("%d/%d", s.Step.Taken[c], tell.ChapterSize(s.Header, c))
		if c != current {
			all = all.Add(canvas.Faint, lower(name)+" "+count)
			continue
		}
		mark := func(name string) string { // not by capitals: in a Chinese name ACCEPT and Accept are two things
			return "[" + name + "]"
		}
		if canvas.IsASCII(name) && strings.ToUpper(name) != name {
			mark = strings.ToUpper
		}
		one = canvas.Text(canvas.Strong, mark(name)+" "+count)
		all = append(all, one...)
		// A few letters of a name would say nothing.
		if room := w - (canvas.Width(mark(name)) - canvas.Width(name)) - 1 - canvas.Width(count); one.Width() > w && room >= 8 {
			one = canvas.Text(canvas.Strong, mark(canvas.Text(canvas.Plain, name).Cut(room).String())+" "+count)
		}
	}
	if all.Width() <= w {
		return all
	}
	if one.Width() <= w {
		return one
	}
	return nil
}

// lower writes a title's first letter small, unless the first word is written
// in capitals. A Chinese title begins with a Latin letter only if that is a name.
func lower(s string) string {
	r := []rune(s)
	chinese := slices.ContainsFunc(r, func(c rune) bool { return unicode.Is(unicode.Han, c) })
	if len(r) > 1 && !chinese && unicode.IsUpper(r[0]) && !unicode.IsUpper(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// storyTitle draws the rule above the prose: the headline, and at its end the
// timeline if there is room. Beside every headline of a lesson the timeline is the
// same, so that no dot moves: all of it, or else that of the current chapter.
func storyTitle(s *Scene, headline canvas.Line, w int) canvas.Line {
	l := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ")
	if len(headline) > 0 {
		l = append(l, headline...).Add(canvas.Plain, " ")
	}
	const around = 4 // the end of the rule, and blanks
	dots := timeline(s, "")
	if dots.Width() > w-3-prose.HeadlineWidth-around {
		dots = timeline(s, s.CurrentChapter())
	}
	if n := dots.Width() + around; n > around && l.Width()+n <= w {
		return append(canvas.Rule(l, w-n).Add(canvas.Plain, " "), dots.Add(canvas.Plain, " ").Add(canvas.Faint, canvas.Bar+canvas.Bar)...)
	}
	return canvas.Rule(l.Cut(w), w)
}

// timeline draws the script as a row of dots, with a gap between chapters; of one
// chapter alone if that is not "". The dots of beats that are done are filled, and a
// diamond marks the shown beat.
func timeline(s *Scene, chapter string) canvas.Line {
	var l canvas.Line
	previous, taken, here := "", s.Taken(), s.Row()
	for i, b := range s.Header.Beats {
		if chapter != "" && b.Chapter != chapter {
			continue
		}
		if len(l) > 0 && b.Chapter != previous {
			l = l.Add(canvas.Faint, " "+canvas.Bar+" ")
		}
		previous = b.Chapter
		switch {
		case i == here:
			l = l.Add(canvas.Now, canvas.At)
		case taken[i]:
			l = l.Add(canvas.Plain, canvas.Done)
		default:
			l = l.Add(canvas.Faint, canvas.Todo)
		}
	}
	return l
}

// Pace writes d, the time for which auto play shows each step, in a language.
func Pace(lang string, d time.Duration) string {
	return tell.Word{d.String(), fmt.Sprintf("%g 秒", d.Seconds())}.In(lang)
}
