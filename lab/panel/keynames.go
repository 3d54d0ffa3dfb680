package panel

import "github.com/gdamore/tcell/v2"

// keyNames holds the names of the keys that write no character.
var keyNames = map[tcell.Key]string{
	tcell.KeyPgDn: "PgDn", tcell.KeyPgUp: "PgUp", tcell.KeyHome: "Home", tcell.KeyEnd: "End",
	tcell.KeyUp: "↑", tcell.KeyDown: "↓", tcell.KeyLeft: "←", tcell.KeyRight: "→",
	tcell.KeyTab: "Tab", tcell.KeyBacktab: "Shift-Tab", tcell.KeyEnter: "Enter", tcell.KeyEsc: "Esc", tcell.KeyCtrlC: "Ctrl-C",
	tcell.KeyBackspace: "Backspace", tcell.KeyBackspace2: "Backspace",
	tcell.KeyCtrlBackslash: "Ctrl-C", // a terminal ends programs with either (termios(3), QUIT)
}

// nameOf returns the name of a pressed key as the key table writes it.
func nameOf(ev *tcell.EventKey) string {
	if ev.Key() == tcell.KeyRune {
		if ev.Rune() == '\\' && ev.Modifiers() == tcell.ModCtrl { // some terminals send Ctrl-\ so
			return keyNames[tcell.KeyCtrlBackslash]
		}
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
