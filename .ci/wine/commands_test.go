package wine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommands(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		why    string
		args   []string
		status int
		wants  []string // what is printed, on either output
	}{
		{"it says what it is", []string{"version"}, 0, []string{"windows/amd64"}},
		{"the lessons", []string{"list"}, 0, []string{"connection", "file-transfer-breaks"}},
		{"the same for programs", []string{"list", "--json"}, 0, []string{`"name":`}},
		{"the help, in Chinese", []string{"--lang", "zh", "help", "run"}, 0, []string{"运行一课"}},
		{"what this machine can do", []string{"doctor"}, 0, []string{"Windows 10.", "socket table", "host network"}},
		{"the same for programs", []string{"doctor", "--json"}, 0, []string{`"network": "host"`}},
		{"a program as it runs alone", []string{"code", "-o", "out", "connection"}, 0, []string{"client"}},
		{"and not over somebody's files", []string{"code", "-o", "out", "connection"}, 1, []string{"tcplab:"}},
		{"a lesson as text", []string{"run", "connection", "--plain", "--port", "19001"}, 0, []string{"every one as expected", "TIME_WAIT"}},
		{"in Chinese, on a console of whatever code page", []string{"run", "connection", "--plain", "--lang", "zh", "--port", "19002"}, 0, []string{"服务器"}},
		{"a recording", []string{"run", "connection", "--json", "--record", "one.jsonl", "--port", "19003"}, 0, []string{`"end":true`}},
		{"read again", []string{"replay", "one.jsonl", "--plain"}, 0, []string{"every one as expected", "Windows 10."}},
		{"and as a web page", []string{"page", "one.jsonl"}, 0, nil},
		{"a port that is no port", []string{"run", "connection", "--port", "70000"}, 2, []string{"--port cannot be 70000"}},
		{"a network that there is not on Windows", []string{"run", "connection", "--plain", "--net", "private"}, 1, []string{"private network"}},
		{"no such lesson", []string{"run", "conection", "--plain"}, 2, []string{"connection"}},
		{"no terminal", []string{"lab"}, 2, []string{"needs a terminal"}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			e := tcplab(t, dir, c.args...)
			if e.status != c.status {
				t.Errorf("%s: exit status %d, want %d", c.why, e.status, c.status)
			}
			for _, want := range c.wants {
				if !strings.Contains(e.out+e.errs, want) {
					t.Errorf("%s: there is no %q in\n%s%s", c.why, want, e.out, e.errs)
				}
			}
		})
	}
	if page, err := os.ReadFile(filepath.Join(dir, "one.html")); err != nil || !strings.Contains(string(page), "CLOSE_WAIT") {
		t.Errorf("the page is %d bytes, %v", len(page), err)
	}
	if left := leftovers(t); len(left) > 0 {
		t.Errorf("the commands have left %v", left)
	}
}
