//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tcplab/lessons"
)

// The benchmarks of the whole program, as a user meets it: processes, a
// pseudo-terminal, time to the last byte of a frame.

// quiet is how long the program writes nothing before a frame counts as drawn.
// The measured times do not include it.
const quiet = 100 * time.Millisecond

// settled waits until the program has written something behind a mark and has
// then been quiet. It returns the time of the last byte.
func (s *session) settled(from int) time.Time {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		s.mu.Lock()
		n, last := len(s.out), s.last
		s.mu.Unlock()
		if n > from && time.Since(last) > quiet {
			return last
		}
	}
	s.t.Fatal("the screen never came to rest")
	return time.Time{}
}

// reportTimes adds the median and the 95th percentile to a benchmark's line.
func reportTimes(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(times[len(times)/2]), "ms-median")
	b.ReportMetric(ms(times[len(times)*95/100]), "ms-p95")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkRunJSON measures the whole process of `tcplab run connection
// --json`.
func BenchmarkRunJSON(b *testing.B) {
	needPrivate(b)
	var times []time.Duration
	for b.Loop() {
		cmd := exec.Command(os.Args[0], "run", "connection", "--json")
		cmd.Args[0] = "tcplab"
		began := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, tailOf(out, 500))
		}
		times = append(times, time.Since(began))
	}
	reportTimes(b, times)
}

// BenchmarkCourse measures every lesson of the course, one whole process after
// the other, headless on the private network.
func BenchmarkCourse(b *testing.B) {
	needPrivate(b)
	var times []time.Duration
	for b.Loop() {
		began := time.Now()
		for _, l := range lessons.All {
			cmd := exec.Command(os.Args[0], "run", l.Name, "--json", "--net", "private")
			cmd.Args[0] = "tcplab"
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("%s: %v\n%s", l.Name, err, tailOf(out, 500))
			}
		}
		times = append(times, time.Since(began))
	}
	b.ReportMetric(float64(len(lessons.All)), "lessons")
	reportTimes(b, times)
}

// BenchmarkFirstFrame measures the time from the start of the process to the
// last byte of the panel's first full frame.
func BenchmarkFirstFrame(b *testing.B) {
	needPrivate(b)
	var times []time.Duration
	for b.Loop() {
		s := start(b, 120, 40, "run", "connection")
		times = append(times, s.settled(0).Sub(s.began))
		s.cmd.Process.Signal(syscall.SIGTERM)
		s.ended()
	}
	reportTimes(b, times)
}

// BenchmarkKey measures the time from a key to the last byte of the frame that
// follows: for keys that look back and forth in the recording, and for steps.
func BenchmarkKey(b *testing.B) {
	needPrivate(b)
	b.Run("look", func(b *testing.B) {
		s := start(b, 120, 40, "run", "connection", "--at", "fin")
		s.settled(0)
		var times []time.Duration
		for b.Loop() {
			for _, key := range []string{"p", "p", "n", "n"} {
				times = append(times, s.timed(key))
			}
		}
		reportTimes(b, times)
	})
	b.Run("step", func(b *testing.B) {
		var times []time.Duration
		for b.Loop() {
			s := start(b, 120, 40, "run", "connection")
			s.settled(0)
			s.press("o") // questions off: every key is a step
			s.settled(0)
			for range 16 {
				times = append(times, s.timed("n"))
			}
			s.cmd.Process.Signal(syscall.SIGTERM)
			s.ended()
		}
		reportTimes(b, times)
	})
}

func (s *session) timed(key string) time.Duration {
	from, began := s.mark(), time.Now()
	s.press(key)
	return s.settled(from).Sub(began)
}

// BenchmarkWaiting measures the program while it waits for a key: the share of
// one core over some seconds, and the resident memory of tcplab and of its
// largest host.
func BenchmarkWaiting(b *testing.B) {
	needPrivate(b)
	for _, beat := range []string{"syn", "fin-ack", "last-ack"} { // SYN ACK held; two states at rest; TIME_WAIT counting
		b.Run(beat, func(b *testing.B) { waiting(b, beat) })
	}
}

func waiting(b *testing.B, beat string) {
	s := start(b, 120, 40, "run", "connection", "--at", beat)
	s.settled(0)
	pids := append([]int{s.cmd.Process.Pid}, children(s.cmd.Process.Pid)...)
	const look = 5 * time.Second
	var used time.Duration
	for b.Loop() {
		before := cpu(pids)
		time.Sleep(look) // nothing is to happen meanwhile, which is what is measured
		used += cpu(pids) - before
	}
	b.ReportMetric(100*used.Seconds()/(float64(b.N)*look.Seconds()), "%core")
	b.ReportMetric(resident(pids[0]), "MB-tcplab")
	host := 0.0
	for _, pid := range pids[1:] {
		host = max(host, resident(pid))
	}
	b.ReportMetric(host, "MB-host")
	b.ReportMetric(0, "ns/op")
}

// cpu returns the time that the threads of some processes have run so far. The
// scheduler counts it in nanoseconds (/proc/PID/task/TID/schedstat). The
// hundredths in /proc/PID/stat are sampled, and a process that wakes by a timer
// is sampled too often.
func cpu(pids []int) time.Duration {
	var sum time.Duration
	for _, pid := range pids {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		for _, thread := range threads {
			stat, _ := os.ReadFile(thread)
			if f := strings.Fields(string(stat)); len(f) > 0 {
				ran, _ := strconv.ParseInt(f[0], 10, 64)
				sum += time.Duration(ran)
			}
		}
	}
	return sum
}

// resident returns a process's resident memory in megabytes.
func resident(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1000
		}
	}
	return 0
}
