package plain

import "testing"

// TestVisible: nothing from outside may reach a terminal as a command.
func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain [red] 中文":     "plain [red] 中文",
		"\x1b[2Jgone":        `\x1b[2Jgone`,
		"bell\a\r\nend":      `bell\a\r` + "\nend",
		"a\tb":               "a b",
		"\xff\xfe":           `\xff\xfe`,
		"right\u202eto left": `right\u202eto left`,
		"\u009b31m":          `\u009b31m`,
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) is %q, want %q", in, got, want)
		}
	}
}
