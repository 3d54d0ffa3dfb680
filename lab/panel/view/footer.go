package view

import (
	"slices"

	"tcplab/lab/tell"
)

// footer offers the keys that can act now, the most useful first and as many
// as fit, help and menu at the end.
func footer(s *Scene, w int) Line {
	offer := slices.DeleteFunc(slices.Clone(s.Keys), func(k Key) bool {
		return k.Foot == 0 || k.why != nil && k.why(s) != nil || k.offer != nil && !k.offer(s)
	})
	slices.SortStableFunc(offer, func(a, b Key) int { return a.rank(s) - b.rank(s) })
	cut := slices.IndexFunc(offer, func(k Key) bool { return k.Foot >= 90 })
	var tail Line
	for _, k := range offer[cut:] {
		tail = append(tail.add(StylePlain, "  "), k.label(s)...)
	}
	l := text(StylePlain, "")
	for _, k := range offer[:cut] {
		next := k.label(s)
		gap := "  "
		if l.width() == 0 {
			gap = " "
		}
		if l.width()+len(gap)+next.width()+tail.width() > w {
			continue
		}
		l = append(l.add(StylePlain, gap), next...)
	}
	return append(l, tail...).cut(w)
}

// rank is the row's place in the footer now.
func (k Key) rank(s *Scene) int {
	if k.first != nil && k.first(s) {
		return 0
	}
	return k.Foot
}

// label is a key as the footer writes it.
func (k Key) label(s *Scene) Line {
	name := k.Label[s.Lang]
	if k.called != nil {
		if now := k.called(s); now != nil {
			name = s.Say(*now)
		}
	}
	return text(StyleKey, k.Names[0]).add(StylePlain, " "+name)
}

var (
	wShowText = tell.Word{"show text", "显示文字"}
	wQuit     = tell.Word{"quit", "退出"}
)

// messageRows are what the last key led to. They take the footer's place until
// the next key, and where one row is too short, that of what is above it: a
// question to be answered with y is never cut.
func messageRows(s *Scene, w int) []Line {
	st := StyleStrong
	if s.Urgent {
		st = StyleAlarm
	}
	const most = 4
	rows := wrap(st, s.Message, w-2)
	if len(rows) > most {
		rows = append(rows[:most-1:most-1], text(st, ellipsis))
	}
	for i, r := range rows {
		rows[i] = append(text(StylePlain, " "), r...).to(w)
	}
	return rows
}
