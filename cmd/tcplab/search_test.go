package main

import (
	"strings"
	"testing"
)

// TestAnUnknownLessonIsSearched: a name that no lesson has is a slip, or it is
// what somebody wants to know.
func TestAnUnknownLessonIsSearched(t *testing.T) {
	for _, c := range []struct{ name, want, why string }{
		{"conection", `did you mean "connection"?`, "one slip from a name"},
		{"connection refused", "tcplab run refused (Nobody is listening), tcplab run udp-boundaries (Datagrams keep their edges)", "the two lessons that list it"},
		{"dial tcp 10.0.0.1:8001: connect: connection refused", "tcplab run refused (Nobody is listening)", "as it was printed"},
		{"tine_wait", "tcplab run who-closes", "a slip in something that lessons answer"},
		{"三次握手", "tcplab run connection (", "a question in Chinese, whatever the locale"},
		{"connection reset by peer", "tcplab run reset (", "the lesson that lists it"},
		{"no route to host", "none answers it: tcplab list names all", "no lesson answers it, so none may be named"},
		{"zebra", "none answers it: tcplab list names all", "nothing is near"},
	} {
		_, _, err := findLesson(c.name)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: the error is %v, want one sentence with %q: %s", c.name, err, c.want, c.why)
		}
	}
}
