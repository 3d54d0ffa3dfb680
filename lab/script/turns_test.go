package script

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestTurns checks the turns of small scripts. Each case's name says which rule
// it is about.
func TestTurns(t *testing.T) {
	hosts := func(names ...string) []lab.Host {
		var list []lab.Host
		for _, n := range names {
			list = append(list, lab.Host{Name: n})
		}
		return list
	}
	row := func(m trace.Move, then string) lab.Beat {
		return lab.Beat{ID: m.Kind + m.Host + m.Name, Move: m, Then: then}
	}
	for _, c := range []struct {
		name   string
		hosts  []lab.Host
		script []lab.Beat
		want   []Turn
	}{{
		name:  "the server before the client, though the client stands first and looks at a file first",
		hosts: hosts("client", "server"),
		script: []lab.Beat{
			row(lab.Call("client", "Stat"), ""),
			row(lab.Call("server", "Listen"), "server/listener LISTEN"),
			row(lab.Call("client", "Dial"), ""),
			row(lab.Call("client", "exit"), "client exits 0"),
			row(lab.Call("server", "exit"), "server exits 0"),
		},
		want: []Turn{
			{Kind: TurnStart, Host: "server", Call: "Listen"},
			{Kind: TurnStart, Host: "client", Call: "Dial"},
			{Kind: TurnExit, Host: "client"},
			{Kind: TurnExit, Host: "server"},
		},
	}, {
		name:  "a client that is to be refused comes to its end before the server starts; a panic is status 2",
		hosts: hosts("client", "server", "client-2"),
		script: []lab.Beat{
			row(lab.Call("client", "Dial"), ""),
			row(lab.Deliver("server", "RST ACK"), "client exits 1"),
			row(lab.Call("server", "ListenUDP"), ""),
			row(lab.Call("client-2", "DialUDP"), "client-2 exits panic: cheese"),
			row(lab.Call("server", "Close"), "server exits exit 3"),
			row(lab.Call("server", "Close"), "server exits 4"),
		},
		want: []Turn{
			{Kind: TurnStart, Host: "client", Call: "Dial"},
			{Kind: TurnExit, Host: "client", Status: 1},
			{Kind: TurnStart, Host: "server", Call: "ListenUDP"},
			{Kind: TurnStart, Host: "client-2", Call: "DialUDP"},
			{Kind: TurnExit, Host: "client-2", Status: 2},
			{Kind: TurnExit, Host: "server", Status: 3}, // once: a process ends once
		},
	}, {
		name:  "a killed host has its kill and no exit; a server that the script leaves running has no end",
		hosts: hosts("sender", "receiver"),
		script: []lab.Beat{
			row(lab.Call("receiver", "ListenTCP"), ""),
			row(lab.Call("sender", "DialTCP"), ""),
			row(lab.Kill("sender"), "sender exits killed"),
		},
		want: []Turn{
			{Kind: TurnStart, Host: "receiver", Call: "ListenTCP"},
			{Kind: TurnStart, Host: "sender", Call: "DialTCP"},
			{Kind: TurnKill, Host: "sender"},
		},
	}, {
		name:  "a host without sockets starts at its first call, one that a row names by * at that row, one without calls at the row where it ends",
		hosts: hosts("reader", "client-2", "mute", "idle"),
		script: []lab.Beat{
			row(lab.Call("reader", "Open"), ""),
			row(lab.Call("client-*", "Dial"), ""),
			row(lab.Wait(), "mute exits 0"),
			row(lab.Wait(), ""),
		},
		want: []Turn{
			{Kind: TurnStart, Host: "reader"},
			{Kind: TurnStart, Host: "client-2", Call: "Dial"},
			{Kind: TurnStart, Host: "mute"},
			{Kind: TurnExit, Host: "mute"},
			{Kind: TurnStart, Host: "idle"},
		},
	}, {
		name:  "rows of the private network do not count, since nothing holds a packet here",
		hosts: hosts("client"),
		script: []lab.Beat{
			{ID: "a", Move: lab.Call("client", "Dial"), Then: "client exits 1", Only: trace.PrivateNetwork},
			{ID: "b", Move: lab.Call("client", "Dial"), Then: "client exits 2", Only: trace.HostNetwork},
		},
		want: []Turn{{Kind: TurnStart, Host: "client", Call: "Dial"}, {Kind: TurnExit, Host: "client", Status: 2}},
	}} {
		got, err := Turns(&lab.Lesson{Name: "test", Hosts: c.hosts, Script: c.script})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if _, err := Turns(&lab.Lesson{Name: "test", Script: []lab.Beat{row(lab.Wait(), "what")}}); err == nil {
		t.Error("a claim that cannot be read is a mistake in the lesson, and must be an error")
	}
}
