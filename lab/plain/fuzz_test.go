package plain

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tcplab/lab/labtest"
	"tcplab/lab/tell"
	"tcplab/lab/tell/detail"
	"tcplab/lab/trace"
)

// FuzzOpen feeds damaged traces to everything that reads one without a screen.
// A trace is a file, and a file may come from anywhere. The reader must show or
// refuse it, and nothing of it may reach a terminal as a command.
//
// The seeds are testdata/small.jsonl, which was put together from real runs,
// and copies of it in which one field is missing or has a strange value: every
// fifth of them, or all if it explores.
func FuzzOpen(f *testing.F) {
	small, err := os.ReadFile("testdata/small.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	for i, seed := range labtest.Mutants(f, small) {
		if i%5 == 0 || labtest.Factor(f) > 0 { // each one is read in every way, in two languages
			f.Add(seed)
		}
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
		if lang != "en" { // once is enough, because the sentences differ by their words alone
			text.TellPackets("")
		}
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
			for k := range step.Sockets {
				detail.Socket(&tell.Scene{Header: &text.header, Lang: lang, Step: step}, &step.Sockets[k])
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
