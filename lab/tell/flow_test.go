package tell

import (
	"slices"
	"testing"

	"tcplab/lab/trace"
)

// TestAFlowNamesWhoAndWhat: each line of a flow is read by itself, so it names both
// addresses, and the programs where they are known; a reset is a line of its own.
func TestAFlowNamesWhoAndWhat(t *testing.T) {
	const curl, nginx = "127.0.0.1:40001", "127.0.0.1:8080"
	socks := []trace.Socket{
		{ID: 1, Role: trace.RoleListener, Proto: "tcp", Local: "0.0.0.0:8080", State: "LISTEN", Program: "nginx (88)"},
		{ID: 2, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: curl, Remote: nginx, State: ClosedState, Program: "curl (123)"},
		{ID: 3, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: nginx, Remote: curl, State: "TIME_WAIT"},
		{ID: 4, Host: "server", Role: trace.RoleSocket, Proto: "udp", Local: "127.0.0.1:53", State: "UNCONN", Program: "dns (9)"},
		{ID: 5, Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:9090", State: ClosedState, Program: "gone (1)"},
	}
	kinds := func(list ...trace.KindCount) []trace.KindCount { return list }
	for _, c := range []struct {
		why    string
		event  trace.Event
		en, zh []string
		resets int // how many lines from the end tell of a reset
	}{
		{"what crossed, and how much of it was data",
			trace.Event{Kind: trace.EventDelivered, Name: "TCP", Src: curl, Dst: nginx, Count: 5, Bytes: 1200, Kinds: kinds(trace.KindCount{Name: "SYN", Count: 1}, trace.KindCount{Name: "DATA", Count: 3}, trace.KindCount{Name: "FIN ACK", Count: 1})},
			[]string{"curl (123) 127.0.0.1:40001 → nginx (88) 127.0.0.1:8080: SYN, DATA ×3, FIN ACK; 1200 bytes"},
			[]string{"curl (123) 127.0.0.1:40001 → nginx (88) 127.0.0.1:8080：SYN、DATA ×3、FIN ACK；1200 字节"}, 0},
		{"a RST is easily overlooked among data",
			trace.Event{Kind: trace.EventDelivered, Name: "TCP", Src: nginx, Dst: curl, Count: 3, Bytes: 5, Kinds: kinds(trace.KindCount{Name: "DATA", Count: 1}, trace.KindCount{Name: "RST", Count: 2})},
			[]string{"nginx (88) 127.0.0.1:8080 → curl (123) 127.0.0.1:40001: DATA; 5 bytes", "reset, nginx (88) 127.0.0.1:8080 → curl (123) 127.0.0.1:40001: RST ×2"},
			[]string{"nginx (88) 127.0.0.1:8080 → curl (123) 127.0.0.1:40001：DATA；5 字节", "复位，nginx (88) 127.0.0.1:8080 → curl (123) 127.0.0.1:40001：RST ×2"}, 1},
		{"nobody has a port any more whose listener is gone, and nobody is seen at the other one",
			trace.Event{Kind: trace.EventDelivered, Name: "RST ACK", Src: "127.0.0.1:9090", Dst: "127.0.0.1:40002", Count: 1, Kinds: kinds(trace.KindCount{Name: "RST ACK", Count: 1})},
			[]string{"reset, 127.0.0.1:9090 → 127.0.0.1:40002: RST ACK"}, []string{"复位，127.0.0.1:9090 → 127.0.0.1:40002：RST ACK"}, 1},
		{"a datagram goes to the socket that takes it from anybody, and not to a listener of TCP",
			trace.Event{Kind: trace.EventDelivered, Name: "UDP", Src: "127.0.0.1:8080", Dst: "127.0.0.1:53", Count: 1, Bytes: 9, Kinds: kinds(trace.KindCount{Name: "UDP", Count: 1})},
			[]string{"127.0.0.1:8080 → dns (9) 127.0.0.1:53: UDP; 9 bytes"}, []string{"127.0.0.1:8080 → dns (9) 127.0.0.1:53：UDP；9 字节"}, 0},
		{"a ping has no ports",
			trace.Event{Kind: trace.EventDelivered, Name: "ICMP", Src: "127.0.0.1:0", Dst: "127.0.0.1:0", Count: 1, Bytes: 64, Kinds: kinds(trace.KindCount{Name: "ICMP echo request", Count: 1})},
			[]string{"127.0.0.1 → 127.0.0.1: ICMP echo request; 64 bytes"}, []string{"127.0.0.1 → 127.0.0.1：ICMP echo request；64 字节"}, 0},
		{"a server's connections differ by their peers",
			trace.Event{Kind: trace.EventState, ID: 3, Host: "server", Name: trace.RoleConnection, From: "FIN_WAIT_2", To: "TIME_WAIT"},
			[]string{"nginx (88) 127.0.0.1:8080, peer 127.0.0.1:40001: FIN_WAIT_2 → TIME_WAIT"}, []string{"nginx (88) 127.0.0.1:8080，对端 127.0.0.1:40001：FIN_WAIT_2 → TIME_WAIT"}, 0},
		{"a socket that is gone keeps its program's name",
			trace.Event{Kind: trace.EventState, ID: 2, Host: "client", Name: trace.RoleConnection, From: "LAST_ACK", To: ClosedState},
			[]string{"curl (123) 127.0.0.1:40001, peer 127.0.0.1:8080: LAST_ACK → CLOSED"}, []string{"curl (123) 127.0.0.1:40001，对端 127.0.0.1:8080：LAST_ACK → CLOSED"}, 0},
		{"a listener that is gone, too",
			trace.Event{Kind: trace.EventState, ID: 5, Host: "server", Name: trace.RoleListener, From: "LISTEN", To: ClosedState},
			[]string{"gone (1) 127.0.0.1:9090 listener: LISTEN → CLOSED"}, []string{"gone (1) 127.0.0.1:9090 监听套接字：LISTEN → CLOSED"}, 0},
	} {
		for lang, want := range map[string][]string{"en": c.en, "zh": c.zh} {
			s := &Scene{Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: lang}
			s.Step = trace.Step{Sockets: socks, Events: []trace.Event{c.event}}
			var got []string
			resets := 0
			for _, l := range s.Flow() {
				if got = append(got, l.Text); l.Reset {
					resets++
				}
			}
			if !slices.Equal(got, want) || resets != c.resets {
				t.Errorf("%s, in %s: %q, %d of resets; want %q, %d", c.why, lang, got, resets, want, c.resets)
			}
		}
	}
}

// TestAFloodIsOneLine: what very many directions have in common is one line with their
// number. It names the address that they share, and none that they do not.
func TestAFloodIsOneLine(t *testing.T) {
	step := trace.Step{Move: trace.Move{Kind: trace.MoveRun}, Events: []trace.Event{
		{Kind: trace.EventDelivered, Name: "UDP", Host: "client", To: "server", Dst: "127.0.0.1:53", Others: 9000, Count: 9100, Bytes: 18200, Kinds: []trace.KindCount{{Name: "UDP", Count: 9100}}},
		{Kind: trace.EventDelivered, Name: "RST ACK", Host: "server", To: "client", Others: 700, Count: 700, Kinds: []trace.KindCount{{Name: "RST ACK", Count: 700}}},
	}}
	for lang, want := range map[string][4]string{
		"en": {"… 9000 more → 127.0.0.1:53: UDP ×9100; 18200 bytes", "reset, … 700 more → … 700 more: RST ACK ×700",
			"client's UDP ×9100 reached server:53 (9000 more pairs of addresses), 18200 bytes", "server's RST ACK ×700 reached client (700 more pairs of addresses)"},
		"zh": {"……另有 9000 个 → 127.0.0.1:53：UDP ×9100；18200 字节", "复位，……另有 700 个 → ……另有 700 个：RST ACK ×700",
			"客户端的 UDP ×9100 到达服务器:53（另有 9000 对地址），18200 字节", "服务器的 RST ACK ×700 到达客户端（另有 700 对地址）"},
	} {
		s := &Scene{Header: &trace.Header{Open: true}, Lang: lang, Step: step}
		lines := s.Flow()
		for i := range step.Events {
			if len(lines) != 2 || lines[i].Text != want[i] {
				t.Errorf("%s: the flow has %v, want %q", lang, lines, want[i])
			}
			if got := s.EventText(step.Events[i]); got != want[i+2] {
				t.Errorf("%s: the panel says %q, want %q", lang, got, want[i+2])
			}
		}
	}
}

// TestWhoTakesAllAddresses: a socket at 0.0.0.0 or [::] has the name of what is sent to
// its port, and the one at 0.0.0.0 before the other, if it is of IPv4. None of IPv4
// takes what is sent to ::1.
func TestWhoTakesAllAddresses(t *testing.T) {
	step := trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "udp", Role: trace.RoleSocket, Local: "0.0.0.0:53", State: "UNCONN", Program: "four (4)", Owned: true},
		{ID: 2, Host: "server", Proto: "udp", Role: trace.RoleSocket, Local: "[::]:53", State: "UNCONN", Program: "six (6)", Owned: true},
		{ID: 3, Host: "server", Proto: "udp", Role: trace.RoleSocket, Local: "[::]:54", State: "UNCONN", Program: "both (8)", Owned: true},
		{ID: 4, Host: "server", Proto: "udp", Role: trace.RoleSocket, Local: "0.0.0.0:55", State: "UNCONN", Program: "old (2)", Owned: true},
	}}
	s := &Scene{Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: "en", Step: step}
	for at, want := range map[string]string{
		"127.0.0.1:53": "four (4) 127.0.0.1:53", "[::1]:53": "six (6) [::1]:53",
		"127.0.0.1:54": "both (8) 127.0.0.1:54", "[::1]:55": "[::1]:55", "127.0.0.1:56": "127.0.0.1:56",
	} {
		if got := s.atAddress("udp", at, "127.0.0.1:40000"); got != want {
			t.Errorf("at %s is %q, want %q", at, got, want)
		}
	}
	for at, want := range map[string]string{"127.0.0.1:54": "both", "[::1]:53": "six", "[::1]:55": ""} {
		if got := s.crowd().programAt("udp", at, "127.0.0.1:40000"); got != want {
			t.Errorf("a datagram from %s is of %q, want %q", at, got, want)
		}
	}
}
