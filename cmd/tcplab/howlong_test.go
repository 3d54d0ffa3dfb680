//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"tcplab/lab/trace"
	"tcplab/lessons"
)

// The limits of TestHowLongTheCourseTakes.
const (
	mostRest   = 300 * time.Millisecond // of a lesson, beside the kernel's timers, on a machine on which
	usualFirst = 150 * time.Millisecond // the first lesson takes that long; in proportion on a slower one
	mostCourse = 40 * time.Second       // of all lessons together, with the kernel's timers
	headless   = 3                      // runs of each lesson, of which the median counts
)

// A headlessRun is how long one process took, and how much of it the run waited for
// a kernel's timers: the time of the steps that waited, or that came by themselves.
type headlessRun struct{ whole, imposed time.Duration }

func (r headlessRun) rest() time.Duration { return r.whole - r.imposed }

// TestHowLongTheCourseTakes runs each lesson headless on the private network, one
// process after the other. With -v it prints what each one took. Beside the time
// that the kernel's timers impose no lesson may take long.
func TestHowLongTheCourseTakes(t *testing.T) {
	if os.Getenv("TCPLAB_LONG") != "1" {
		t.Skip("it takes two minutes, and is right on a quiet machine only: .ci/long runs it, by TCPLAB_LONG=1")
	}
	needPrivate(t)
	tcplab := buildPlain(t, t.TempDir(), "tcplab", ".")
	table := new(strings.Builder)
	w := tabwriter.NewWriter(table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "lesson\twhole\ttimers\trest\tat most\t")
	var all headlessRun
	limit := mostRest
	for i, l := range lessons.All {
		var runs []headlessRun
		for range headless {
			runs = append(runs, timeHeadless(t, tcplab, l.Name))
		}
		slices.SortFunc(runs, func(a, b headlessRun) int { return int(a.rest() - b.rest()) })
		r := runs[headless/2]
		if i == 0 { // the first lesson is the measure of the machine
			limit = max(limit, time.Duration(float64(mostRest)*float64(r.whole)/float64(usualFirst)))
		}
		all.whole, all.imposed = all.whole+r.whole, all.imposed+r.imposed
		fmt.Fprintf(w, "%s\t%.0f ms\t%.0f ms\t%.0f ms\t%.0f ms\t\n", l.Name, inMS(r.whole), inMS(r.imposed), inMS(r.rest()), inMS(limit))
		if r.rest() > limit {
			t.Errorf("%s takes %v beside the %v that the kernel's timers impose, want at most %v", l.Name, r.rest(), r.imposed, limit)
		}
	}
	fmt.Fprintf(w, "all %d\t%.0f ms\t%.0f ms\t%.0f ms\t\t\n", len(lessons.All), inMS(all.whole), inMS(all.imposed), inMS(all.rest()))
	w.Flush()
	t.Logf("medians of %d runs:\n%s", headless, table)
	if all.whole > mostCourse {
		t.Errorf("all lessons together take %v, want at most %v", all.whole, mostCourse)
	}
}

// timeHeadless runs a lesson once and reads from its trace how long it waited.
func timeHeadless(t *testing.T, tcplab, lesson string) headlessRun {
	t.Helper()
	cmd := exec.Command(tcplab, "run", lesson, "--json", "--net", "private")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", lesson, err, tailOf(errs.Bytes(), 500))
	}
	r := headlessRun{whole: time.Since(began)}
	before, steps := int64(0), 0
	for line := range bytes.Lines(out.Bytes()) {
		var step struct {
			Millis *int64      `json:"ms"`
			Move   *trace.Move `json:"move"`
		}
		if err := json.Unmarshal(line, &step); err != nil {
			t.Fatalf("%s: %v", lesson, err)
		}
		if step.Millis == nil || step.Move == nil {
			continue // the header, or the end
		}
		if step.Move.Kind == trace.MoveWait || step.Move.Kind == trace.MoveTime {
			r.imposed += time.Duration(*step.Millis-before) * time.Millisecond
		}
		before, steps = *step.Millis, steps+1
	}
	if steps == 0 {
		t.Fatalf("%s has written no step", lesson)
	}
	return r
}
