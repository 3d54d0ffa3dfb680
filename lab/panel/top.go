package panel

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"tcplab/lab/tell"
)

// topLine says where we are: the lesson, how far each chapter has come, and on
// which network; looking back, it says so instead of the network.
func topLine(s *scene, w int) line {
	l := text(plain, " ").add(strong, "tcplab").add(plain, "  ")
	if s.header.Number > 0 {
		l = l.add(plain, fmt.Sprint(s.header.Number, " "))
	}
	l = l.add(strong, s.header.Lesson)
	var r line
	switch {
	case !s.newest():
		r = r.add(changed, " "+wRecording.F(s.lang, s.at, s.length-1)+" ")
	case !s.live:
		r = r.add(strong, wRecording.F(s.lang, s.at, s.length-1))
	default:
		r = r.add(faint, s.networkName())
	}
	if s.playing {
		r = append(text(alarm, wAuto.F(s.lang, pace(s.lang, s.auto))).add(plain, "  "), r...)
	}
	r = r.add(plain, " ")
	room := w - l.width() - r.width() - 5
	return append(l.add(plain, "   "), chapters(s, room)...).right(r, w)
}

// chapters is the progress of each chapter: "OPENING 4/6 · data 0/4"; where
// that needs more than w columns, of the current one alone, its name shortened
// if it must be.
func chapters(s *scene, w int) line {
	var all, one line
	current := s.currentChapter()
	for i, c := range s.header.Chapters {
		if i > 0 {
			all = all.add(faint, " "+dot+" ")
		}
		name := s.text().Chapters[c]
		if name == "" {
			name = c
		}
		count := fmt.Sprintf("%d/%d", s.step.Taken[c], chapterSize(s.header, c))
		if c != current {
			all = all.add(faint, lower(name)+" "+count)
			continue
		}
		mark := func(name string) string { // capitals in a Chinese name mean something: ACCEPT is not Accept
			return "[" + name + "]"
		}
		if ascii(name) && strings.ToUpper(name) != name {
			mark = strings.ToUpper
		}
		one = text(strong, mark(name)+" "+count)
		all = append(all, one...)
		// A few letters of a name would say nothing.
		if room := w - (width(mark(name)) - width(name)) - 1 - width(count); one.width() > w && room >= 8 {
			one = text(strong, mark(text(plain, name).cut(room).String())+" "+count)
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
func timeline(s *scene, w int) line {
	l := text(faint, strings.Repeat(bar, 2)+" ")
	width := 4 + len(s.header.Beats) + 2*len(s.header.Chapters)
	if len(s.header.Beats) == 0 || width > w {
		return text(faint, strings.Repeat(bar, max(w, 0)))
	}
	previous, taken, here := "", s.taken(), s.row()
	for i, b := range s.header.Beats {
		if i > 0 && b.Chapter != previous {
			l = l.add(faint, " "+bar+" ")
		}
		previous = b.Chapter
		switch {
		case i == here:
			l = l.add(now, at)
		case taken[i]:
			l = l.add(plain, done)
		default:
			l = l.add(faint, todo)
		}
	}
	return rule(l.add(plain, " "), w)
}

// rule fills a line with a horizontal line up to column w.
func rule(l line, w int) line {
	if n := w - l.width(); n > 0 {
		l = l.add(faint, strings.Repeat(bar, n))
	}
	return l
}

// ruled is a rule that begins with a line; a line that just fits needs no blank
// behind it.
func ruled(l line, w int) line {
	if l.width() < w {
		l = l.add(plain, " ")
	}
	return rule(l, w)
}

// titled is a rule with a title in it.
func titled(st style, title string, w int) line {
	return rule(text(faint, bar+bar+" ").add(st, title).add(plain, " ").cut(w), w)
}

// pace writes how long auto play lets each step stand.
func pace(lang string, d time.Duration) string {
	return tell.Word{d.String(), fmt.Sprintf("%g 秒", d.Seconds())}.In(lang)
}
