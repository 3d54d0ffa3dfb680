package panel

import (
	"context"
	"slices"
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/view"
	"tcplab/lab/tell"
)

// A Choice is the student's choice in the menu.
type Choice struct {
	Name string // of the lesson; "" if the student quits
	Over bool   // begin it anew, even if it was left in the middle
	Lang string // the language at the end
}

// Menu shows the lessons and returns the student's choice. items holds the
// lessons by language, in the same order in each. Menu uses the options Lang,
// ASCII, Notice, Screen and From. It looks for a lesson that is not done, from
// the lesson From on and then from the top, and begins with the cursor there;
// it begins with the first lesson if all are done.
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

// firstToDo returns the index of the first lesson that is not done. It looks
// from the lesson named from on, which may have been left in the middle, then
// from the top.
func firstToDo(items []view.MenuItem, from string) int {
	first := max(0, slices.IndexFunc(items, func(i view.MenuItem) bool { return i.Name == from }))
	for k := range items {
		if i := (first + k) % len(items); !items[i].Done {
			return i
		}
	}
	return 0
}

// A menu is everything that Menu remembers.
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
	case "Esc": // a press too many on the way out of a page must not quit
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
