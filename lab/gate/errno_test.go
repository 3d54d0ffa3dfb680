package gate

import (
	"errors"
	"syscall"
	"testing"
)

// TestAnErrnoOfAnotherTextIsStillThatErrno: macOS calls ETIMEDOUT "operation timed
// out". A program must find the number in the error all the same.
func TestAnErrnoOfAnotherTextIsStillThatErrno(t *testing.T) {
	err := error(&linuxErrno{syscall.ETIMEDOUT, "connection timed out"})
	if !errors.Is(err, syscall.ETIMEDOUT) || errnoOf(err) != "ETIMEDOUT" {
		t.Errorf("%v is not ETIMEDOUT, but wraps it", err)
	}
	if e, ok := err.(interface{ Timeout() bool }); !ok || !e.Timeout() {
		t.Errorf("%v is no timeout, want what the error number says of itself", err)
	}
	for _, e := range errnos {
		if err := Errno(e.name); err.Error() != e.text || !errors.Is(err, e.number) {
			t.Errorf("the error named %s is %v, want %q, which holds the error number", e.name, err, e.text)
		}
	}
	if got := Errno("EWEIRD").Error(); got != "unknown error EWEIRD" {
		t.Errorf("an unknown name gives %q, want the name: it says most", got)
	}
}
