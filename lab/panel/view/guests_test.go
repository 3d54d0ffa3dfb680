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

// TestAProgramWithoutAName: if a program holds a socket and nobody can see which
// one, the row does not say that the kernel has the socket alone.
func TestAProgramWithoutAName(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Owned: true},
		{ID: 2, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40000", State: "SYN_RCVD"},
	}}}}
	lines := guestPane(s, trace.Host{Name: "server"}, 76, 5)
	for i, want := range []string{"a program", "kernel alone"} {
		if got := strings.TrimSpace(lines[i].String()); !strings.HasPrefix(got, want+" ") {
			t.Errorf("%q, want %q first", got, want)
		}
	}
}
