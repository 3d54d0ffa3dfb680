package paneltest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is drawn into testdata, to be read before it is committed")

// Golden compares a screen with the golden file of that name. If they differ,
// it prints the screen, the file, and a third picture with the wrong cells
// marked.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("there is no such screen yet (%v): run the test with -update and read what it wrote", err)
	}
	if got != string(want) {
		t.Errorf("the screen %s differs\ngot:\n%s\nwant:\n%s\ncells that differ:\n%s", name, got, want, differing(got, string(want)))
	}
}

// differing marks the cells in which two screens differ with a #.
func differing(got, want string) string {
	var b strings.Builder
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for y := range max(len(g), len(w)) {
		var a, c []rune
		if y < len(g) {
			a = []rune(g[y])
		}
		if y < len(w) {
			c = []rune(w[y])
		}
		for x := range max(len(a), len(c)) {
			switch {
			case x >= len(a) || x >= len(c) || a[x] != c[x]:
				b.WriteByte('#')
			case a[x] == ' ':
				b.WriteByte(' ')
			default:
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
