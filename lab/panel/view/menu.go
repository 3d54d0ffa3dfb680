package view

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
)

// A MenuItem is a lesson as the menu shows it, one line.
type MenuItem struct {
	Part    string // of the course; a heading stands where it changes
	Name    string // as on the command line
	Title   string
	Summary string // shown for the lesson the cursor is on
	Done    bool   // the student has seen it to its end
	At      string // where they left it, in words; "": nowhere
}

// A Menu is what a frame of the menu is made of.
type Menu struct {
	Items  []MenuItem // in the language spoken
	Lang   string
	Notice string // stands in the footer's place; "" if there is none
	Cursor int    // the index of the lesson that it is on
	Help   bool   // the keys are listed instead of the lessons
}

// menuRow is a line of the list: a heading, or the lesson item ≥ 0.
type menuRow struct {
	line Line
	item int
}

// Paint draws the menu.
func (m *Menu) Paint(c *Canvas) {
	if c.W < 30 || c.H < 8 {
		c.block(0, 0, c.W, c.H, wrap(StylePlain, wTooSmall.F(m.Lang, c.W, c.H), c.W))
		return
	}
	head := text(StylePlain, " ").add(StyleStrong, wMenuTitle.In(m.Lang)).add(StylePlain, "   ")
	legend := m.legend()
	if sub := text(StyleFaint, wMenuSub.In(m.Lang)); len(legend) == 0 || head.width()+sub.width()+legend.width()+1 <= c.W {
		head = append(head, sub...)
	}
	c.put(0, 0, c.W, head.right(legend, c.W).cut(c.W))
	c.put(0, 1, c.W, rule(nil, c.W))
	if len(m.Items) == 0 {
		c.put(1, 3, c.W, text(StylePlain, wMenuEmpty.In(m.Lang)))
	}
	const below = 4 // the rule, two lines of summary, the footer
	rows, on := m.rows(c.W)
	h := c.H - 2 - below
	top := max(0, min(on-h/2, len(rows)-h))
	if on < h-1 {
		top = 0
	}
	for i := top; i < min(len(rows), top+h) && !m.Help; i++ {
		c.put(0, 2+i-top, c.W, rows[i].line)
	}
	if m.Help {
		m.paintHelp(c, h)
	}
	y := c.H - below
	c.put(0, y, c.W, rule(nil, c.W))
	if n := len(rows) - top - h; n > 0 && !m.Help {
		c.put(2, y, c.W, text(StylePlain, " ").add(StyleFaint, moreBelow(m.Lang, n)).add(StylePlain, " "))
	}
	if len(m.Items) > 0 {
		item := m.Items[m.Cursor]
		lead := prose.Wrap(prose.Visible(item.Summary), c.W-2)
		if item.At != "" {
			lead = append(lead[:min(len(lead), 1)], wMenuAt.F(m.Lang, item.At))
		}
		for i, l := range lead[:min(len(lead), 2)] {
			c.put(1, y+1+i, c.W, text(StylePlain, l))
		}
	}
	keys := wMenuKeys
	if len(m.Items) > 0 && m.Items[m.Cursor].At != "" {
		keys = wMenuResume
	}
	if wide := wMenuRemote.F(m.Lang, keys.In(m.Lang)); width(wide)+2 <= c.W {
		keys = tell.Word{wide, wide}
	}
	foot := text(StylePlain, " "+keys.In(m.Lang))
	if m.Notice != "" {
		foot = text(StyleAlarm, " "+m.Notice)
	}
	c.put(0, c.H-1, c.W, foot.cut(c.W-1))
}

// legend explains the marks before the lessons, as far as there are any.
func (m *Menu) legend() Line {
	var l Line
	if slices.ContainsFunc(m.Items, func(i MenuItem) bool { return i.Done }) {
		l = l.add(StylePlain, done+" "+wMenuDone.In(m.Lang)+"  ")
	}
	if slices.ContainsFunc(m.Items, func(i MenuItem) bool { return !i.Done && i.At != "" }) {
		l = l.add(StylePlain, at+" "+wMenuLeft.In(m.Lang)+"  ")
	}
	return l
}

// menuHelp are the menu's keys and marks, for its help.
var menuHelp = []struct {
	keys string
	does tell.Word
}{
	{"↑ ↓ PgUp PgDn Home End", tell.Word{"choose a lesson", "选择课程"}},
	{"Enter n → Space . b", tell.Word{"start it, or go on", "开始，或接着学"}},
	{"r", tell.Word{"start it over", "从头开始"}},
	{"L", tell.Word{"English or Chinese", "英文或中文"}},
	{"q Ctrl-C", tell.Word{"quit", "退出"}},
	{done, tell.Word{"seen to its end", "已经学完"}},
	{at, tell.Word{"left in the middle", "学到一半"}},
}

// paintHelp draws the keys where the list stands.
func (m *Menu) paintHelp(c *Canvas, h int) {
	var out []Line
	for _, k := range menuHelp {
		l := text(StylePlain, " ").add(StyleKey, k.keys).to(25)
		for i, t := range wrap(StylePlain, k.does.In(m.Lang), c.W-26) {
			if i > 0 {
				l = Line{}.to(25)
			}
			out = append(out, append(l, t...))
		}
	}
	c.block(0, 2, c.W, h, out)
}

// rows lays out the list and says which row the cursor is in.
func (m *Menu) rows(w int) (rows []menuRow, on int) {
	names := 0
	for _, item := range m.Items {
		names = max(names, width(item.Name))
	}
	part := ""
	for i, item := range m.Items {
		if item.Part != part {
			part = item.Part
			if i > 0 {
				rows = append(rows, menuRow{item: -1})
			}
			rows = append(rows, menuRow{text(StylePlain, " ").add(StyleFaint, part), -1})
		}
		mark, name, st := " ", StyleStrong, StylePlain
		switch {
		case item.Done:
			mark, name = done, StylePlain
		case item.At != "":
			mark = at
		}
		l := text(StylePlain, "  ").add(StyleFaint, mark).add(StyleFaint, fmt.Sprintf("%3d ", i+1)).add(name, item.Name)
		l = l.to(8+names+2).add(st, item.Title)
		if i == m.Cursor {
			on = len(rows)
			l = text(StyleChosen, strings.TrimRight(" >"+l.String()[2:], " ")+" ")
		}
		rows = append(rows, menuRow{l.cut(w), i})
	}
	return rows, on
}
