package panel

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

// A menuScene is what a frame of the menu is made of.
type menuScene struct {
	items  []MenuItem // in the language spoken
	lang   string
	notice string // stands in the footer's place; "" if there is none
	cursor int    // the index of the lesson that it is on
	help   bool   // the keys are listed instead of the lessons
}

// menuRow is a line of the list: a heading, or the lesson item ≥ 0.
type menuRow struct {
	line line
	item int
}

// paint draws the menu.
func (m *menuScene) paint(c *canvas) {
	if c.w < 30 || c.h < 8 {
		c.block(0, 0, c.w, c.h, wrap(plain, wTooSmall.F(m.lang, c.w, c.h), c.w))
		return
	}
	head := text(plain, " ").add(strong, wMenuTitle.In(m.lang)).add(plain, "   ")
	legend := m.legend()
	if sub := text(faint, wMenuSub.In(m.lang)); len(legend) == 0 || head.width()+sub.width()+legend.width()+1 <= c.w {
		head = append(head, sub...)
	}
	c.put(0, 0, c.w, head.right(legend, c.w).cut(c.w))
	c.put(0, 1, c.w, rule(nil, c.w))
	if len(m.items) == 0 {
		c.put(1, 3, c.w, text(plain, wMenuEmpty.In(m.lang)))
	}
	const below = 4 // the rule, two lines of summary, the footer
	rows, on := m.rows(c.w)
	h := c.h - 2 - below
	top := max(0, min(on-h/2, len(rows)-h))
	if on < h-1 {
		top = 0
	}
	for i := top; i < min(len(rows), top+h) && !m.help; i++ {
		c.put(0, 2+i-top, c.w, rows[i].line)
	}
	if m.help {
		m.paintHelp(c, h)
	}
	y := c.h - below
	c.put(0, y, c.w, rule(nil, c.w))
	if n := len(rows) - top - h; n > 0 && !m.help {
		c.put(2, y, c.w, text(plain, " ").add(faint, moreBelow(m.lang, n)).add(plain, " "))
	}
	if len(m.items) > 0 {
		item := m.items[m.cursor]
		lead := prose.Wrap(prose.Visible(item.Summary), c.w-2)
		if item.At != "" {
			lead = append(lead[:min(len(lead), 1)], wMenuAt.F(m.lang, item.At))
		}
		for i, l := range lead[:min(len(lead), 2)] {
			c.put(1, y+1+i, c.w, text(plain, l))
		}
	}
	keys := wMenuKeys
	if len(m.items) > 0 && m.items[m.cursor].At != "" {
		keys = wMenuResume
	}
	if wide := wMenuRemote.F(m.lang, keys.In(m.lang)); width(wide)+2 <= c.w {
		keys = tell.Word{wide, wide}
	}
	foot := text(plain, " "+keys.In(m.lang))
	if m.notice != "" {
		foot = text(alarm, " "+m.notice)
	}
	c.put(0, c.h-1, c.w, foot.cut(c.w-1))
}

// legend explains the marks before the lessons, as far as there are any.
func (m *menuScene) legend() line {
	var l line
	if slices.ContainsFunc(m.items, func(i MenuItem) bool { return i.Done }) {
		l = l.add(plain, done+" "+wMenuDone.In(m.lang)+"  ")
	}
	if slices.ContainsFunc(m.items, func(i MenuItem) bool { return !i.Done && i.At != "" }) {
		l = l.add(plain, at+" "+wMenuLeft.In(m.lang)+"  ")
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
func (m *menuScene) paintHelp(c *canvas, h int) {
	var out []line
	for _, k := range menuHelp {
		l := text(plain, " ").add(key, k.keys).to(25)
		for i, t := range wrap(plain, k.does.In(m.lang), c.w-26) {
			if i > 0 {
				l = line{}.to(25)
			}
			out = append(out, append(l, t...))
		}
	}
	c.block(0, 2, c.w, h, out)
}

// rows lays out the list and says which row the cursor is in.
func (m *menuScene) rows(w int) (rows []menuRow, on int) {
	names := 0
	for _, item := range m.items {
		names = max(names, width(item.Name))
	}
	part := ""
	for i, item := range m.items {
		if item.Part != part {
			part = item.Part
			if i > 0 {
				rows = append(rows, menuRow{item: -1})
			}
			rows = append(rows, menuRow{text(plain, " ").add(faint, part), -1})
		}
		mark, name, st := " ", strong, plain
		switch {
		case item.Done:
			mark, name = done, plain
		case item.At != "":
			mark = at
		}
		l := text(plain, "  ").add(faint, mark).add(faint, fmt.Sprintf("%3d ", i+1)).add(name, item.Name)
		l = l.to(8+names+2).add(st, item.Title)
		if i == m.cursor {
			on = len(rows)
			l = text(chosen, strings.TrimRight(" >"+l.String()[2:], " ")+" ")
		}
		rows = append(rows, menuRow{l.cut(w), i})
	}
	return rows, on
}
