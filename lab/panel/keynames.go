package panel

import "github.com/gdamore/tcell/v2"

// keyNames are the keys that write no character.
var keyNames = map[tcell.Key]string{
	tcell.KeyPgDn: "PgDn", tcell.KeyPgUp: "PgUp", tcell.KeyHome: "Home", tcell.KeyEnd: "End",
	tcell.KeyUp: "↑", tcell.KeyDown: "↓", tcell.KeyLeft: "←", tcell.KeyRight: "→",
	tcell.KeyTab: "Tab", tcell.KeyBacktab: "Shift-Tab", tcell.KeyEnter: "Enter", tcell.KeyEsc: "Esc", tcell.KeyCtrlC: "Ctrl-C",
}

// nameOf is the name of a key that was pressed, as the table writes it.
func nameOf(ev *tcell.EventKey) string {
	if ev.Key() == tcell.KeyRune {
		if ev.Rune() == ' ' {
			return "Space"
		}
		return string(ev.Rune())
	}
	if name, ok := keyNames[ev.Key()]; ok {
		return name
	}
	return ev.Name()
}
