package plain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// FuzzOpen feeds damaged traces to everything that reads one without a screen.
// A trace is a file, and a file may come from anywhere. The reader must show or
// refuse it, and nothing of it may reach a terminal as a command.
//
// The seeds are testdata/small.jsonl, which was put together from real runs,
// and copies of it in which one field is missing or has a strange value.
func FuzzOpen(f *testing.F) {
	small, err := os.ReadFile("testdata/small.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	for _, seed := range mutants(f, small) {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "run.jsonl")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := trace.Open(path)
		if r == nil {
			if err == nil {
				t.Fatal("there is neither a recording nor an error")
			}
			return
		}
		defer r.Close()
		readAll(t, r)
	})
}

// readAll shows a recording in every way that needs no screen, up to the first
// damaged step.
func readAll(t *testing.T, r *trace.Recording) {
	_, canonical := trace.Canonical(r)
	for _, lang := range trace.Languages {
		var out bytes.Buffer
		text := New(&out, r.Header(), lang)
		for i := range r.Len() {
			step, err := r.Step(i)
			if err != nil {
				var damage *trace.DamageError
				if !errors.As(err, &damage) || damage.Line != i+2 {
					t.Errorf("step %d is refused with %v, want line %d named: the header is line 1", i, err, i+2)
				}
				if canonical == nil {
					t.Errorf("the canonical form has step %d, which Step refuses: %v", i, err)
				}
				break
			}
			if err := text.Step(step); err != nil {
				t.Fatal(err)
			}
		}
		end, _ := r.End()
		if err := text.Finish(end); err != nil {
			t.Fatal(err)
		}
		read := NewReading(&out, r.Header(), ReadingOptions{Lang: lang})
		for i := range r.Len() {
			step, err := r.Step(i)
			if err != nil {
				break
			}
			if err := read.Stop(step); err != nil {
				t.Fatal(err)
			}
			for _, line := range []string{"m", "1", ""} { // an answer, or the next step, or what comes behind the last one
				if _, err := read.Typed(line); err != nil {
					t.Fatal(err)
				}
			}
			if err := read.Prompt(); err != nil {
				t.Fatal(err)
			}
		}
		if err := read.Finish(end); err != nil {
			t.Fatal(err)
		}
		if shown := out.String(); Visible(shown) != shown {
			t.Errorf("a terminal would obey this:\n%q", shown)
		}
	}
}

// mutants returns traces with one field of one line changed. If several lines
// have a field, it is changed in the first of them. If several events have it,
// it is changed in the first event of each kind.
func mutants(t testing.TB, whole []byte) [][]byte {
	var out [][]byte
	done := map[string]bool{}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for i, line := range lines[:len(lines)-1] {
		var decoded any
		if err := json.Unmarshal(line, &decoded); err != nil {
			t.Fatal(err)
		}
		edit(decoded, "", func(path string) {
			if done[path] {
				return
			}
			done[path] = true
			changed, err := json.Marshal(decoded)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, bytes.Join(slices.Concat(lines[:i], [][]byte{append(changed, '\n')}, lines[i+1:]), nil))
		})
	}
	return out
}

// edit changes one value after the other within v. Each time it calls then with
// a name for the change, and then puts the value back.
func edit(v any, path string, then func(path string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			old, at := v[key], path+"."+key
			if strings.HasSuffix(path, ".prose") || strings.HasSuffix(path, ".sections") {
				at = path + ".any" // the keys are languages or beats
			}
			delete(v, key)
			then(at + " left out")
			v[key] = []any{map[string]any{"kind": 1}}
			then(at + " of another kind")
			v[key] = strange(old)
			then(at + " strange")
			v[key] = old
			edit(old, at, then)
		}
	case []any:
		for i, old := range v {
			at := path + "[]"
			if m, ok := old.(map[string]any); ok {
				at = fmt.Sprintf("%s[%v]", path, m["kind"])
			}
			v[i] = nil
			then(at + " null")
			v[i] = old
			edit(old, at, then)
		}
	}
}

// strange returns a value of the same kind that no reader expects.
func strange(v any) any {
	switch v.(type) {
	case string:
		return "\x1b[2J\u202e%d\n{packets:tcp}"
	case float64:
		return -1
	case bool:
		return true
	case []any:
		return []any{}
	}
	return nil
}
