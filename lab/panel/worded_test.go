package panel

import (
	"fmt"
	"syscall"
	"testing"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// refused is a bench's refusal of a move.
type refused struct{}

func (refused) Error() string { return "no" }
func (refused) Refused() trace.Move {
	return trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Dial"}
}

// TestErrorsInTheLanguageOfTheScreen expects an error of a move in the language
// that the screen has when it is shown, which a key changes.
func TestErrorsInTheLanguageOfTheScreen(t *testing.T) {
	shell := words.Errorf("no shell can be opened (%w): set SHELL to one", "打不开命令行：%w。请把 SHELL 设成一个可用的 shell", syscall.ENOENT)
	for _, c := range []struct {
		err    error
		en, zh string
	}{
		{shell, "no shell can be opened (no such file or directory): set SHELL to one",
			"打不开命令行：没有这个文件或目录 (no such file or directory)。请把 SHELL 设成一个可用的 shell"},
		{fmt.Errorf("%w", refused{}), `"client calls Dial" is not possible now: choose a call that waits at the gate or a packet that is held`,
			"“客户端调用 Dial”现在做不了：请选一个等在关口的调用，或一个停着的包"},
	} {
		if got := worded(c.err, "en"); got != c.en {
			t.Errorf("English: got %q, want %q", got, c.en)
		}
		if got := worded(c.err, "zh"); got != c.zh {
			t.Errorf("Chinese: got %q, want %q", got, c.zh)
		}
	}
}
