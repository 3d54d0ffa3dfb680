//go:build unix

package main

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/plain"
	"tcplab/lessons"
)

// TestAHeadlessRunSaysWhatItWaitsForAndGivesUp stops a host before the first
// move, as kill -STOP does. Nobody sees a headless run, so it must say what it
// waits for, and it must not wait for ever.
func TestAHeadlessRunSaysWhatItWaitsForAndGivesUp(t *testing.T) {
	for lang, want := range map[string]string{"en": "kill -CONT", "zh": "第 1 步"} {
		port, err := strconv.Atoi(freePort(t))
		if err != nil {
			t.Fatal(err)
		}
		b, err := bench.Open(lessons.All[0], bench.Options{Network: "host", Port: port, Lang: lang, Number: 1})
		if err != nil {
			t.Fatal(err)
		}
		h := b.Recording().Header()
		pid := h.Hosts[0].PID
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		w := walk{
			bench: b, verdict: plain.NewVerdict(h, lang), errs: &said, lang: lang,
			notice: 10 * time.Millisecond, within: 300 * time.Millisecond,
		}
		err = w.toEnd(t.Context())
		for what, text := range map[string]string{"the notice": said.String(), "the error": fmt.Sprint(err)} {
			if !strings.Contains(text, want) || !strings.Contains(text, strconv.Itoa(pid)) {
				t.Errorf("%s in %s is %q, want that it names step 1, process %d, and what helps", what, lang, text, pid)
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}
