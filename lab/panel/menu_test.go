package panel

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
)

// bigCourse is a course as large as it may become: eight parts of eight lessons,
// and the lab.
func bigCourse() []view.MenuItem {
	var items []view.MenuItem
	for p := range 8 {
		for l := range 8 {
			items = append(items, view.MenuItem{
				Part: fmt.Sprintf("Part %d", p+1), Name: fmt.Sprintf("lesson-%d-%d", p+1, l+1),
				Title: fmt.Sprintf("Title %d.%d", p+1, l+1), Summary: "A line.",
				Done: p == 0 || p == 1 && l < 3, Questions: []string{fmt.Sprintf("How does thing%d work?", l+1)},
			})
		}
	}
	return append(items, view.MenuItem{Lab: true, Name: "lab", Title: "A network of your own"})
}

func menuScreen(m *menu, w, h int) string {
	c := canvas.New(w, h, false)
	m.Paint(c)
	return c.String()
}

func pressAll(m *menu, keys ...string) (left bool) {
	for _, k := range keys {
		left = m.press(k)
	}
	return left
}

// typed returns the keys that write a text.
func typed(text string) (keys []string) {
	for _, r := range text {
		key := string(r)
		if r == ' ' {
			key = "Space"
		}
		keys = append(keys, key)
	}
	return keys
}

// TestEightPartsFit walks through eight parts of eight lessons. At 80×24 every
// part, the lessons of the open one and the lab are seen at every place, and
// nothing is below; at 50×15 at least the cursor is.
func TestEightPartsFit(t *testing.T) {
	items := bigCourse()
	m := &menu{Menu: view.Menu{Items: items, Lang: "en"}}
	paneltest.Golden(t, "menu-eight-80x24", menuScreen(m, 80, 24))
	for i, item := range items {
		if m.Cursor != i {
			t.Fatalf("after PgDn %d times the cursor is on %d", i, m.Cursor)
		}
		full := menuScreen(m, 80, 24)
		for _, other := range items {
			open := other.Part == item.Part && !item.Lab || other.Lab
			if other.Part != "" && !strings.Contains(full, other.Part) {
				t.Errorf("on %s: %s is out of sight:\n%s", item.Name, other.Part, full)
			}
			if strings.Contains(full, other.Title) != open {
				t.Errorf("on %s: %s seen: %v, want %v, because only its part is open", item.Name, other.Name, !open, open)
			}
		}
		if strings.Contains(full, "more below") {
			t.Errorf("on %s: the list does not fit:\n%s", item.Name, full)
		}
		if small := menuScreen(m, 50, 15); !strings.Contains(small, item.Name) {
			t.Errorf("on %s: at 50×15 the cursor is out of sight:\n%s", item.Name, small)
		}
		m.press("PgDn") // the key of a presenter's remote
	}
	m = &menu{Menu: view.Menu{Items: items, Lang: "en", Cursor: 3}}
	for _, want := range []string{"lesson-2-1", "lesson-3-1"} {
		if m.press("Tab"); items[m.Cursor].Name != want {
			t.Errorf("Tab leads to %s, want %s, the first of the next part", items[m.Cursor].Name, want)
		}
	}
	if pressAll(m, "End", "Shift-Tab"); items[m.Cursor].Name != "lesson-8-1" {
		t.Errorf("Shift-Tab on the lab leads to %s, want the last part", items[m.Cursor].Name)
	}
	if !pressAll(m, "End", "Enter") || m.choice.Name != "lab" {
		t.Errorf("Enter on the last line chose %+v, want the lab", m.choice)
	}
}

func searchMenu() *menu {
	en := []view.MenuItem{
		{Part: "I. The life of a connection", Name: "connection", Title: "Opening and closing a connection", Summary: "Every state at both ends."},
		{Part: "I. The life of a connection", Name: "refused", Title: "Nobody is listening", Summary: "Everybody's first error.", Errors: []string{"connection refused"}},
		{Lab: true, Name: "lab", Title: "A network of your own"},
	}
	zh := []view.MenuItem{
		{Part: "一、连接的一生", Name: "connection", Title: "建立连接与关闭连接", Summary: "看清每一个状态。"},
		{Part: "一、连接的一生", Name: "refused", Title: "没有人监听", Summary: "人人都遇到过。", Errors: []string{"connection refused"}, Questions: []string{"连接为什么被拒绝？"}},
		{Lab: true, Name: "lab", Title: "你自己的网络"},
	}
	return &menu{Menu: view.Menu{Items: en, Lang: "en"}, tongues: map[string][]view.MenuItem{"en": en, "zh": zh}}
}

// TestTheMenuSearches: what is typed behind / is text, and Enter starts what it
// finds.
func TestTheMenuSearches(t *testing.T) {
	m := searchMenu()
	// These keys act in the menu, and write in the box.
	if left := pressAll(m, append([]string{"/"}, typed("q n?.brL/jk")...)...); left || m.Query != "q n?.brL/jk" || m.Help || m.Lang != "en" {
		t.Errorf("left %v, the box holds %q, help %v, language %s; want the keys as text and nothing else", left, m.Query, m.Help, m.Lang)
	}
	if s := menuScreen(m, 80, 24); !strings.Contains(s, "No lesson answers “q n?.brL/jk”. Try fewer words") {
		t.Errorf("a search that finds nothing must say so, and what to do:\n%s", s)
	}
	if m.press("Enter") {
		t.Errorf("Enter started %q, though nothing was found", m.choice.Name)
	}
	if pressAll(m, "Esc"); m.Searching || !strings.Contains(menuScreen(m, 80, 24), "I. The life") {
		t.Error("Esc does not lead back to all lessons")
	}
	m = searchMenu()
	pressAll(m, append([]string{"/"}, typed("dial tcp 127.0.0.1:8001: connect: connection refused")...)...)
	for _, size := range sizes {
		paneltest.Golden(t, fmt.Sprintf("menu-search-%dx%d", size[0], size[1]), menuScreen(m, size[0], size[1]))
	}
	if !m.press("Enter") || m.choice.Name != "refused" {
		t.Errorf("Enter chose %q, want refused, which lists that error", m.choice.Name)
	}
	m = searchMenu()
	pressAll(m, append([]string{"/"}, typed("connection")...)...)
	if !pressAll(m, "PgDn", "PgDn", "Enter") || m.choice.Name != "refused" {
		t.Errorf("PgDn and Enter chose %q, want the last one found, refused", m.choice.Name)
	}
	m = searchMenu()
	if pressAll(m, append([]string{"/"}, typed("被拒绝")...)...); len(m.Hits) != 1 || m.Hits[0].Entry != 1 {
		t.Errorf("Chinese in the English menu found %v, want refused", m.Hits)
	}
	if pressAll(m, "Backspace", "Backspace", "Backspace"); m.Asked() || !m.Searching {
		t.Errorf("after as many Backspaces as characters the box holds %q, open: %v", m.Query, m.Searching)
	}
	if m.press("Backspace"); m.Searching {
		t.Error("Backspace in an empty box does not close it")
	}
	if m.press("/"); !m.press("Ctrl-C") || m.choice.Name != "" {
		t.Error("Ctrl-C in the box must quit")
	}
	// A pasted error is searched, even if the box was not open, and starts nothing.
	m = searchMenu()
	m.paste("2026/01/02 dial tcp 127.0.0.1:8001: connect: connection refused exit status 1")
	if !m.Searching || len(m.Hits) != 1 || m.choice.Name != "" {
		t.Errorf("a pasted error found %v, open: %v, chosen %q; want refused found and nothing chosen", m.Hits, m.Searching, m.choice.Name)
	}
	// The key L says what to set if Chinese cannot be shown.
	m = searchMenu()
	m.noZh = "set it"
	if m.press("L"); m.Lang != "en" || m.Notice != "set it" {
		t.Errorf("L in a terminal without Chinese: language %s, notice %q", m.Lang, m.Notice)
	}
	// Nothing that is typed or pasted tears a frame, at any size.
	m = searchMenu()
	pressAll(m, append([]string{"/"}, typed(strings.Repeat("三次握手 \u202e\x1b[31m ", 60))...)...)
	for w := 1; w < 90; w += 7 {
		for h := 1; h < 30; h++ {
			menuScreen(m, w, h)
		}
	}
}
