package view

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/search"
	"tcplab/lab/tell"
)

// A MenuItem is a lesson as the menu shows it, in one line, or the open lab.
type MenuItem struct {
	Part    string // of the course; it has a line above its lessons
	Lab     bool   // no lesson: it stands below the parts
	Name    string // as on the command line
	Title   string
	Summary string // shown if the cursor is on the lesson
	Done    bool   // the student has seen it to its end
	At      string // where they left it, in words; "" if they did not leave it in the middle

	Errors, Questions []string // that the lesson answers; a search goes by them
}

// A Menu is everything that a frame of the menu is made of.
type Menu struct {
	Items  []MenuItem // in language Lang
	Lang   string
	Notice string // stands in the footer's place; "" if there is none
	Cursor int    // the index of the chosen item, whose part is open
	Help   bool   // the keys are listed instead of the lessons

	Searching bool // the search box is open
	Query     string
	Hits      []search.Hit // what it finds, the best first
	Hit       int          // the index of the chosen one
}

// Asked reports whether something is searched, so that the list holds what was
// found.
func (m *Menu) Asked() bool { return m.Searching && strings.TrimSpace(m.Query) != "" }

// Chosen returns the item that the cursor is on, and the text of it that a
// search has found, if any; ok is false if there is no such item.
func (m *Menu) Chosen() (item MenuItem, found string, ok bool) {
	at := m.Cursor
	if m.Asked() {
		if len(m.Hits) == 0 {
			return item, "", false
		}
		at, found = m.Hits[m.Hit].Entry, m.Hits[m.Hit].Text
	}
	if at >= len(m.Items) {
		return item, "", false
	}
	return m.Items[at], found, true
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
	if m.Asked() {
		rows, on = m.found(c.W)
	}
	h := c.H - 2 - below
	top := max(0, min(on-h/2, len(rows)-h))
	if on < h-1 {
		top = 0
	}
	for i := top; i < min(len(rows), top+h) && !m.Help; i++ {
		c.Put(0, 2+i-top, c.W, rows[i])
	}
	if m.Help {
		m.paintHelp(c, h)
	}
	y := c.H - below
	c.Put(0, y, c.W, canvas.Rule(nil, c.W))
	if n := len(rows) - top - h; n > 0 && !m.Help {
		c.Put(2, y, c.W, canvas.Text(canvas.Plain, " ").Add(canvas.Faint, moreBelow(m.Lang, n)).Add(canvas.Plain, " "))
	}
	for i, l := range m.lead(c.W - 2) {
		c.Put(1, y+1+i, c.W, canvas.Text(canvas.Plain, l))
	}
	c.Put(0, c.H-1, c.W, m.foot(c.W))
}

// lead returns what is said of the chosen item, two lines at most.
func (m *Menu) lead(w int) []string {
	item, found, ok := m.Chosen()
	if !ok {
		return nil
	}
	lead := prose.Wrap(prose.Visible(item.Summary), w)
	switch {
	case found != "":
		lead = append(prose.Wrap(prose.Visible(wMenuAnswers.F(m.Lang, found)), w), lead...)
	case item.At != "":
		lead = append(lead[:min(len(lead), 1)], wMenuAt.F(m.Lang, item.At))
	}
	return lead[:min(len(lead), 2)]
}

// foot returns the last line: a notice, the search box, or the keys.
func (m *Menu) foot(w int) canvas.Line {
	if m.Notice != "" {
		return canvas.Text(canvas.Alarm, " "+m.Notice).Cut(w - 1)
	}
	if m.Searching {
		keys := canvas.Text(canvas.Faint, wMenuFinds.In(m.Lang))
		if keys.Width() > w/2 {
			keys = canvas.Text(canvas.Faint, wMenuBack.In(m.Lang))
		}
		room := w - keys.Width() - 6
		text := []rune(prose.Visible(m.Query))
		for canvas.Width(string(text)) > room {
			text = text[1:] // its end is where the student types
		}
		return canvas.Text(canvas.Key, " / ").Add(canvas.Strong, string(text)).Add(canvas.Plain, "_").Right(keys, w-1)
	}
	var keys tell.Word
	item, _, _ := m.Chosen()
	choices := []tell.Word{wMenuKeys}
	if item.At != "" {
		choices = []tell.Word{wMenuResume, wMenuResumeShort}
	}
	for _, k := range choices {
		if keys = k; canvas.Width(k.In(m.Lang))+2 <= w {
			break
		}
	}
	if wide := wMenuRemote.F(m.Lang, keys.In(m.Lang)); canvas.Width(wide)+2 <= w {
		keys = tell.Word{wide, wide}
	}
	return canvas.Text(canvas.Plain, " "+keys.In(m.Lang)).Cut(w - 1)
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
	{"Tab Shift-Tab", tell.Word{"next part, or back", "下一部分，或上一部分"}},
	{"Enter n → Space . b", tell.Word{"start it, or go on", "开始，或接着学"}},
	{"r", tell.Word{"start it over", "从头开始"}},
	{"/", tell.Word{"words, or an error text", "按词语或错误信息查找"}},
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

// rows lays out the list in w columns: a line a part, and below that of the
// open part a line a lesson. on is the row that the cursor is on.
func (m *Menu) rows(w int) (rows []canvas.Line, on int) {
	for i, item := range m.Items {
		first := i == 0 || m.Items[i-1].Part != item.Part || m.Items[i-1].Lab
		switch {
		case item.Lab:
			rows = append(rows, nil)
		case first && item.Part != "":
			rows = append(rows, m.part(i).Cut(w))
		}
		if !item.Lab && m.Items[min(m.Cursor, len(m.Items)-1)].Part != item.Part {
			continue // its part is closed
		}
		if i == m.Cursor {
			on = len(rows)
		}
		rows = append(rows, m.row(i, i == m.Cursor, w))
	}
	return rows, on
}

// found lays out what a search has found. If that is nothing, it says so.
func (m *Menu) found(w int) (rows []canvas.Line, on int) {
	if len(m.Hits) == 0 {
		for _, l := range canvas.Wrap(canvas.Plain, wMenuNothing.F(m.Lang, strings.TrimSpace(m.Query)), w-2) {
			rows = append(rows, append(canvas.Text(canvas.Plain, " "), l...))
		}
		return rows, 0
	}
	for i, h := range m.Hits {
		rows = append(rows, m.row(h.Entry, i == m.Hit, w))
	}
	return rows, m.Hit
}

// part returns the line of the part that begins with item i.
func (m *Menu) part(i int) canvas.Line {
	name, all, done, begun := m.Items[i].Part, 0, 0, false
	for _, item := range m.Items {
		if item.Part == name && !item.Lab {
			all++
			begun = begun || !item.Done && item.At != ""
			if item.Done {
				done++
			}
		}
	}
	mark, count := " ", wMenuLessons.F(m.Lang, all)
	if all == 1 {
		count = wMenuLesson.In(m.Lang)
	}
	switch {
	case done == all:
		mark = canvas.Done
	case begun:
		mark = canvas.At
	}
	if done > 0 {
		count = wMenuOf.F(m.Lang, done, all)
	}
	st := canvas.Plain
	if m.Items[m.Cursor].Part == name {
		st = canvas.Strong
	}
	return canvas.Text(canvas.Plain, " ").Add(canvas.Faint, mark).Add(canvas.Plain, " ").Add(st, name).Add(canvas.Faint, "   "+count)
}

// row returns the line of item i.
func (m *Menu) row(i int, chosen bool, w int) canvas.Line {
	names := 0
	for _, item := range m.Items {
		// On a small screen the titles need the room that names of closed parts take.
		if w >= 60 || m.Asked() || item.Part == m.Items[i].Part {
			names = max(names, canvas.Width(item.Name))
		}
	}
	item := m.Items[i]
	mark, name, number := " ", canvas.Strong, fmt.Sprintf("%3d ", i+1)
	switch {
	case item.Done:
		mark, name = canvas.Done, canvas.Plain
	case item.At != "":
		mark = canvas.At
	}
	l := canvas.Text(canvas.Plain, "   ")
	if !item.Lab { // which stands among the parts
		l = l.Add(canvas.Faint, mark+number)
	}
	l = l.Add(name, item.Name)
	l = l.To(8+names+2).Add(canvas.Plain, item.Title)
	if chosen {
		l = canvas.Text(canvas.Chosen, strings.TrimRight(" >"+l.String()[2:], " ")+" ")
	}
	return l.Cut(w)
}
