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
