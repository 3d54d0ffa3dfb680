//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"tcplab/lab/gate"
)

// startPairs is how often each start is measured, and just before it the plain
// program that it is compared with.
const startPairs = 21

// A startLimit says how long a start may take, in multiples of what a plain
// program takes on the same machine in the same minute, so that one limit holds
// on every machine.
type startLimit struct {
	what  string
	plain func(t *testing.T) time.Duration
	ours  func(t *testing.T, tcplab string) time.Duration
	most  float64 // the median of ours at most, in medians of plain
}

// TestStart holds how fast tcplab starts. With -v it prints what it measured.
// With TCPLAB_BESIDE=FILE it measures a second tcplab in the same rounds, such
// as one from before a change, and prints that too.
func TestStart(t *testing.T) {
	if os.Getenv("TCPLAB_LONG") != "1" {
		t.Skip("it takes a minute, and is right on a quiet machine only: .ci/long runs it, by TCPLAB_LONG=1")
	}
	needPrivate(t)
	dir := t.TempDir()
	tcplab := buildPlain(t, dir, "tcplab", ".")
	word := buildPlain(t, dir, "word", "./testdata/start/word")
	screen := buildPlain(t, dir, "screen", "./testdata/start/screen")
	trace := filepath.Join(dir, "connection.jsonl")
	if out, err := exec.Command(tcplab, "run", "connection", "--json", "--record", trace).CombinedOutput(); err != nil {
		t.Fatalf("no recording to replay: %v\n%s", err, tailOf(out, 500))
	}

	table := new(strings.Builder)
	w := tabwriter.NewWriter(table, 0, 0, 2, ' ', tabwriter.AlignRight)
	beside := os.Getenv("TCPLAB_BESIDE")
	fmt.Fprint(w, "what\tplain\ttcplab\tratio\tat most\t")
	if beside != "" {
		fmt.Fprint(w, "beside\tratio\t")
	}
	fmt.Fprintln(w)
	for _, l := range []startLimit{
		{
			what:  "tcplab version, beside a program of one word",
			plain: func(t *testing.T) time.Duration { return lastByte(t, word) },
			ours:  func(t *testing.T, tcplab string) time.Duration { return lastByte(t, tcplab, "version") },
			most:  3.2,
		}, {
			what:  "first frame of run connection, beside a tview program",
			plain: func(t *testing.T) time.Duration { return firstFrame(t, screen) },
			ours:  func(t *testing.T, tcplab string) time.Duration { return firstFrame(t, tcplab, "run", "connection") },
			most:  2.4,
		}, {
			what:  "first frame of replay, beside a tview program",
			plain: func(t *testing.T) time.Duration { return firstFrame(t, screen) },
			ours:  func(t *testing.T, tcplab string) time.Duration { return firstFrame(t, tcplab, "replay", trace) },
			most:  1.5,
		}, {
			what:  "both hosts up, beside two programs of one word",
			plain: func(t *testing.T) time.Duration { return twoWords(t, word) },
			ours:  bothHostsUp,
			most:  3.5,
		},
	} {
		var plain, ours, other []time.Duration
		for range startPairs {
			plain = append(plain, l.plain(t))
			ours = append(ours, l.ours(t, tcplab))
			if beside != "" {
				other = append(other, l.ours(t, beside))
			}
		}
		ratio := float64(median(ours)) / float64(median(plain))
		fmt.Fprintf(w, "%s\t%.1f ms\t%.1f ms\t%.2f\t%.1f\t", l.what, inMS(median(plain)), inMS(median(ours)), ratio, l.most)
		if beside != "" {
			fmt.Fprintf(w, "%.1f ms\t%.2f\t", inMS(median(other)), float64(median(other))/float64(median(plain)))
		}
		fmt.Fprintln(w)
		if ratio > l.most {
			t.Errorf("%s: %.2f times as long, want at most %.1f", l.what, ratio, l.most)
		}
	}
	w.Flush()
	t.Logf("medians of %d pairs:\n%s", startPairs, table)
}

// buildPlain builds a program as README says, without any flag.
func buildPlain(t *testing.T, dir, name, pkg string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if out, err := exec.Command("go", "build", "-o", path, pkg).CombinedOutput(); err != nil {
		t.Fatalf("%s cannot be built: %v\n%s", pkg, err, out)
	}
	return path
}

// lastByte is the time from the start of a program that ends by itself to the
// last byte that it prints.
func lastByte(t *testing.T, program string, args ...string) time.Duration {
	t.Helper()
	cmd := exec.Command(program, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := lastRead(out).Sub(began)
	if err := cmd.Wait(); err != nil || last <= 0 {
		t.Fatalf("%s printed nothing, or failed: %v", program, err)
	}
	return last
}

// lastRead reads to the end and returns when the last byte came, the zero time
// if none did.
func lastRead(r io.Reader) (last time.Time) {
	buf := make([]byte, 1<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			last = time.Now()
		}
		if err != nil {
			return last
		}
	}
}

// firstFrame is the time from the start of a program on a terminal of 120×40 to
// the last byte of its first frame.
func firstFrame(t *testing.T, program string, args ...string) time.Duration {
	t.Helper()
	s := startCommand(t, exec.Command(program, args...), 120, 40)
	frame := s.settled(0).Sub(s.began)
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.ended()
	return frame
}

// twoWords is the time from the start of two programs of one word, side by
// side, until both have printed it.
func twoWords(t *testing.T, word string) time.Duration {
	t.Helper()
	var outs [2]io.ReadCloser
	var cmds [2]*exec.Cmd
	for i := range cmds {
		cmds[i] = exec.Command(word)
		out, err := cmds[i].StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		outs[i] = out
	}
	began := time.Now()
	for _, cmd := range cmds {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
	}
	var last time.Time
	for i, out := range outs {
		if at := lastRead(out); at.After(last) {
			last = at
		}
		if err := cmds[i].Wait(); err != nil {
			t.Fatal(err)
		}
	}
	return last.Sub(began)
}

// bothHostsUp is the time from the start of both hosts of a lesson until both
// stand at the gate of their first call.
func bothHostsUp(t *testing.T, tcplab string) time.Duration {
	t.Helper()
	var hosts [2]*gate.Peer
	var cmds [2]*exec.Cmd
	for i, name := range []string{"server", "client"} {
		cmds[i] = exec.Command(tcplab)
		host, err := gate.Attach(cmds[i], gate.Config{Lesson: "connection", Host: name})
		if err != nil {
			t.Fatal(err)
		}
		hosts[i] = host
	}
	began := time.Now()
	for i, cmd := range cmds {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		hosts[i].Started()
	}
	for _, host := range hosts {
		<-host.Ready() // a host's first word is that a call waits at its gate
	}
	up := time.Since(began)
	for i, host := range hosts {
		if err := host.Ask(); err != nil {
			t.Fatal(err)
		}
		answer, err := host.Answer(t.Context())
		if err != nil || len(answer.Messages) == 0 || answer.Messages[0].Kind != gate.KindBegin {
			t.Fatalf("host %d is not at its first gate: %+v, %v", i, answer, err)
		}
		host.Close()
	}
	return up
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func inMS(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
