package view

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"tcplab/lab/tell"
)

// topLine says where we are: the lesson, how far each chapter has come, and on
// which network; looking back, it says so instead of the network.
func topLine(s *Scene, w int) Line {
	l := text(StylePlain, " ").add(StyleStrong, "tcplab").add(StylePlain, "  ")
	if s.Header.Number > 0 {
		l = l.add(StylePlain, fmt.Sprint(s.Header.Number, " "))
	}
	l = l.add(StyleStrong, s.Header.Lesson)
	var r Line
	switch {
	case !s.Newest():
		r = r.add(StyleChanged, " "+wRecording.F(s.Lang, s.At, s.Length-1)+" ")
	case !s.Live:
		r = r.add(StyleStrong, wRecording.F(s.Lang, s.At, s.Length-1))
	default:
		r = r.add(StyleFaint, s.NetworkName())
	}
	if s.Playing {
		r = append(text(StyleAlarm, wAuto.F(s.Lang, Pace(s.Lang, s.Auto))).add(StylePlain, "  "), r...)
	}
	r = r.add(StylePlain, " ")
	room := w - l.width() - r.width() - 5
	return append(l.add(StylePlain, "   "), chapters(s, room)...).right(r, w)
}

// chapters is the progress of each chapter: "OPENING 4/6 · data 0/4"; where
// that needs more than w columns, of the current one alone, its name shortened
// if it must be.
func chapters(s *Scene, w int) Line {
	var all, one Line
	current := s.CurrentChapter()
	for i, c := range s.Header.Chapters {
		if i > 0 {
			all = all.add(StyleFaint, " "+dot+" ")
		}
		name := s.Text().Chapters[c]
		if name == "" {
			name = c
		}
		count := fmt.Sprintf("%d/%d", s.Step.Taken[c], tell.ChapterSize(s.Header, c))
		if c != current {
			all = all.add(StyleFaint, lower(name)+" "+count)
			continue
		}
		mark := func(name string) string { // capitals in a Chinese name mean something: ACCEPT is not Accept
			return "[" + name + "]"
		}
		if ascii(name) && strings.ToUpper(name) != name {
			mark = strings.ToUpper
		}
		one = text(StyleStrong, mark(name)+" "+count)
		all = append(all, one...)
		// A few letters of a name would say nothing.
		if room := w - (width(mark(name)) - width(name)) - 1 - width(count); one.width() > w && room >= 8 {
			one = text(StyleStrong, mark(text(StylePlain, name).cut(room).String())+" "+count)
		}
	}
	if all.width() <= w {
		return all
	}
	if one.width() <= w {
		return one
	}
	return nil
}

// lower puts a title's first letter in lower case, unless it begins a name
// that is written in capitals.
func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsUpper(r[0]) && !unicode.IsUpper(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// timeline is the rule above the prose: the script as a row of dots, a gap
// between chapters, filled as far as the run has come, a diamond at the shown
// beat.
func timeline(s *Scene, w int) Line {
	l := text(StyleFaint, strings.Repeat(bar, 2)+" ")
	width := 4 + len(s.Header.Beats) + 2*len(s.Header.Chapters)
	if len(s.Header.Beats) == 0 || width > w {
		return text(StyleFaint, strings.Repeat(bar, max(w, 0)))
	}
	previous, taken, here := "", s.Taken(), s.Row()
	for i, b := range s.Header.Beats {
		if i > 0 && b.Chapter != previous {
			l = l.add(StyleFaint, " "+bar+" ")
		}
		previous = b.Chapter
		switch {
		case i == here:
			l = l.add(StyleNow, at)
		case taken[i]:
			l = l.add(StylePlain, done)
		default:
			l = l.add(StyleFaint, todo)
		}
	}
	return rule(l.add(StylePlain, " "), w)
}

// rule fills a line with a horizontal line up to column w.
func rule(l Line, w int) Line {
	if n := w - l.width(); n > 0 {
		l = l.add(StyleFaint, strings.Repeat(bar, n))
	}
	return l
}

// ruled is a rule that begins with a line; a line that just fits needs no blank
// behind it.
func ruled(l Line, w int) Line {
	if l.width() < w {
		l = l.add(StylePlain, " ")
	}
	return rule(l, w)
}

// titled is a rule with a title in it.
func titled(st Style, title string, w int) Line {
	return rule(text(StyleFaint, bar+bar+" ").add(st, title).add(StylePlain, " ").cut(w), w)
}

// Pace writes how long auto play lets each step stand.
func Pace(lang string, d time.Duration) string {
	return tell.Word{d.String(), fmt.Sprintf("%g 秒", d.Seconds())}.In(lang)
}
