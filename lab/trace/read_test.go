package trace

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestALongLineIsRefused reads a file that is one long line, as of another
// program. No more of it is kept than a line of a trace may be long.
func TestALongLineIsRefused(t *testing.T) {
	in := bufio.NewReader(strings.NewReader(strings.Repeat("x", maxLine+1)))
	if _, err := readLine(in); !errors.Is(err, errLong) {
		t.Errorf("error %v, want %v", err, errLong)
	}
	path := filepath.Join(t.TempDir(), "long")
	if err := os.WriteFile(path, []byte(strings.Repeat("x", maxLine+1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "line 1 of the trace is longer than 16 MB") {
		t.Errorf("error %v, want that line 1 is too long", err)
	}
}

// TestAWrongFieldIsNamed wants the field's name and not a type of this program.
func TestAWrongFieldIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wrong")
	if err := os.WriteFile(path, []byte(`{"trace":"tcplab/1"}`+"\n"+`{"step":"zero"}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Open(path)
	if err == nil || !strings.Contains(err.Error(), `its field "step" has a string`) || strings.Contains(err.Error(), "Go ") {
		t.Errorf("error %v, want the field step named", err)
	}
}
