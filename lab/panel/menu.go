package panel

import (
	"context"
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
)

// A Choice is what the student chose in the menu.
type Choice struct {
	Name string // of the lesson; "": the student quits
	Over bool   // begin it anew, though it was left in the middle
	Lang string // the language spoken last
}

// Menu shows the lessons, listed by language in the same order, and returns the
// student's choice. Of the options it takes Lang, ASCII, Notice, Screen and From.
// The cursor begins on the first lesson from that one on that is not done, else
// on the first of all.
func Menu(ctx context.Context, items map[string][]view.MenuItem, o Options) (Choice, error) {
	m := &menu{view.Menu{Items: items[o.Lang], Lang: o.Lang, Notice: o.Notice}, items, Choice{}}
	m.Cursor = firstToDo(m.Items, o.From)
	u := newUI(o)
	var choice Choice
	err := u.run(ctx, display{
		draw: func(w, h int) *canvas.Canvas {
			c := canvas.New(w, h, o.ASCII)
			m.Paint(c)
			return c
		},
		press: func(name string) {
			if m.press(name) {
				choice = m.choice
				u.stop()
			}
		},
	})
	choice.Lang = m.Lang
	return choice, err
}

// firstToDo is the first lesson that is not done, looked for from the one named
// from on, which may have been left in the middle, and then from the top.
func firstToDo(items []view.MenuItem, from string) int {
	first := max(0, slices.IndexFunc(items, func(i view.MenuItem) bool { return i.Name == from }))
	for k := range items {
		if i := (first + k) % len(items); !items[i].Done {
			return i
		}
	}
	return 0
}

// A menu is what Menu remembers.
type menu struct {
	view.Menu
	tongues map[string][]view.MenuItem // the items by language
	choice  Choice
}

// press handles a key; it reports whether the menu is done.
func (m *menu) press(name string) bool {
	m.Notice, m.Help = "", name == "?" && !m.Help
	move := map[string]int{
		"↓": 1, "j": 1, "Tab": 1, "↑": -1, "k": -1, "Shift-Tab": -1,
		"PgDn": 1, "PgUp": -1, "Home": -1 << 20, "End": 1 << 20,
	}
	switch name {
	case "q", "Q", "Ctrl-C":
		m.choice = Choice{}
		return true
	case "Esc": // hit once too often on the way out of a page, it ends nothing
		m.Notice = wMenuQuits.In(m.Lang)
	case "Enter", "→", "Space", "n", ".", "b", "r", "R": // . and b: a remote's blank key
		if len(m.Items) == 0 {
			return false
		}
		m.choice = Choice{Name: m.Items[m.Cursor].Name, Over: strings.EqualFold(name, "r")}
		return true
	case "L":
		if m.Lang = tell.Other(m.Lang); len(m.tongues[m.Lang]) == len(m.Items) {
			m.Items = m.tongues[m.Lang]
		}
	}
	m.Cursor = max(0, min(m.Cursor+move[name], len(m.Items)-1))
	return false
}
