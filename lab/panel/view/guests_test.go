package view

import (
	"strings"
	"testing"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestAGuessedSideSaysSo: if only the port tells the side of a socket, the row
// says that the side is a guess.
func TestAGuessedSideSaysSo(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "udp", Local: "127.0.0.1:53", State: "UNCONN", Program: "dnsmasq (7)", Guessed: true},
		{ID: 2, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Program: "nginx (8)"},
	}}}}
	lines := guestPane(s, trace.Host{Name: "server"}, 76, 5)
	for i, want := range []bool{true, false} {
		if got := strings.Contains(lines[i].String(), "side told by port"); got != want {
			t.Errorf("%q says that it is a guess: %v, want %v", lines[i].String(), got, want)
		}
	}
}

// TestNoLessonInAnOpenLab: the list of moves promises no lesson that goes on, if
// there is none.
func TestNoLessonInAnOpenLab(t *testing.T) {
	for open, want := range map[bool]bool{true: false, false: true} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: open}, Lang: "en"}}
		var text strings.Builder
		for _, l := range movesContent(s, 80, 20).Lines {
			text.WriteString(l.String())
		}
		if got := strings.Contains(text.String(), "lesson"); got != want {
			t.Errorf("open %v: the list %q tells of a lesson: %v, want %v", open, text.String(), got, want)
		}
	}
}

// TestAProgramWithoutAName: if a program holds a socket and nobody can see which
// one, the row does not say that the kernel has the socket alone.
func TestAProgramWithoutAName(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Owned: true},
		{ID: 2, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40000", State: "SYN_RCVD"},
		{ID: 3, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40001", State: "FIN_WAIT_2", Program: "nc (7)"},
		{ID: 4, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40002", State: "ESTABLISHED", Program: "nc (8)", Owned: true},
	}}}}
	lines := guestPane(s, trace.Host{Name: "server"}, 76, 5)
	for i, want := range []string{"a program", "kernel alone", "once nc (7)", "nc (8)"} {
		if got := strings.TrimSpace(lines[i].String()); !strings.HasPrefix(got, want+" ") {
			t.Errorf("%q, want %q first", got, want)
		}
		owner := strings.Replace(want, "once nc (7)", "kernel alone", 1) // nc has closed it
		if cells := s.SocketCells(&s.Step.Sockets[i]); cells[len(cells)-1] != owner {
			t.Errorf("the owner of %q is %q, want %q", want, cells[len(cells)-1], owner)
		}
	}
}

// TestSocketsKeepTheirPlace: with each packet the panel may draw another
// connection above. The rows of the sockets below do not change places for
// that, because a student who looks for one would have to search again.
func TestSocketsKeepTheirPlace(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40000", Remote: "127.0.0.1:80", State: "ESTABLISHED", Program: "curl (7)", Owned: true},
		{ID: 2, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:80", State: "ESTABLISHED", Program: "curl (8)", Owned: true},
	}}}}
	pairs := s.Pairs()
	if len(pairs) != 2 {
		t.Fatalf("%d connections, want 2: a socket of each is listed", len(pairs))
	}
	for _, pair := range pairs {
		s.Focus = pair.Key
		lines := guestPane(s, trace.Host{Name: "client"}, 76, 2)
		for i, want := range []string{"curl (7)", "curl (8)"} {
			if got := lines[i].String(); !strings.Contains(got, want) {
				t.Errorf("with %s drawn above, row %d is %q, want %s there", pair.Key, i, got, want)
			}
		}
	}
}
