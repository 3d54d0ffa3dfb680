//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/bench"
	"tcplab/lab/fault"
	"tcplab/lab/plain"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
	"tcplab/lessons/reset"
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

// TestAHeadlessWaitIsBounded drops a FIN on the calm clock: it comes again after two
// minutes, or never as far as this run is concerned.
func TestAHeadlessWaitIsBounded(t *testing.T) {
	needOwnPrivate(t)
	for lang, want := range map[string]string{
		"en": "waiting for client's retransmission timer, 120 s left", "zh": "在等客户端的重传定时器，还剩 120 秒",
	} {
		b, err := bench.Open(lessons.All[0], bench.Options{Network: "private", Lang: lang, Number: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.GoTo(t.Context(), "client-close"); err != nil {
			t.Fatal(err)
		}
		if err := b.Do(t.Context(), trace.Move{Kind: trace.MoveDrop}); err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		w := walk{
			bench: b, verdict: plain.NewVerdict(b.Recording().Header(), lang), errs: &said, lang: lang,
			notice: 10 * time.Millisecond, within: time.Hour, waits: 100 * time.Millisecond,
		}
		err = w.toEnd(t.Context())
		for what, text := range map[string]string{"the notice": said.String(), "the error": fmt.Sprint(err)} {
			if !strings.Contains(text, want) {
				t.Errorf("%s in %s is %q, want that it says %q", what, lang, text, want)
			}
		}
	}
}

// TestAHeadlessRunInACutWireEnds cuts the wire by a fault: nothing comes of the
// story any more, which is a difference from the script and no error.
func TestAHeadlessRunInACutWireEnds(t *testing.T) {
	needOwnPrivate(t)
	rule, err := fault.Parse("cut client FIN ACK", []string{"client", "server"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bench.Open(lessons.All[0], bench.Options{Network: "private", Lang: "en", Number: 1, Faults: []fault.Rule{rule}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var said strings.Builder
	w := walk{
		bench: b, verdict: plain.NewVerdict(b.Recording().Header(), "en"), errs: &said, lang: "en",
		notice: time.Hour, within: time.Hour, waits: 100 * time.Millisecond,
	}
	err = w.toEnd(t.Context())
	var differ differError
	if want := "the wire is cut"; !errors.As(err, &differ) || !strings.Contains(differ.verdict, want) {
		t.Errorf("the run ended with %v, want a difference that says %q", err, want)
	}
}

// TestAHeadlessRunInACutWireEndsOnTheModel: a wait takes no time there, so the bound
// is one of the model's clock. Without it a run would have hundreds of steps that
// send the same again.
func TestAHeadlessRunInACutWireEndsOnTheModel(t *testing.T) {
	rule, err := fault.Parse("cut client ACK 2", []string{"client", "server"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bench.Open(lessons.All[0], bench.Options{Network: trace.NetstackNetwork, Lang: "en", Number: 1, Faults: []fault.Rule{rule}, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	w := walk{
		bench: b, verdict: plain.NewVerdict(b.Recording().Header(), "en"), errs: io.Discard, lang: "en",
		notice: time.Hour, within: time.Hour, waits: waitWithin,
	}
	err = w.toEnd(t.Context())
	var differ differError
	if want := "the wire is cut"; !errors.As(err, &differ) || !strings.Contains(differ.verdict, want) {
		t.Errorf("the run ended with %v, want a difference that says %q", err, want)
	}
	if n := b.Recording().Len(); n > 30 {
		t.Errorf("the run has %d steps, want it to end when all has been tried in vain for a while", n)
	}
}

// TestARowThatDoesNotComeIsNamedByItsHeadline: a student has never seen a row's id.
func TestARowThatDoesNotComeIsNamedByItsHeadline(t *testing.T) {
	b, err := bench.Open(reset.Lesson, bench.Options{Network: trace.NetstackNetwork, Lang: "en", Number: 1, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	const kernels = "once-arrives" // the model has another row
	err = b.GoTo(t.Context(), kernels)
	for _, lang := range trace.Languages {
		want := b.Recording().Header().Prose[lang].Sections[kernels].Headline
		if got := words.In(err, lang); want == "" || !strings.Contains(got, "“"+want+"”") || strings.Contains(got, kernels) {
			t.Errorf("in %s it says %q, want the headline %q and not the id", lang, got, want)
		}
	}
}
