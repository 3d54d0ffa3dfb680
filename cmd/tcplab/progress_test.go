//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/panel"
	"tcplab/lab/progress"
	"tcplab/lab/trace"
	"tcplab/lessons"
)

// student is somebody with a state directory of their own.
type student struct {
	t     *testing.T
	state string
}

func newStudent(t *testing.T) student { return student{t, t.TempDir()} }

// starts starts tcplab in a terminal, with the student's state directory.
func (s student) starts(args ...string) *session {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Args[0] = "tcplab"
	cmd.Env = []string{"XDG_STATE_HOME=" + s.state}
	return startCommand(s.t, cmd, 80, 24)
}

func (s student) file() string { return filepath.Join(s.state, "tcplab", "progress.json") }

// has compares the progress that is kept for a lesson with want.
func (s student) has(lesson string, want progress.Lesson, why string) {
	s.t.Helper()
	if got := progress.Load(s.file()).Lessons[lesson]; got != want {
		s.t.Errorf("for %s %+v is kept, want %+v: %s", lesson, got, want, why)
	}
}

// through presses a key and waits until the screen shows a text.
func (s *session) through(key, shown string) {
	s.t.Helper()
	from := s.mark()
	s.press(key)
	s.await(from, shown)
}

// TestTheMenuGoesOn leaves a lesson in the middle, goes on at that place, and
// starts the lesson again from its beginning.
func TestTheMenuGoesOn(t *testing.T) {
	needPrivate(t)
	ann := newStudent(t)
	s := ann.starts()
	s.await(0, "Enter start")
	s.through("\r", "server calls Listen")
	s.through("o", "next") // questions off: every n is a step
	for _, shown := range []string{"Listen opens its port", "Accept begins to wait", "Dial sends a SYN"} {
		s.through("n", shown)
	}
	s.through("q", "y yes")
	s.through("y", "stopped at: CLIENT: Dial sends a SYN")
	ann.has("connection", progress.Lesson{At: "dial"}, "it was the last beat seen")
	s.await(0, "r start over")

	// Enter really runs up to that place: the SYN is held, and n delivers it. The
	// questions are still off.
	s.through("\r", "deliver SYN to server") // the menu itself shows where the student stopped
	s.through("n", "answers SYN ACK")
	s.through("q", "y yes")
	s.through("y", "stopped at: SERVER KERNEL: answers SYN ACK")
	ann.has("connection", progress.Lesson{At: "syn"}, "it went on from where it was")

	// r begins before the first call; a student who leaves there has only had a
	// look.
	s.through("r", "server calls Listen")
	s.through("q", "Enter go on")
	ann.has("connection", progress.Lesson{At: "syn"}, "nothing was seen that would be another place")
	s.press("q")
	if code := s.ended(); code != 0 || !s.restored() {
		t.Errorf("it ended with status %d, terminal restored: %v; want 0 and true", code, s.restored())
	}

	// Another process knows the place, too. Run from the command line does not
	// go on there, and no progress is lost if the terminal is closed.
	s = ann.starts("run", "connection")
	s.await(0, "server calls Listen")
	s.through("n", "Listen opens its port")
	s.cmd.Process.Signal(syscall.SIGHUP)
	s.ended()
	ann.has("connection", progress.Lesson{At: "listen"}, "run keeps progress as the menu does")
}

// TestToldIsDone runs a lesson to its end, and begins it again: it stays done.
func TestToldIsDone(t *testing.T) {
	needPrivate(t)
	ann := newStudent(t)
	script := lessons.All[0].Script
	s := ann.starts("run", "connection", "--at", script[len(script)-1].ID)
	s.await(0, "told; n shows the notes")
	s.through("n", "The notes beside this run")
	s.through("\x1b", "q quit")
	s.press("q") // nothing is left that leaving would end, so it asks nothing
	s.ended()
	ann.has("connection", progress.Lesson{Done: true}, "every row was taken, so there is nothing to come back to")

	s = ann.starts("run", "connection", "--at", "dial")
	s.await(0, "Dial sends a SYN")
	s.through("q", "y yes")
	s.press("y")
	s.ended()
	ann.has("connection", progress.Lesson{Done: true, At: "dial"}, "what is done stays done")
}

// TestAMissedQuestionComesBack answers wrongly in one lesson, and rightly at
// the start of another.
func TestAMissedQuestionComesBack(t *testing.T) {
	needPrivate(t)
	ann := newStudent(t)
	s := ann.starts("run", "connection")
	s.await(0, "server calls Listen")
	s.through("n", "Listen opens its port")
	s.through("n", "What becomes of the listener?")
	s.answer("it goes from CLOSED to LISTEN", "But Listen did it.")
	s.through("q", "y yes")
	s.press("y")
	s.ended()
	want := []progress.Missed{{Lesson: "connection", Beat: "listen"}}
	if diff := cmp.Diff(want, progress.Load(ann.file()).Missed); diff != "" {
		t.Fatalf("a wrong answer is not kept as it should be (-want +got):\n%s", diff)
	}

	s = ann.starts("run", "refused")
	s.await(0, "Nobody is listening")
	s.press("n")
	s.await(0, "(from lesson connection)")
	s.await(0, "What becomes of the listener?")
	s.answer("it stays in LISTEN", "It changes no TCP state at all")
	s.press("q")
	s.press("y")
	s.ended()
	if missed := progress.Load(ann.file()).Missed; len(missed) > 0 {
		t.Errorf("after the right answer %v is still missed", missed)
	}
}

// answer presses the digit of an option, which stands where the run's seed has
// put it, and waits for a text.
func (s *session) answer(option, wants string) {
	s.t.Helper()
	s.await(0, option)
	m := regexp.MustCompile(`(\d) ` + regexp.QuoteMeta(option)).FindStringSubmatch(wordsOf(s.written()))
	if m == nil {
		s.t.Fatalf("option %q has no number", option)
	}
	s.through(m[1], wants)
}

// written returns all that the program has written.
func (s *session) written() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.out)
}

// TestAnswersAreKeptAsTheyWereAsked checks the order in which missed questions
// come back: the one missed longest ago is first, though a map has no order.
func TestAnswersAreKeptAsTheyWereAsked(t *testing.T) {
	answers := map[string]panel.Answer{
		"closing 1": panel.Wrong, "syn": panel.Wrong, "closing 2": panel.Wrong, "accept": panel.Wrong, "listen": panel.Wrong,
	}
	beats := []trace.Beat{{ID: "listen"}, {ID: "dial"}, {ID: "syn"}, {ID: "accept"}}
	want := []string{"listen", "syn", "accept", "closing 1", "closing 2"}
	if diff := cmp.Diff(want, inOrder(answers, beats)); diff != "" {
		t.Errorf("the order is not that of the script, then of the closing page (-want +got):\n%s", diff)
	}
}

// TestProgressIsNeverNeeded checks that a lesson runs, and prints nothing of
// the progress, even if the file is damaged or cannot be written.
func TestProgressIsNeverNeeded(t *testing.T) {
	needPrivate(t)
	for name, prepare := range map[string]func(s student) error{
		"damaged": func(s student) error {
			if err := os.MkdirAll(filepath.Dir(s.file()), 0o700); err != nil {
				return err
			}
			return os.WriteFile(s.file(), []byte(`{"progress":1,"lessons":{"connection":{"at":"no-such-beat"}},"missed":[{"lesson":"gone","beat":"x"}]`), 0o600)
		},
		"a beat and a question that are gone": func(s student) error {
			return progress.Update(s.file(), func(p *progress.Progress) {
				p.Leave("connection", "no-such-beat", false)
				p.Answer("no-such-lesson", "listen", false)
				p.Answer("refused", "no-such-beat", false)
				p.Answer("refused", "closing 99", false)
			})
		},
		"a directory in its place": func(s student) error { return os.MkdirAll(s.file(), 0o700) },
		"no place for it":          func(s student) error { return os.WriteFile(filepath.Join(s.state, "tcplab"), nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			ann := newStudent(t)
			if err := prepare(ann); err != nil {
				t.Fatal(err)
			}
			s := ann.starts()
			s.await(0, "Enter start")
			s.through("\r", "server calls Listen")
			s.through("n", "Listen opens its port")
			s.through("q", "y yes")
			s.through("y", "q quit")
			s.press("q")
			if code := s.ended(); code != 0 || !s.restored() || strings.Contains(wordsOf(s.out), "progress") {
				t.Errorf("it ended with status %d, terminal restored: %v, and wrote %q", code, s.restored(), tailOf(s.out, 300))
			}
		})
	}
}
