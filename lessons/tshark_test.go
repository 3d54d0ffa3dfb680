package lessons

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	"tcplab/lab/witness"
)

// TestPacketsAreWhatTsharkReads plays each lesson with a capture beside the trace,
// and one more often with a loss, because no lesson shows a SACK. It compares each
// packet's fields with what tshark reads in the capture.
func TestPacketsAreWhatTsharkReads(t *testing.T) {
	needPrivate(t)
	labtest.Need(t, "tshark")
	type run struct {
		name string
		l    *lab.Lesson
		lose int // how many segments with data are thrown away
		rec  *trace.Recording
	}
	runs := []*run{{name: "bytes with a loss", l: lessonNamed(t, "bytes"), lose: 1}}
	for _, l := range All {
		runs = append(runs, &run{name: l.Name, l: l})
	}
	dir := t.TempDir()
	var files []string
	t.Run("runs", func(t *testing.T) {
		for i, r := range runs {
			files = append(files, filepath.Join(dir, strconv.Itoa(i)))
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				r.rec = stepped(t, r.l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir(), Pcapng: files[i]}, r.lose)
			})
		}
	})
	if t.Failed() {
		return
	}
	sum := witness.Figures{Seen: map[string]int{}}
	for i, frames := range witness.Frames(t, files) {
		t.Run(runs[i].name, func(t *testing.T) {
			got := witness.Packets(t, frames, runs[i].rec)
			t.Logf("%+v", got)
			sum.Packets += got.Packets
			sum.Copies += got.Copies
			sum.Made += got.Made
			sum.Dropped += got.Dropped
			for name, n := range got.Seen {
				sum.Seen[name] += n
			}
		})
	}
	t.Logf("%+v", sum)
	// A comparison proves nothing of what no packet has.
	for _, name := range []string{"SYN", "ACK", "DATA", "FIN", "RST", "UDP", "ICMP", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_perm", "tcp.options.timestamp.tsval", "tcp.options.sack_le"} {
		if sum.Seen[name] == 0 && !t.Failed() {
			t.Errorf("no packet has %s; they have %v", name, slices.Sorted(maps.Keys(sum.Seen)))
		}
	}
	if sum.Made == 0 || sum.Dropped == 0 {
		t.Errorf("%d copies were made and %d packets dropped, want some of each", sum.Made, sum.Dropped)
	}
}

// stepped plays a lesson to its end, each packet by itself. It throws the first
// segments with data away, as many as lose says, as soon as others follow them.
func stepped(t *testing.T, l *lab.Lesson, o bench.Options, lose int) *trace.Recording {
	t.Helper()
	b, err := bench.Open(l, o)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Done != "" {
			return b.Recording()
		}
		if lose > 0 && len(step.Held) > 2 && strings.HasPrefix(step.Held[0].Name, "DATA") {
			lose--
			err = b.Do(context.Background(), step.Held[0].Move(trace.MoveDrop))
		} else {
			err = b.Step(context.Background())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
