package view

import (
	"slices"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
)

// footer offers the keys that can act now, as many as fit into w columns: the
// most useful first, help and menu at the end.
func footer(s *Scene, w int) canvas.Line {
	offer := slices.DeleteFunc(slices.Clone(s.Keys), func(k Key) bool {
		return k.Foot == 0 || k.why != nil && k.why(s) != nil || k.offer != nil && !k.offer(s)
	})
	slices.SortStableFunc(offer, func(a, b Key) int { return a.rank(s) - b.rank(s) })
	cut := slices.IndexFunc(offer, func(k Key) bool { return k.Foot >= 90 })
	var tail canvas.Line
	for _, k := range offer[cut:] {
		tail = append(tail.Add(canvas.Plain, "  "), k.label(s)...)
	}
	l := canvas.Text(canvas.Plain, "")
	for _, k := range offer[:cut] {
		next := k.label(s)
		gap := "  "
		if l.Width() == 0 {
			gap = " "
		}
		if l.Width()+len(gap)+next.Width()+tail.Width() > w {
			continue
		}
		l = append(l.Add(canvas.Plain, gap), next...)
	}
	return append(l, tail...).Cut(w)
}

// rank returns the row's place in the footer now; a lower rank comes first.
func (k Key) rank(s *Scene) int {
	if k.first != nil && k.first(s) {
		return 0
	}
	return k.Foot
}

// label writes a key as the footer shows it: its name and its label.
func (k Key) label(s *Scene) canvas.Line {
	name := k.Label[s.Lang]
	if k.called != nil {
		if now := k.called(s); now != nil {
			name = s.Say(*now)
		}
	}
	return canvas.Text(canvas.Key, k.Names[0]).Add(canvas.Plain, " "+name)
}

var (
	wShowText   = tell.Word{"show text", "显示文字"}
	wThisPacket = tell.Word{"this packet", "看这个包"}
	wQuit       = tell.Word{"quit", "退出"}
)

// messageRows lay out the message about the last key. They take the footer's
// place until the next key. If one row is too short, they also take the rows
// above it, so that a question to be answered with y is never cut.
func messageRows(s *Scene, w int) []canvas.Line {
	st := canvas.Strong
	if s.Urgent {
		st = canvas.Alarm
	}
	const most = 4
	rows := canvas.Wrap(st, s.Message, w-2)
	if len(rows) > most {
		rows = append(rows[:most-1:most-1], canvas.Text(st, canvas.Ellipsis))
	}
	for i, r := range rows {
		rows[i] = append(canvas.Text(canvas.Plain, " "), r...).To(w)
	}
	return rows
}
