//go:build unix

package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestEarlyTracesReplay replays traces that an early tcplab wrote, as text and
// in the panel, in both languages. A trace carries its lesson, so each text
// must come from there, whatever this tcplab's lesson says.
func TestEarlyTracesReplay(t *testing.T) {
	for _, name := range []string{"connection", "udp-on-host", "lab"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := earlyTrace(t, name)
			rec, err := trace.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer rec.Close()
			for _, lang := range trace.Languages {
				replay := exec.Command(testProgram(t), "replay", path, "--plain", "--lang", lang)
				replay.Args[0] = "tcplab"
				out, err := replay.CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, tailOf(out, 500))
				}
				for _, want := range told(t, rec, lang) {
					if !strings.Contains(string(out), want) {
						t.Errorf("%s: the text of the replay has no %q, which the trace has", lang, want)
					}
				}
				inThePanel(t, path, lang, rec)
			}
		})
	}
}

// told returns a few words of each step that a replay has to show: the
// headline that the trace's prose has for the step's beat, and the states of
// its sockets.
func told(t *testing.T, rec *trace.Recording, lang string) []string {
	t.Helper()
	h := rec.Header()
	var words []string
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, fmt.Sprintf("\n%3d  ", i))
		if text := h.Prose[lang]; text != nil && step.Beat != "" && step.Expected {
			words = append(words, text.Sections[step.Beat].Headline)
		}
		for _, s := range step.Sockets {
			if s.Proto == "tcp" {
				words = append(words, s.State)
			}
		}
	}
	return words
}

// inThePanel goes through a recording by key, to its end and back to its start.
func inThePanel(t *testing.T, path, lang string, rec *trace.Recording) {
	t.Helper()
	s := start(t, 120, 40, "replay", path, "--lang", lang)
	last := rec.Len() - 1
	s.await(0, fmt.Sprintf(map[string]string{"en": "0 of %d", "zh": "0/%d"}[lang], last))
	s.press(strings.Repeat("s", last))
	s.press(strings.Repeat("p", last))
	s.press("q")
	if code := s.ended(); code != 0 || !s.restored() {
		t.Errorf("%s: it ended with status %d, terminal restored: %v; want 0 and true", lang, code, s.restored())
	}
}

// earlyTrace unpacks a trace that lab/trace keeps and returns its path.
func earlyTrace(t *testing.T, name string) string {
	t.Helper()
	packed, err := os.Open(filepath.Join("..", "..", "lab", "trace", "testdata", "early", name+".jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	text, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".jsonl")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, text); err != nil {
		t.Fatal(err)
	}
	return path
}
