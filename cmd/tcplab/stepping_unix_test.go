//go:build unix

package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// endOfFile is the key Ctrl-D.
const endOfFile = "\x04"

// reader starts tcplab for a student who reads plain text on a terminal that can
// draw nothing.
func reader(t *testing.T, args ...string) *session {
	t.Helper()
	cmd := exec.Command(testProgram(t), args...)
	cmd.Args[0] = "tcplab"
	cmd.Env = []string{"TERM=dumb"}
	return startCommand(t, cmd, 80, 24)
}

// since returns what has been written behind a mark, in words.
func (s *session) since(mark int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return wordsOf(s.out[mark:])
}

// types types a line and waits until what it leads to has been written, and what
// comes next.
func (s *session) types(line, want string) {
	s.t.Helper()
	from := s.mark()
	s.press(line + "\r")
	s.prompted(from, want)
}

// prompted waits until text and then a prompt have been written behind a mark. A
// prompt is the only sentence that no line ends after.
func (s *session) prompted(from int, text string) {
	s.t.Helper()
	s.awaitThat(from, text+" and a prompt", func(out []byte) bool {
		return strings.Contains(wordsOf(out), text) && (bytes.HasSuffix(out, []byte(". ")) || bytes.HasSuffix(out, []byte("。 ")))
	})
}

// TestPlainTextSteps reads the beginning of a lesson line by line, and answers.
func TestPlainTextSteps(t *testing.T) {
	needPrivate(t)
	for lang, want := range map[string]struct{ keys, next, headline, question, none, range3, right, wrong, given string }{
		"en": {"Keys: Enter goes on", "next: server calls Listen. Enter", "Step 1: SERVER: Listen opens its port.", "answer with 1 to 3, Enter shows the answer",
			"No question is open", "The answers are 1 to 3.", "Right: ", "is wrong. The right answer is", "The right answer is"},
		"zh": {"按键：回车继续", "下一步：服务器调用 Listen。回车", "第 1 步：", "用 1 到 3 回答，回车看答案",
			"这里没有待答的问题", "可选的答案是 1 到 3", "对：", "不对。正确的是", "正确的是"},
	} {
		t.Run(lang, func(t *testing.T) {
			s := reader(t, "run", "connection", "--plain", "--lang", lang)
			s.prompted(0, want.keys)
			s.prompted(0, want.next)
			s.types("2", want.none) // step 0 asks nothing
			s.types("", want.headline)
			s.await(0, want.question)
			s.types("9", want.range3)
			s.types("strange", want.keys) // nobody knows what it was to be, so the keys are told
			s.types("m", "listen(2)")     // what the panel shows after Enter
			from := s.mark()
			s.types(s.option(lang, "listen", true), want.right)
			if out := s.since(from); strings.Contains(out, want.wrong) {
				t.Errorf("the right answer was called wrong: %s", out)
			}
			s.types("", "Accept")
			s.types("", "SYN_SENT")
			s.types(s.option(lang, "dial", false), want.wrong)
			s.types("", "SYN_RCVD")
			s.types("", want.given) // Enter shows the answer, as the panel's n does
			hosts := children(s.cmd.Process.Pid)
			s.press("q\r")
			if code := s.ended(); code != 0 || !s.usual() {
				t.Errorf("it ended with status %d, terminal usual: %v; want 0 and true: to leave is no error", code, s.usual())
			}
			awaitDeath(t, hosts)
			if out := string(s.out); strings.Contains(out, "\x1b") {
				t.Errorf("it wrote a command to the terminal, which a reader may speak: %q", out)
			}
		})
	}
}

// option returns the number of an option of the beat's question, as it was written
// here: the right one, or a wrong one.
func (s *session) option(lang, beat string, right bool) string {
	s.t.Helper()
	text, err := lessonNamed(s.t.(*testing.T), "connection").Prose(lang)
	if err != nil {
		s.t.Fatal(err)
	}
	out := s.since(0)
	for _, o := range text.Sections[beat].Question.Options {
		said := strings.NewReplacer("`", "", "*", "").Replace(o.Text)
		for _, number := range []string{"1", "2", "3"} {
			if o.Right == right && strings.Contains(out, " "+number+" "+said) {
				return number
			}
		}
	}
	s.t.Fatalf("no option of %s was written: %s", beat, out)
	return ""
}

// TestPlainTextToItsEnd presses Enter until the lesson, its notes and its questions
// are over.
func TestPlainTextToItsEnd(t *testing.T) {
	needPrivate(t)
	s := reader(t, "run", "connection", "--plain")
	s.prompted(0, "next: server calls Listen. Enter")
	for from := 0; !strings.Contains(s.since(0), "that was all"); {
		from = s.mark()
		s.press("\r")
		s.prompted(from, "Enter") // each prompt names the key
	}
	s.press("\r")
	s.await(0, "every one as expected")
	s.await(0, "The next lesson is refused")
	if code := s.ended(); code != 0 {
		t.Errorf("status %d, want 0: every beat as expected", code)
	}
	for _, want := range []string{"The notes say:", "This run:", "Question: ", "shown.", "client TIME_WAIT", "ended: exit 0"} {
		if !strings.Contains(s.since(0), want) {
			t.Errorf("it never wrote %q", want)
		}
	}
}

// TestPlainTextEnds leaves by each way that is not the key q.
func TestPlainTextEnds(t *testing.T) {
	needPrivate(t)
	for name, c := range map[string]struct {
		key    string
		status int
	}{
		"end of input": {endOfFile, 0},
		"Ctrl-C":       {interrupt, statusError}, // as for every signal
	} {
		t.Run(name, func(t *testing.T) {
			s := reader(t, "run", "connection", "--plain")
			s.prompted(0, "next: server calls Listen. Enter")
			s.types("", "Step 1")
			s.await(0, "Enter shows the answer")
			hosts := children(s.cmd.Process.Pid)
			s.press(c.key)
			if code := s.ended(); code != c.status || !s.usual() {
				t.Errorf("it ended with status %d, terminal usual: %v; want %d and true", code, s.usual(), c.status)
			}
			if out := s.since(0); strings.Contains(out, "tcplab:") {
				t.Errorf("it complains of its end, which the student wanted: %s", tailOf(s.out, 200))
			}
			awaitDeath(t, hosts)
		})
	}
}

// TestPlainTextRunsOn expects the whole transcript without a key, where that is
// asked for.
func TestPlainTextRunsOn(t *testing.T) {
	needPrivate(t)
	for _, more := range [][]string{{"--all"}, {"--auto", "1ms"}} {
		s := reader(t, append([]string{"run", "connection", "--plain"}, more...)...)
		if code := s.ended(); code != 0 || !strings.Contains(s.since(0), "every one as expected") {
			t.Errorf("%q: status %d, and it wrote %q; want 0 and the whole run", more, code, tailOf(s.out, 200))
		}
	}
	for _, flag := range []string{"--all", "--packets"} {
		s := reader(t, "run", "connection", flag)
		if code := s.ended(); code != statusUsage || !strings.Contains(s.since(0), "use it with --plain") {
			t.Errorf("%s without --plain: status %d and %q; want %d and what to do", flag, code, s.out, statusUsage)
		}
	}
}

// TestPlainTextGoesOnBehindABeat really runs up to a beat and then hands over.
func TestPlainTextGoesOnBehindABeat(t *testing.T) {
	needPrivate(t)
	s := reader(t, "run", "connection", "--plain", "--at", "fin")
	s.prompted(0, "CLOSE_WAIT")
	if out := s.since(0); strings.Contains(out, "Step 1:") {
		t.Errorf("it read aloud what lies before the beat: %s", out)
	}
	s.press("q\r")
	if code := s.ended(); code != 0 {
		t.Errorf("status %d, want 0: to leave is no error", code)
	}
}

// TestPlainTextOfARecording goes through a recorded run.
func TestPlainTextOfARecording(t *testing.T) {
	needPrivate(t)
	path := filepath.Join(t.TempDir(), "run.jsonl")
	cmd := exec.Command(testProgram(t), "run", "connection", "--json", "--record", path)
	cmd.Args[0] = "tcplab"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("no recording: %v\n%s", err, tailOf(out, 300))
	}
	s := reader(t, "replay", path, "--plain")
	s.prompted(0, "next: server calls Listen. Enter")
	s.types("", "Listen opens its port")
	s.await(0, "Enter shows the answer")
	s.types("", "The right answer is")
	s.await(0, "next: server calls Accept. Enter")
	s.press("q\r")
	if code := s.ended(); code != 0 {
		t.Errorf("status %d, want 0", code)
	}
}

// TestPlainTextKeepsProgress misses a question: it is kept, and so is the place.
func TestPlainTextKeepsProgress(t *testing.T) {
	needPrivate(t)
	state := t.TempDir()
	cmd := exec.Command(testProgram(t), "run", "connection", "--plain")
	cmd.Args[0] = "tcplab"
	cmd.Env = []string{"TERM=dumb", "XDG_STATE_HOME=" + state}
	s := startCommand(t, cmd, 80, 24)
	s.prompted(0, "next: server calls Listen. Enter")
	s.types("", "Enter shows the answer")
	s.types(s.option("en", "listen", false), "is wrong")
	s.press("q\r")
	s.ended()
	t.Setenv("XDG_STATE_HOME", state)
	p := loadProgress()
	if len(p.Missed) != 1 || p.Missed[0].Beat != "listen" || p.Lessons["connection"].At != "listen" {
		t.Errorf("the progress is %+v, want the missed question of listen, and the place: the menu goes on there", p)
	}
}
