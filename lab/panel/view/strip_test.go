package view

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestTheStripShowsTheSelected: the strip shows the connection looked at in
// full, even if there are many.
func TestTheStripShowsTheSelected(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	for port := range 9 {
		local := fmt.Sprintf("127.0.0.1:%d", 41000+port)
		last.Sockets = append(last.Sockets, trace.Socket{
			ID: 100 + port, Host: "client-3", Role: trace.RoleConnection, Proto: "tcp", Local: local, Remote: "127.0.0.1:8001", State: "FIN_WAIT_1",
		})
	}
	s := sceneAt(w, len(w.Steps)-1, true)
	for _, q := range s.Pairs() {
		s.Focus = q.Key
		for _, cols := range []int{50, 80, 120} {
			row := stripTitle(s, cols).String()
			if name := "[" + s.PairName(q) + "]"; !strings.Contains(row, name) || canvas.Width(row) > cols {
				t.Errorf("%d columns: the strip %q does not show %s", cols, row, name)
			}
		}
	}
}

// TestTheStripShowsAll: the strip leaves a connection out only if it does not
// fit even without its port. It writes a state once if both ends are in it.
func TestTheStripShowsAll(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	for i := range last.Sockets {
		if last.Sockets[i].Role == trace.RoleConnection {
			last.Sockets[i].State = "ESTABLISHED"
		}
	}
	s := sceneAt(w, len(w.Steps)-1, true)
	for cols, want := range map[int]string{
		80: "client-2:40002 ESTABLISHED   [client:40001] ESTABLISHED",
		73: "client-2:40002 ESTABLISHED   [client:40001] ESTABLISHED", // it just fits
		72: "client-2 ESTABLISHED   [client] ESTABLISHED",
		48: "… [client:40001] ESTABLISHED",
	} {
		if row := stripTitle(s, cols).String(); !strings.HasSuffix(row, want) {
			t.Errorf("%d columns: the strip is %q, want %q at its end", cols, row, want)
		}
	}
}

// TestTheStripMarksNone: if a client has no connection yet, its step is about
// none of the others. So the strip puts none in brackets, and shows the newest.
func TestTheStripMarksNone(t *testing.T) {
	w := paneltest.Clients()
	w.Header.Hosts = append(w.Header.Hosts, trace.Host{Name: "client-9", Role: "client"})
	w.Steps[len(w.Steps)-1].Move = trace.Move{Kind: trace.MoveCall, Host: "client-9", Name: "Stat"}
	w.Steps[len(w.Steps)-1].Events = nil
	s := sceneAt(w, len(w.Steps)-1, true)
	row := stripTitle(s, 80).String()
	all := s.Pairs()
	if p, _ := s.Look(); p.Key != "" {
		t.Fatalf("the step is about %v, want no connection", p)
	}
	if strings.Contains(row, "[") || !strings.Contains(row, hostOf(s.PairName(all[len(all)-1]))) {
		t.Errorf("the strip is %q: it marks a connection, or leaves out the newest", row)
	}
}

// TestTheStripMarksNoneForADatagram: if the panel draws UDP sockets, no
// connection is the one that it draws.
func TestTheStripMarksNoneForADatagram(t *testing.T) {
	w := paneltest.Clients()
	last := &w.Steps[len(w.Steps)-1]
	last.Held = []trace.Packet{{ID: 900, From: "client", To: "server", Proto: "udp", Name: "UDP 5", Src: "127.0.0.1:50000", Dst: "127.0.0.1:53", Copies: 1}}
	w.Header.Open = true
	s := sceneAt(w, len(w.Steps)-1, true)
	if row := stripTitle(s, 80).String(); strings.Contains(row, "[") {
		t.Errorf("the strip is %q, and a datagram is drawn", row)
	}
}
