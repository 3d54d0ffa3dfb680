package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestACauseNamesAProgramOrOneOfItsConnections: what holds for a program is said
// of the program, and what holds for one of its connections with that
// connection's port.
func TestACauseNamesAProgramOrOneOfItsConnections(t *testing.T) {
	const python = "python3 (7)"
	row := func(id int, remote, state string) trace.Socket {
		return trace.Socket{ID: id, Host: labServer, Role: trace.RoleConnection, Proto: "tcp", Local: netcat, Remote: remote, State: state, Owned: true, Program: python}
	}
	s := openLab()
	s.Before = &trace.Step{Sockets: []trace.Socket{row(6, toRedis, inEstablished), row(7, toNetcat, "CLOSE_WAIT")}}
	s.Step = trace.Step{
		Step: 1, Sockets: []trace.Socket{row(6, toRedis, "CLOSE_WAIT"), row(7, toNetcat, "CLOSE_WAIT")},
		Events: []trace.Event{{Kind: trace.EventState, Host: labServer, Name: trace.RoleConnection, ID: 6, From: inEstablished, To: "CLOSE_WAIT"}},
		Calls:  []trace.Call{{ID: 1, Host: labServer, Name: "clock_nanosleep", Status: trace.CallRunning, Program: python}},
	}
	for lang, want := range map[string]string{"en": "2 connections of python3 (7) stand", "zh": "python3 (7) 现在有 2 条连接"} {
		s.Lang = lang
		why := s.Why()
		if why == nil || !strings.Contains(why.Say, want) {
			t.Fatalf("%+v, want %q", why, want)
		}
		if of := "python3 (7)" + portOf(toRedis); !strings.Contains(why.Evidence[0], of) {
			t.Errorf("the evidence is %q, want the connection %q", why.Evidence[0], of)
		}
	}
}
