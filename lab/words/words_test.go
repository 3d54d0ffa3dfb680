package words_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"tcplab/lab/words"
)

// TestErrorsInBothLanguages says errors of all shapes in Chinese. Their Error is
// the English text all the same, and errors.Is sees through them.
func TestErrorsInBothLanguages(t *testing.T) {
	gone := &fs.PathError{Op: "open", Path: "no such file or directory", Err: syscall.ENOENT}
	for _, c := range []struct {
		err    error
		en, zh string
		why    string
	}{
		{nil, "", "", "there is nothing to say"},
		{words.Errorf("port %d is taken", "端口 %d 已被占用", 7), "port 7 is taken", "端口 7 已被占用", "the arguments are formatted in both"},
		{words.Errorf("%s waits for %s", "%[2]s 被 %[1]s 等待", "a", "b"), "a waits for b", "b 被 a 等待", "Chinese may need another order"},
		{words.Errorf("it cannot be read (%w)", "读不了：%w", syscall.EACCES), "it cannot be read (permission denied)",
			"读不了：权限不够 (permission denied)", "the English of the system is kept, so that it can be searched for"},
		{gone, "open no such file or directory: no such file or directory", "open no such file or directory: 没有这个文件或目录 (no such file or directory)",
			"a file's name is never translated"},
		{fmt.Errorf("x: %w", words.Errorf("inner", "里面")), "x: inner", "x: 里面", "an error of another package around one of ours"},
		{errors.Join(words.Errorf("one", "一"), syscall.EPIPE, words.Errorf("three", "三")), "one\nbroken pipe\nthree",
			"一\n管道已断开 (broken pipe)\n三", "each of several errors is said"},
		{words.Errorf("%v, and %s", "%v，而且%s", errors.New("new"), words.Say("did you mean %q?", "是不是 %q？", "b")),
			`new, and did you mean "b"?`, `new，而且是不是 "b"？`, "an unknown text stays, and a text among the arguments is said"},
		{words.Errorf("one %s", "一个%s", words.Word{"file", "文件"}), "one file", "一个文件", "a word among the arguments is said"},
		{words.Errorf("in %w", "在 %w", words.Errorf("b: %w", "乙：%w", gone)), "in b: " + gone.Error(),
			"在 乙：open no such file or directory: 没有这个文件或目录 (no such file or directory)", "a chain is said to its end"},
	} {
		if got := words.In(c.err, "en"); got != c.en {
			t.Errorf("English: got %q, want %q: %s", got, c.en, c.why)
		}
		if c.err != nil && c.err.Error() != c.en {
			t.Errorf("Error: got %q, want %q: what no view has translated is English", c.err, c.en)
		}
		if got := words.In(c.err, "zh"); got != c.zh {
			t.Errorf("Chinese: got %q, want %q: %s", got, c.zh, c.why)
		}
	}
	inner := words.Errorf("inner", "里面")
	outer := words.Errorf("outer: %w (%w)", "外面：%w（%w）", inner, os.ErrNotExist)
	if !errors.Is(outer, inner) || !errors.Is(outer, fs.ErrNotExist) || errors.Is(inner, outer) {
		t.Error("an error wraps the arguments of %w and nothing else, as fmt.Errorf has it")
	}
}
