package lessons

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// networks returns the networks that this machine has.
func networks(t *testing.T) []string {
	t.Helper()
	for _, c := range wire.Probe(false, nil) {
		if !c.OK {
			return []string{lab.HostNetwork}
		}
	}
	return []string{lab.PrivateNetwork, lab.HostNetwork}
}

// lessonNamed returns the course's lesson of that name.
func lessonNamed(t testing.TB, name string) *lab.Lesson {
	t.Helper()
	for _, l := range All {
		if l.Name == name {
			return l
		}
	}
	t.Fatalf("there is no lesson %s", name)
	return nil
}

// summed matches the size and the sum of a file in the result of a Close.
var summed = regexp.MustCompile(`^(\d+) bytes, SHA-256 ([0-9a-f]{64}), in "`)

// closedFiles returns size and sum of each file when its host closed it:
// "4380 bytes, 6e4f…".
func closedFiles(t testing.TB, rec *trace.Recording) map[string]string {
	t.Helper()
	held := map[string]string{}
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range step.Events {
			if m := summed.FindStringSubmatch(e.Text); m != nil && e.Kind == trace.EventEnded {
				held[e.Host] = m[1] + " bytes, " + m[2]
			}
		}
	}
	return held
}

// received returns the one file that a run left in the receiver's directory.
func received(t *testing.T, dir, name string) []byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "tcplab-*", "receiver", "*"))
	if err != nil || len(found) != 1 || filepath.Base(found[0]) != name {
		t.Fatalf("the receiver's directory holds %q, want %q alone: it is new, and the received file stays (%v)", found, name, err)
	}
	content, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestAnyFileIsSent sends files on each network: of all sizes that make a
// difference to the loops of file-transfer, and with names that could go wrong.
func TestAnyFileIsSent(t *testing.T) {
	sizes := map[string]int{
		"empty":         0,    // no block, no segment: EOF at once
		"one byte":      1,    // …
		"segment.bin":   1460, // one full segment
		"[red]x[x].txt": 1461,
		"作业 第一课.txt":    4096, // one full block
		"block+1":       4097,
		"many":          50_000, // so many blocks that they run on in one step
	}
	for _, network := range networks(t) {
		for name, size := range sizes {
			t.Run(network+"/"+name, func(t *testing.T) {
				path, dir := filepath.Join(t.TempDir(), name), t.TempDir()
				content := make([]byte, size)
				rand.Read(content)
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				rec, end, text := play(t, lessonNamed(t, "file-transfer"), bench.Options{Network: network, Port: porttest.Port(t), File: path, Dir: dir})
				if end.Differences != 0 {
					t.Fatalf("%d differences, skipped %v, want none: the script must fit any file\n%s", end.Differences, end.Skipped, text)
				}
				if got := received(t, dir, name); string(got) != string(content) {
					t.Errorf("the received file has %d bytes and is not the one of %d that was sent", len(got), size)
				}
				want := fmt.Sprintf("%d bytes, %x", size, sha256.Sum256(content))
				if held := closedFiles(t, rec); held["sender"] != want || held["receiver"] != want {
					t.Errorf("the steps show the files of both ends as %v, want %s twice", held, want)
				}
			})
		}
	}
}

// TestRunOn presses ] at the first block, and then n to the end of the story.
func TestRunOn(t *testing.T) {
	for _, network := range networks(t) {
		b, err := bench.Open(lessonNamed(t, "file-transfer"), bench.Options{Network: network, Port: porttest.Port(t), Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.RunOn(t.Context()); err == nil {
			t.Errorf("%s: ] gave no error at the start, but nothing repeats there", network)
		}
		if err := b.GoTo(t.Context(), "open"); err != nil {
			t.Fatal(err)
		}
		if err := b.RunOn(t.Context()); err != nil {
			t.Fatal(err)
		}
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Move.Kind != trace.MoveRun || step.Beat != "block" || !strings.Contains(strings.Join(step.Told, " "), "eof") {
			t.Errorf("%s: step %s took %s and told %v, want a run from block to eof", network, step.Move.Kind, step.Beat, step.Told)
		}
		read := map[string]int64{} // bytes, by host and call
		for _, e := range step.Events {
			read[e.Host+" "+e.Name] += e.Bytes
		}
		for _, call := range []string{"sender File.Read", "sender Write", "receiver Read", "receiver File.Write"} {
			if read[call] != 4380 {
				t.Errorf("%s: %s moved %d bytes, want the file's 4380", network, call, read[call])
			}
		}
		if network == lab.PrivateNetwork && read["sender DATA"] != 4380 {
			t.Errorf("%d bytes crossed the wire, want the file's 4380", read["sender DATA"])
		}
		for {
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			if step.Done != "" {
				break
			}
			if err := b.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if end := b.End(); end.Differences != 0 {
			t.Errorf("%s: %d differences behind a run step, skipped %v, want none\n%s", network, end.Differences, end.Skipped, transcript(t, b.Recording()))
		}
	}
}

// TestARunThatIsCutShort cancels a long run step, as Esc does. The packets that
// have crossed by then are told as that step's, and not as something that came
// with time. Nothing is thrown away on the wire, and the next run step goes on
// from there.
func TestARunThatIsCutShort(t *testing.T) {
	if networks(t)[0] != lab.PrivateNetwork {
		t.Skip("this machine cannot make a private network, and no other has a wire to flow")
	}
	const size = 48 << 20
	path, dir := filepath.Join(t.TempDir(), "large"), t.TempDir()
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, size)); err != nil {
		t.Fatal(err)
	}
	b, err := bench.Open(lessonNamed(t, "file-transfer"), bench.Options{Network: lab.PrivateNetwork, File: path, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.GoTo(t.Context(), "block"); err != nil {
		t.Fatal(err)
	}
	rec := b.Recording()
	first := rec.Len()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- b.Do(ctx, trace.Move{Kind: trace.MoveRun}) }()
	for { // there is no notice when a file grows
		if found, _ := filepath.Glob(filepath.Join(dir, "tcplab-*", "receiver", "large")); len(found) == 1 {
			if info, err := os.Stat(found[0]); err == nil && info.Size() > 1<<20 {
				break
			}
		}
		select {
		case err := <-ended:
			t.Fatalf("the run step ended before it was cut short: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the run step that was cut short ended with %v, want that it was cancelled", err)
	}
	for rec.Len()-first < 2 { // on a busy machine the first of the two steps comes only now
		if err := b.Do(t.Context(), trace.Move{Kind: trace.MoveRun}); err != nil {
			t.Fatal(err)
		}
	}
	var crossed int64
	for i := first; i < rec.Len(); i++ {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		if step.Move.Kind != trace.MoveRun {
			t.Errorf("step %d is of kind %q, want only the two run steps", i, step.Move.Kind)
		}
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventOverflow:
				t.Errorf("step %d threw %d packets away", i, e.Count)
			case trace.EventDelivered:
				if e.Host == "sender" {
					crossed += e.Bytes
				}
			}
		}
	}
	if n := rec.Len() - first; n != 2 {
		t.Errorf("there are %d steps, want 2: the one that was cut short, and the one that went on", n)
	}
	if crossed < size-1<<20 {
		t.Errorf("the two steps tell of %d bytes, want those of the file without those that crossed before", crossed)
	}
}

// TestTheReceiversDiskFails lets Create or a Write of the receiver fail. That
// is an event of the lesson, and no half file is left.
func TestTheReceiversDiskFails(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	for _, tt := range []struct {
		why, call, errno string
		spoil            func(name string) error // makes the file impossible
	}{
		{"the disk is full", "File.Write", "ENOSPC", func(name string) error { return os.Symlink("/dev/full", name) }},
		{"a directory has the name", "Create", "EISDIR", func(name string) error { return os.Mkdir(name, 0o755) }},
	} {
		dir := t.TempDir()
		b, err := bench.Open(lessonNamed(t, "file-transfer"), bench.Options{Port: porttest.Port(t), Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		places, _ := filepath.Glob(filepath.Join(dir, "tcplab-*", "receiver"))
		if len(places) != 1 {
			t.Fatalf("the receiver works in one of %q, want one place", places)
		}
		name := filepath.Join(places[0], "lines.txt")
		if err := tt.spoil(name); err != nil {
			t.Fatal(err)
		}
		var failed *trace.Event
		rec := b.Recording()
		for done := false; !done; {
			if err := b.Advance(t.Context()); err != nil {
				t.Fatal(err)
			}
			step, err := rec.Step(rec.Len() - 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range step.Events {
				if e.Host == "receiver" && e.Errno == tt.errno {
					failed = &e
				}
			}
			done = step.Done != ""
		}
		if failed == nil || failed.Name != tt.call {
			t.Errorf("%s: the failed call is %+v, want %s with %s\n%s", tt.why, failed, tt.call, tt.errno, transcript(t, rec))
		}
		if info, err := os.Lstat(name); err == nil && !info.IsDir() {
			t.Errorf("%s: half a file was left", tt.why)
		}
	}
}

// TestWhatTheReceiversBelieve compares the files on the disk after
// file-transfer-breaks: those that the first receiver takes for complete, and
// those that the second one keeps.
func TestWhatTheReceiversBelieve(t *testing.T) {
	for _, network := range networks(t) {
		dir := t.TempDir()
		b, err := bench.Open(lessonNamed(t, "file-transfer-breaks"), bench.Options{Network: network, Port: porttest.Port(t), Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		rec := b.Recording()
		for done := false; !done; {
			if err := b.Advance(t.Context()); err != nil {
				t.Fatal(err)
			}
			step, err := rec.Step(rec.Len() - 1)
			if err != nil {
				t.Fatal(err)
			}
			done = step.Done != ""
		}
		want := map[string]int64{
			"receiver/hi.txtHello!": 0,    // name and content came in one Read, so nothing was left for the file
			"receiver/lines.txt":    2048, // of 4380: the sender was killed
			"checker/lines.txt":     4380, // no half file, and no file outside the directory
		}
		got := map[string]int64{}
		filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			place, _ := filepath.Rel(dir, path)
			_, place, _ = strings.Cut(filepath.ToSlash(place), "/")
			info, _ := entry.Info()
			brought := strings.HasPrefix(place, "sender/") || strings.HasPrefix(place, "careful-") || strings.HasPrefix(place, "stranger/")
			if err == nil && info.Mode().IsRegular() && !brought {
				got[place] = info.Size()
			}
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the hosts' files are not those of the lesson (-want +got):\n%s", network, diff)
		}
	}
}

// TestALargeFile sends 64 MiB, headless. The repeated rows run on in one step,
// no process grows, and the file arrives whole.
func TestALargeFile(t *testing.T) {
	needPrivate(t)
	path, want := largeFile(t)
	b, err := bench.Open(lessonNamed(t, "file-transfer"), bench.Options{Network: lab.PrivateNetwork, File: path, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	freshPeak(t)
	rec := b.Recording()
	peaks := map[string]int{"bench": os.Getpid()}
	for _, h := range rec.Header().Hosts {
		peaks[h.Name] = h.PID
	}
	most := map[string]int{}
	for done := false; !done; {
		for who, pid := range peaks { // before the move: the first one ends a program
			most[who] = max(most[who], peakOf(pid))
		}
		if err := b.Advance(t.Context()); err != nil {
			t.Fatal(err)
		}
		step, err := rec.Step(rec.Len() - 1)
		if err != nil {
			t.Fatal(err)
		}
		done = step.Done != ""
	}
	if end := b.End(); end.Differences != 0 || end.Steps > 200 {
		t.Errorf("%d differences, %d steps; want none, and a run step for the repeated rows\n%s", end.Differences, end.Steps, transcript(t, rec))
	}
	if held := closedFiles(t, rec); held["sender"] != want || held["receiver"] != want {
		t.Errorf("the files sent and received are %v, want %s twice", held, want)
	}
	t.Logf("peak memory in KiB: %v", most)
	for who, kib := range most {
		if kib == 0 || kib > 200<<10 {
			t.Errorf("%s had %d KiB at its peak, want at most 200 MiB: no process may hold the file", who, kib)
		}
	}
}

// largeFile makes a file of 64 MiB. Want is the size and sum that its Close
// will tell.
func largeFile(t testing.TB) (path, want string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "large.bin")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(f, sum), rand.Reader, largeSize); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path, fmt.Sprintf("%d bytes, %x", largeSize, sum.Sum(nil))
}

const largeSize = 64 << 20

// freshPeak resets this process's peak memory, which else may be that of an
// earlier test.
func freshPeak(t *testing.T) {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Logf("the peak memory is that of all tests: %v", err)
	}
}

// peakOf returns a process's peak memory in KiB, 0 if the process is gone.
func peakOf(pid int) int {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		if rest, ok := strings.CutPrefix(in.Text(), "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// BenchmarkLargeFile compares the run step of 64 MiB with the bare wire: the
// same network with one connection whose ends only write and read. It measures
// both by turns, because other work on the machine slows both. The ratio should
// be 0.5 at least.
func BenchmarkLargeFile(b *testing.B) {
	needPrivate(b)
	path, _ := largeFile(b)
	var lesson, bare, ratio []float64
	for b.Loop() {
		x, y := gbits(lessonSpeed(b, path)), gbits(wireSpeed(b))
		lesson, bare, ratio = append(lesson, x), append(bare, y), append(ratio, x/y)
	}
	b.ReportMetric(median(lesson), "Gbit/s")
	b.ReportMetric(median(bare), "Gbit/s-wire")
	b.ReportMetric(median(ratio), "ratio")
	b.ReportMetric(0, "ns/op")
}

func gbits(took time.Duration) float64 { return largeSize * 8 / took.Seconds() / 1e9 }

// lessonSpeed returns the time of the run step in which nearly all of the file
// crosses.
func lessonSpeed(b *testing.B, path string) time.Duration {
	rec, end, text := play(b, lessonNamed(b, "file-transfer"), bench.Options{Network: lab.PrivateNetwork, File: path, Dir: b.TempDir()})
	if end.Differences != 0 {
		b.Fatal(text)
	}
	var before int64
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			b.Fatal(err)
		}
		if step.Move.Kind == trace.MoveRun {
			return time.Duration(step.Millis-before) * time.Millisecond
		}
		before = step.Millis
	}
	b.Fatalf("there is no run step\n%s", text)
	return 0
}

// wireSpeed returns the time of the file's bytes over a wire on which nothing
// is held, with the lesson's settings.
func wireSpeed(b *testing.B) time.Duration {
	space, err := wire.NewPrivate(wire.Settings{Sysctls: lessonNamed(b, "file-transfer").Settings.Sysctls})
	if err != nil {
		b.Fatal(err)
	}
	defer space.Close()
	ctx, stop := context.WithCancel(b.Context())
	passed := make(chan error, 1)
	go func() { _, err := wire.New(space, nil).Run(ctx); passed <- err }()
	var near, far net.Conn
	if err := space.Do(func() error {
		ln, err := net.Listen("tcp4", "127.0.0.1:8001")
		if err != nil {
			return err
		}
		defer ln.Close()
		if near, err = net.Dial("tcp4", "127.0.0.1:8001"); err != nil {
			return err
		}
		far, err = ln.Accept()
		return err
	}); err != nil {
		b.Fatal(err)
	}
	defer near.Close()
	defer far.Close()
	start := time.Now()
	go func() {
		buf := make([]byte, 256<<10)
		for range largeSize / len(buf) {
			if _, err := near.Write(buf); err != nil {
				b.Error(err)
				return
			}
		}
	}()
	if _, err := io.CopyN(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{far}, largeSize); err != nil {
		b.Fatal(err)
	}
	took := time.Since(start)
	stop()
	if err := <-passed; err != nil {
		b.Fatal(err)
	}
	return took
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
