package trace

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestEarlyTracesLoseNothing reads the traces in testdata/early, which an early
// tcplab wrote and which are never made anew. Fields may be added to the format,
// never renamed or removed. So each line that is read and written again still
// has every value that it had.
func TestEarlyTracesLoseNothing(t *testing.T) {
	files, err := filepath.Glob("testdata/early/*.jsonl.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no early traces: %v", err)
	}
	for _, packed := range files {
		name := strings.TrimSuffix(filepath.Base(packed), ".jsonl.gz")
		t.Run(name, func(t *testing.T) {
			text := unpack(t, packed)
			path := filepath.Join(t.TempDir(), name+".jsonl")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			rec, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer rec.Close()
			lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
			if want := len(lines) - 2; rec.Len() != want {
				t.Fatalf("it has %d steps, want %d: one a line between the header and the end", rec.Len(), want)
			}
			keeps(t, "the header", lines[0], rec.Header())
			for i := range rec.Len() {
				step, err := rec.Step(i)
				if err != nil {
					t.Fatal(err)
				}
				keeps(t, "step "+string(lines[i+1][:min(60, len(lines[i+1]))]), lines[i+1], step)
			}
			end, ok := rec.End()
			if !ok {
				t.Fatal("it has no end, and its last line is one")
			}
			keeps(t, "the end", lines[len(lines)-1], end)
		})
	}
}

func unpack(t *testing.T, path string) []byte {
	t.Helper()
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// keeps checks that value, written as JSON, has all that line has.
func keeps(t *testing.T, what string, line []byte, value any) {
	t.Helper()
	again, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var had, has any
	if err := json.Unmarshal(line, &had); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(again, &has); err != nil {
		t.Fatal(err)
	}
	for _, lost := range missing("", had, has) {
		t.Errorf("%s loses %s", what, lost)
	}
}

// missing returns the paths of the values in had that has lacks or has
// otherwise. A value that is empty may be left out.
func missing(path string, had, has any) []string {
	switch had := had.(type) {
	case map[string]any:
		other, _ := has.(map[string]any)
		var lost []string
		for key, value := range had {
			lost = append(lost, missing(path+"."+key, value, other[key])...)
		}
		return lost
	case []any:
		other, _ := has.([]any)
		if len(other) != len(had) {
			return []string{path}
		}
		var lost []string
		for i := range had {
			lost = append(lost, missing(path, had[i], other[i])...)
		}
		return lost
	case nil:
		return nil
	}
	if has == nil && reflect.ValueOf(had).IsZero() {
		return nil
	}
	if had != has {
		return []string{path}
	}
	return nil
}
