package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tcplab/lab/porttest"
	"tcplab/lab/trace"
	"tcplab/lessons"
)

// TestTheCourseAsPages makes the whole course in a directory that already holds an
// older page and a file of somebody else's.
func TestTheCourseAsPages(t *testing.T) {
	needOwnPrivate(t)
	port := porttest.Port(t)
	taken, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := filepath.Join(t.TempDir(), "the course 课程 😀")
	c := course{dir: dir, lang: "zh", ports: []int{port, porttest.Port(t)}}
	if err := c.free(); err != nil {
		t.Fatal(err)
	}
	older := filepath.Join(dir, "connection.html")
	for name, text := range map[string]string{older: `<meta name="generator" content="tcplab">`, filepath.Join(dir, "mine.txt"): "mine"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.free(); err != nil {
		t.Fatalf("a page of an earlier course is in the way: %v", err)
	}
	var out, errs bytes.Buffer
	if err := c.write(&env{ctx: context.Background(), lang: "en", out: &out, errs: &errs}); err != nil {
		t.Fatalf("%v\n%s", err, &errs)
	}
	if want := filepath.Join(dir, "index.html") + "\n"; out.String() != want {
		t.Errorf("it printed %q, want %q: where to begin", &out, want)
	}
	index := read(t, dir, "index.html")
	for i, l := range lessons.All {
		page := read(t, dir, l.Name+".html")
		if !strings.HasPrefix(page, "<!doctype html>") || !strings.Contains(page, `id="s0"`) {
			t.Errorf("%s: its page is none, or an old one", l.Name)
		}
		link := `href="` + l.Name + `.html"`
		if !strings.Contains(index, link) {
			t.Errorf("%s: the index has no %s", l.Name, link)
		}
		text, err := l.Prose("zh")
		if err != nil {
			t.Fatal(err)
		}
		if want := 1 + 2*len(text.Answers.Questions) + len(text.Answers.Errors); strings.Count(index, link) != want {
			t.Errorf("%s: the index links to it %d times, want %d: from its part, its errors, and its questions in both languages", l.Name, strings.Count(index, link), want)
		}
		if want := strconv.Itoa(i+1) + " of " + strconv.Itoa(len(lessons.All)) + ", " + l.Name + ": "; strings.Count(errs.String(), want) != 1 {
			t.Errorf("stderr says %q, want one line with %q", &errs, want)
		}
	}
	if got := strings.Count(errs.String(), "\n"); got != len(lessons.All) {
		t.Errorf("stderr has %d lines, want one a lesson:\n%s", got, &errs)
	}
	if got := read(t, dir, "mine.txt"); got != "mine" {
		t.Errorf("somebody's own file now says %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("%q is left behind", left)
	}
}

// TestALessonThatCannotBeRun makes the course where no port is free, and so the
// lesson on the host network cannot be run. The others are there all the same.
func TestALessonThatCannotBeRun(t *testing.T) {
	needOwnPrivate(t)
	port := porttest.Port(t)
	taken, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	all := lessons.All
	defer func() { lessons.All = all }()
	lessons.All = nil
	for _, l := range all {
		if l.Name == "netstat" || l.Name == "udp" {
			lessons.All = append(lessons.All, l)
		}
	}
	c := course{dir: t.TempDir(), lang: "en", ports: []int{port}}
	var out, errs bytes.Buffer
	err = c.write(&env{ctx: context.Background(), lang: "en", out: &out, errs: &errs})
	if err == nil || !strings.HasPrefix(err.Error(), "1 of 2 lessons have no page") {
		t.Errorf("the error is %v, want one that counts the missing page", err)
	}
	if !strings.Contains(errs.String(), "netstat: port "+strconv.Itoa(port)) {
		t.Errorf("stderr says %q, want the reason", &errs)
	}
	index := read(t, c.dir, "index.html")
	if strings.Contains(index, `href="netstat.html"`) || !strings.Contains(index, `href="udp.html"`) || !strings.Contains(index, "could not be run here") {
		t.Error("the index must link to the page that there is, and say that the other one is missing")
	}
}

// TestAStudentWhoLeavesHasAPage leaves a lesson in the middle, in every way that
// there is, and expects the page of the steps up to there.
func TestAStudentWhoLeavesHasAPage(t *testing.T) {
	needPrivate(t)
	for name, leave := range map[string]func(s *session){
		"by key":    func(s *session) { s.leave(way{key: interrupt}) },
		"by signal": func(s *session) { s.leave(someWays(t)[0]) },
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "运行.html")
			s := start(t, 120, 40, "run", "connection", "--page", file, "--lang", "en")
			s.await(0, "server calls Listen")
			s.press("L")
			s.await(0, "退") // a wide character is written alone
			s.press("s")
			s.await(0, "1/6")
			s.press("s")
			s.await(0, "2/6")
			leave(s)
			page := read(t, filepath.Dir(file), filepath.Base(file))
			for want, why := range map[string]string{`id="s0"`: "the start", `id="s2"`: "the last step that was made"} {
				if !strings.Contains(page, want) {
					t.Errorf("the page has no %s: %s", want, why)
				}
			}
			if name == "by key" && !strings.Contains(page, `<html lang="zh"`) {
				t.Error("the page does not begin in the language that the student has left in")
			}
			if strings.Contains(page, `id="s3"`) {
				t.Error("the page has a step that was not made")
			}
		})
	}
}

// TestAReaderWhoLeavesHasAPage does the same with plain text on a terminal.
func TestAReaderWhoLeavesHasAPage(t *testing.T) {
	needPrivate(t)
	file := filepath.Join(t.TempDir(), "run.html")
	s := reader(t, "run", "connection", "--plain", "--page", file, "--lang", "zh")
	s.await(0, "0")
	s.press(endOfFile)
	s.ended()
	if page := read(t, filepath.Dir(file), "run.html"); !strings.Contains(page, `<html lang="zh"`) || !strings.Contains(page, `id="s0"`) {
		t.Error("it is not the page of the first step")
	}
}

// TestTheLastStepsOfALongRun: a page has so many steps at most, and a student's run
// may have more.
func TestTheLastStepsOfALongRun(t *testing.T) {
	early, err := trace.Open(earlyTrace(t, "connection"))
	if err != nil {
		t.Fatal(err)
	}
	defer early.Close()
	rec, err := trace.Create("", early.Header(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Close()
	step, err := early.Step(0)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 600 {
		step.Step = i
		if err := rec.Append(step); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	if err := (&env{}).leavePage(filepath.Join(dir, "x.html"), rec, "en"); err != nil {
		t.Fatal(err)
	}
	page := read(t, dir, "x.html")
	if !strings.Contains(page, `id="s599"`) || !strings.Contains(page, `id="s100"`) || strings.Contains(page, `id="s99"`) {
		t.Error("the page has not the last 500 steps")
	}
	if !strings.Contains(page, "Steps 100 to 599 of 600.") {
		t.Error("the page does not say that steps are left out")
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
