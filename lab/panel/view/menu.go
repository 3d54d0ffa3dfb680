package view

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// A MenuItem is a lesson as the menu shows it, in one line.
type MenuItem struct {
	Part    string // of the course; the first lesson of a part has a heading above it
	Name    string // as on the command line
	Title   string
	Summary string // shown if the cursor is on the lesson
	Done    bool   // the student has seen it to its end
	At      string // where they left it, in words; "" if they did not leave it in the middle
}

// A Menu is everything that a frame of the menu is made of.
type Menu struct {
	Items  []MenuItem // in language Lang
	Lang   string
	Notice string // stands in the footer's place; "" if there is none
	Cursor int    // the index of the chosen item
	Help   bool   // the keys are listed instead of the lessons
}

// menuRow is a line of the list. item is the index of its lesson; -1 if the
// line is a heading or blank.
type menuRow struct {
	line canvas.Line
	item int
}

// Paint draws the menu on all of a blank canvas.
func (m *Menu) Paint(c *canvas.Canvas) {
	if c.W < 30 || c.H < 8 {
		c.Block(0, 0, c.W, c.H, canvas.Wrap(canvas.Plain, wTooSmall.F(m.Lang, c.W, c.H), c.W))
		return
	}
	head := canvas.Text(canvas.Plain, " ").Add(canvas.Strong, wMenuTitle.In(m.Lang)).Add(canvas.Plain, "   ")
	legend := m.legend()
	if sub := canvas.Text(canvas.Faint, wMenuSub.In(m.Lang)); len(legend) == 0 || head.Width()+sub.Width()+legend.Width()+1 <= c.W {
		head = append(head, sub...)
	}
	c.Put(0, 0, c.W, head.Right(legend, c.W).Cut(c.W))
	c.Put(0, 1, c.W, canvas.Rule(nil, c.W))
	if len(m.Items) == 0 {
		c.Put(1, 3, c.W, canvas.Text(canvas.Plain, wMenuEmpty.In(m.Lang)))
	}
	const below = 4 // the rule, two lines of summary, the footer
	rows, on := m.rows(c.W)
	h := c.H - 2 - below
	top := max(0, min(on-h/2, len(rows)-h))
	if on < h-1 {
		top = 0
	}
	for i := top; i < min(len(rows), top+h) && !m.Help; i++ {
		c.Put(0, 2+i-top, c.W, rows[i].line)
	}
	if m.Help {
		m.paintHelp(c, h)
	}
	y := c.H - below
	c.Put(0, y, c.W, canvas.Rule(nil, c.W))
	if n := len(rows) - top - h; n > 0 && !m.Help {
		c.Put(2, y, c.W, canvas.Text(canvas.Plain, " ").Add(canvas.Faint, moreBelow(m.Lang, n)).Add(canvas.Plain, " "))
	}
	if len(m.Items) > 0 {
		item := m.Items[m.Cursor]
		lead := prose.Wrap(prose.Visible(item.Summary), c.W-2)
		if item.At != "" {
			lead = append(lead[:min(len(lead), 1)], wMenuAt.F(m.Lang, item.At))
		}
		for i, l := range lead[:min(len(lead), 2)] {
			c.Put(1, y+1+i, c.W, canvas.Text(canvas.Plain, l))
		}
	}
	keys := wMenuKeys
	if len(m.Items) > 0 && m.Items[m.Cursor].At != "" {
		keys = wMenuResume
	}
	if wide := wMenuRemote.F(m.Lang, keys.In(m.Lang)); canvas.Width(wide)+2 <= c.W {
		keys = tell.Word{wide, wide}
	}
	foot := canvas.Text(canvas.Plain, " "+keys.In(m.Lang))
	if m.Notice != "" {
		foot = canvas.Text(canvas.Alarm, " "+m.Notice)
	}
	c.Put(0, c.H-1, c.W, foot.Cut(c.W-1))
}

// legend explains the marks that stand before lessons. It leaves out a mark
// that no lesson has.
func (m *Menu) legend() canvas.Line {
	var l canvas.Line
	if slices.ContainsFunc(m.Items, func(i MenuItem) bool { return i.Done }) {
		l = l.Add(canvas.Plain, canvas.Done+" "+wMenuDone.In(m.Lang)+"  ")
	}
	if slices.ContainsFunc(m.Items, func(i MenuItem) bool { return !i.Done && i.At != "" }) {
		l = l.Add(canvas.Plain, canvas.At+" "+wMenuLeft.In(m.Lang)+"  ")
	}
	return l
}

// menuHelp lists the menu's keys and marks, for its help.
var menuHelp = []struct {
	keys string
	does tell.Word
}{
	{"↑ ↓ PgUp PgDn Home End", tell.Word{"choose a lesson", "选择课程"}},
	{"Enter n → Space . b", tell.Word{"start it, or go on", "开始，或接着学"}},
	{"r", tell.Word{"start it over", "从头开始"}},
	{"L", tell.Word{"English or Chinese", "英文或中文"}},
	{"q Ctrl-C", tell.Word{"quit", "退出"}},
	{canvas.Done, tell.Word{"seen to its end", "已经学完"}},
	{canvas.At, tell.Word{"left in the middle", "学到一半"}},
}

// paintHelp draws the keys and marks in the place of the list.
func (m *Menu) paintHelp(c *canvas.Canvas, h int) {
	var out []canvas.Line
	for _, k := range menuHelp {
		l := canvas.Text(canvas.Plain, " ").Add(canvas.Key, k.keys).To(25)
		for i, t := range canvas.Wrap(canvas.Plain, k.does.In(m.Lang), c.W-26) {
			if i > 0 {
				l = canvas.Line{}.To(25)
			}
			out = append(out, append(l, t...))
		}
	}
	c.Block(0, 2, c.W, h, out)
}

// rows lays out the list in w columns; on is the row that the cursor is on.
func (m *Menu) rows(w int) (rows []menuRow, on int) {
	names := 0
	for _, item := range m.Items {
		names = max(names, canvas.Width(item.Name))
	}
	part := ""
	for i, item := range m.Items {
		if item.Part != part {
			part = item.Part
			if i > 0 {
				rows = append(rows, menuRow{item: -1})
			}
			rows = append(rows, menuRow{canvas.Text(canvas.Plain, " ").Add(canvas.Faint, part), -1})
		}
		mark, name, st := " ", canvas.Strong, canvas.Plain
		switch {
		case item.Done:
			mark, name = canvas.Done, canvas.Plain
		case item.At != "":
			mark = canvas.At
		}
		l := canvas.Text(canvas.Plain, "  ").Add(canvas.Faint, mark).Add(canvas.Faint, fmt.Sprintf("%3d ", i+1)).Add(name, item.Name)
		l = l.To(8+names+2).Add(st, item.Title)
		if i == m.Cursor {
			on = len(rows)
			l = canvas.Text(canvas.Chosen, strings.TrimRight(" >"+l.String()[2:], " ")+" ")
		}
		rows = append(rows, menuRow{l.Cut(w), i})
	}
	return rows, on
}
