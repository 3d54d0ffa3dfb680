package gate

import "testing"

func TestTheTextsOfErrnosAreThoseOfLinux(t *testing.T) {
	for _, e := range errnos {
		if got := e.number.Error(); got != e.text {
			t.Errorf("%s is %q in the table, want %q, which the standard package has for it", e.name, e.text, got)
		}
		if got := Errno(e.name); got != error(e.number) {
			t.Errorf("the error named %s is %#v, want the error number itself: here it has the text already", e.name, got)
		}
		if got := errnoOf(e.number); got != e.name {
			t.Errorf("%v is named %q, want %s", e.number, got, e.name)
		}
	}
}
