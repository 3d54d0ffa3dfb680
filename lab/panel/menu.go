package panel

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/view"
	"tcplab/lab/search"
	"tcplab/lab/tell"
)

// A Choice is the student's choice in the menu.
type Choice struct {
	Name string // of the lesson or the lab; "" if the student quits
	Over bool   // begin it anew, even if it was left in the middle
	Lang string // the language at the end
}

// Menu shows the lessons and returns the student's choice. items holds the
// lessons by language, in the same order in each. Menu uses the options Lang,
// ASCII, Notice, Screen and From. It looks for a lesson that is not done, from
// the lesson From on and then from the top, and begins with the cursor there;
// it begins with the first lesson if all are done.
func Menu(ctx context.Context, items map[string][]view.MenuItem, o Options) (Choice, error) {
	m := &menu{Menu: view.Menu{Items: items[o.Lang], Lang: o.Lang, Notice: o.Notice}, tongues: items, noZh: o.NoChinese}
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
		paste: m.paste,
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
		if i := (first + k) % len(items); !items[i].Done && !items[i].Lab {
			return i
		}
	}
	return 0
}

// A menu is everything that Menu remembers.
type menu struct {
	view.Menu
	tongues map[string][]view.MenuItem // the items by language
	noZh    string                     // see Options.NoChinese
	choice  Choice
}

// menuTurns holds the keys that move the cursor of the menu, by that number of
// items.
var menuTurns = map[string]int{
	"↓": 1, "↑": -1, "PgDn": 1, "PgUp": -1, "Home": -1 << 20, "End": 1 << 20,
}

// press handles a key; it reports whether the menu is done.
func (m *menu) press(name string) bool {
	if m.Searching {
		return m.pressSearch(name)
	}
	m.Notice, m.Help = "", name == "?" && !m.Help
	switch name {
	case "q", "Q", "Ctrl-C":
		m.choice = Choice{}
		return true
	case "Esc": // a press too many on the way out of a page must not quit
		m.Notice = wMenuQuits.In(m.Lang)
	case "Enter", "→", "Space", "n", ".", "b", "r", "R": // . and b: a remote's blank key
		return m.choose(strings.EqualFold(name, "r"))
	case "/":
		m.Searching = true
		m.seek(nil)
	case "L":
		if m.noZh != "" && m.Lang == "en" {
			m.Notice = m.noZh
		} else if m.Lang = tell.Other(m.Lang); len(m.tongues[m.Lang]) == len(m.Items) {
			m.Items = m.tongues[m.Lang]
		}
	case "j":
		name = "↓"
	case "k":
		name = "↑"
	case "Tab":
		m.toPart(1)
	case "Shift-Tab":
		m.toPart(-1)
	}
	m.Cursor = max(0, min(m.Cursor+menuTurns[name], len(m.Items)-1))
	return false
}

// choose takes the item that the cursor is on; it reports whether there is one.
func (m *menu) choose(over bool) bool {
	item, _, ok := m.Chosen()
	m.choice = Choice{Name: item.Name, Over: over}
	return ok
}

// toPart moves the cursor to the first item of the next part, or of the previous
// one if by is -1. The lab counts as a part.
func (m *menu) toPart(by int) {
	for i := m.Cursor + by; i >= 0 && i < len(m.Items); i += by {
		if m.Items[i].Part != m.Items[m.Cursor].Part || m.Items[i].Lab != m.Items[m.Cursor].Lab {
			m.Cursor = slices.IndexFunc(m.Items, func(item view.MenuItem) bool {
				return item.Part == m.Items[i].Part && item.Lab == m.Items[i].Lab
			})
			return
		}
	}
}

// longestQuery bounds what the search box takes, in characters. A pasted error
// is shorter.
const longestQuery = 400

// pressSearch handles a key while the search box is open. Every key that writes a
// character is text there.
func (m *menu) pressSearch(name string) bool {
	m.Notice = ""
	turn, turns := menuTurns[name]
	query := []rune(m.Query)
	switch {
	case name == "Ctrl-C":
		m.choice = Choice{}
		return true
	case name == "Esc", name == "Backspace" && len(query) == 0:
		m.Searching = false
		return false
	case name == "Enter":
		return m.choose(false)
	case turns && m.Asked():
		m.Hit = max(0, min(m.Hit+turn, len(m.Hits)-1))
		return false
	case turns:
		m.Cursor = max(0, min(m.Cursor+turn, len(m.Items)-1))
		return false
	case name == "Backspace":
		query = query[:len(query)-1]
	case name == "Space":
		query = append(query, ' ')
	case name != "←" && name != "→" && utf8.RuneCountInString(name) == 1:
		if r, _ := utf8.DecodeRuneInString(name); unicode.IsGraphic(r) {
			query = append(query, r)
		}
	default:
		return false
	}
	m.seek(query)
	return false
}

// paste adds a pasted text to what is searched; an error is mostly pasted.
func (m *menu) paste(text string) {
	m.Notice, m.Help = "", false
	if !m.Searching {
		m.Searching, m.Query = true, ""
	}
	m.seek([]rune(m.Query + strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, text)))
}

// seek finds the lessons that answer a query.
func (m *menu) seek(query []rune) {
	m.Query, m.Hit = string(query[:min(len(query), longestQuery)]), 0
	m.Hits = search.Find(m.Query, entries(m.Items))
	if other := m.tongues[tell.Other(m.Lang)]; len(m.Hits) == 0 && len(other) == len(m.Items) {
		m.Hits = search.Find(m.Query, entries(other)) // the lessons are the same, in the same order
	}
}

// entries returns items as a search finds them.
func entries(items []view.MenuItem) []search.Entry {
	list := make([]search.Entry, len(items))
	for i, item := range items {
		list[i] = search.Entry{Name: item.Name, Title: item.Title, Summary: item.Summary, Errors: item.Errors, Questions: item.Questions}
	}
	return list
}
