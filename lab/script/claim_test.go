package script

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// opened is a step after which the client's handshake is done and the server's
// is not, as after the delivery of the SYN ACK.
func opened() *trace.Step {
	return &trace.Step{
		Sockets: []trace.Socket{
			{ID: 1, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN", RecvQ: 0, SendQ: 4096},
			{ID: 2, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8001", State: "ESTABLISHED", Owned: true},
			{ID: 3, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "SYN_RCVD"},
			{ID: 4, Host: "client-2", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40002", Remote: "127.0.0.1:8001", State: "ESTABLISHED"},
			{ID: 5, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40002", State: "CLOSE_WAIT"},
			{ID: 6, Host: "server", Role: trace.RoleSocket, Proto: "udp", Local: "127.0.0.1:8001", State: "UNCONN"},
		},
		Calls: []trace.Call{
			{ID: 1, Host: "server", Name: "Accept", Text: "Accept()", Status: trace.CallRunning},
			{ID: 3, Host: "client-2", Name: "Read", Text: "Read(buf[82])", Status: trace.CallRunning},
			{ID: 2, Host: "client", Name: "Write", Status: trace.CallWaiting},
		},
		Events: []trace.Event{
			{Kind: trace.EventDelivered, Host: "server", Name: "SYN ACK"},
			{Kind: trace.EventSent, Host: "client", Name: "ACK"},
			{Kind: trace.EventEnded, Host: "client", Name: "Dial", Text: "conn 127.0.0.1:40001"},
			{Kind: trace.EventEnded, Host: "client-2", Name: "Read", Text: "0 bytes", Err: "EOF"},
			{Kind: trace.EventOutput, Host: "client", Text: "connected\n"},
			{Kind: trace.EventExit, Host: "client-3", Text: "exit 1"},
			{Kind: trace.EventEnded, Host: "client-4", Name: "Dial", Err: "dial tcp 127.0.0.1:8001: connectex: " + refusedOnWindows, Errno: "ECONNREFUSED"},
			{Kind: trace.EventOutput, Host: "client-4", Text: "2026/01/02 03:04:05 dial tcp 127.0.0.1:8001: connectex: " + refusedOnWindows + "\n"},
			{Kind: trace.EventOutput, Host: "client-5", Text: "connection refused\n"},
		},
		Hosts: []trace.State{
			{Host: "client-4", Error: &trace.Fault{Err: "dial tcp 127.0.0.1:8001: connectex: " + refusedOnWindows, Errno: "ECONNREFUSED"}},
			{Host: "client-5", Error: &trace.Fault{Err: "read: connection reset by peer", Errno: "ECONNRESET"}},
		},
	}
}

// refusedOnWindows is what Windows says for ECONNREFUSED.
const refusedOnWindows = "No connection could be made because the target machine actively refused it."

func TestClaims(t *testing.T) {
	for _, c := range []struct {
		claim string
		got   string // what is true instead; "" if the claim holds
		why   string
	}{
		{"server/listener LISTEN", "", "the listener is a machine of its own"},
		{"client ESTABLISHED", "", "the client's only connection"},
		{"client SYN_SENT", "ESTABLISHED", "the check of a wrong claim returns what is true"},
		{"server CLOSE_WAIT", "", "without a peer the newest connection is meant"},
		{"server/client SYN_RCVD", "", "the peer chooses the connection"},
		{"server/client-2 CLOSE_WAIT", "", "the peer chooses the connection"},
		{"server/udp UNCONN", "", "a UDP socket is no connection"},
		{"client-3 CLOSED", "", "no row is CLOSED"},
		{"client-3 LISTEN", "CLOSED", "no row is CLOSED"},
		{"server/listener recv_q 0", "", "the accept queue"},
		{"server/listener send_q 1", "send_q 4096", "the backlog"},
		{"client owned", "", "its program dialled it"},
		{"server/client unowned", "", "it is not accepted yet"},
		{"server/client owned", "unowned", "the check of a wrong claim returns what is true"},
		{"client-3 unowned", "no socket", "a socket that does not exist is neither owned nor unowned"},
		{"server runs Accept", "", "it is under way"},
		{"client runs Write", "no Write is under way", "a call that waits at the gate is not under way"},
		{"client-2 runs Read: buf[82]", "", "it has room for that many bytes"},
		{"client-2 runs Read: buf[1542]", "runs Read(buf[82])", "it has room for fewer"},
		{"client waits Write 1", "", "it stands at its gate"},
		{"client waits Write 2", "waits Write 1", "only one does"},
		{"server waits Accept 1", "waits Accept 0", "it is under way, and not at its gate"},
		{"client runs nothing", "", "its only call waits at the gate"},
		{"server runs nothing", "runs Accept()", "a call is under way"},
		{"client ends Dial", "", "any result will do"},
		{"client ends Dial: 40001", "", "the result contains it"},
		{"client ends Dial: refused", "ends Dial: conn 127.0.0.1:40001", "another result"},
		{"client-4 ends Dial: ECONNREFUSED", "", "the number counts, whatever the words are"},
		{"client-4 ends Dial: ECONNRESET", "ends Dial: dial tcp 127.0.0.1:8001: connectex: " + refusedOnWindows + " (ECONNREFUSED)", "another number"},
		{"client ends Dial: ECONNREFUSED", "ends Dial: conn 127.0.0.1:40001", "no error"},
		{"client-4 prints ECONNREFUSED", "", "it printed its system's words for that number"},
		{"client-5 prints ECONNREFUSED", "prints : connection refused", "its error has another number, so the words are not the system's"},
		{"server ends Accept", "Accept has not ended", "no Accept ended in this step"},
		{"client-2 ends Read: EOF", "", "an error is part of the result"},
		{"client sends ACK", "", "a packet came onto the wire"},
		{"server sends SYN ACK", "sends nothing", "a packet that was delivered in the step was not sent in it"},
		{"server sends nothing", "", "the SYN ACK was delivered in the step, but sent before"},
		{"client sends nothing", "sends ACK", "it sent an ACK"},
		{"client prints connected", "", "output contains it"},
		{"client-3 exits 1", "", "the event's text contains the status"},
		{"client exits 0", "has not ended", "it still runs"},
	} {
		parsed, err := parseClaim(c.claim)
		if err != nil {
			t.Errorf("%q cannot be read: %v", c.claim, err)
			continue
		}
		got, ok := parsed.check(opened(), nil)
		if ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}

// TestClaimsNobodyCanCheck: a system that tells the state alone does not show
// whether a claim about a queue or an owner holds. It must not become a finding
// with a made up 0. A claim about the state is checked there as everywhere.
func TestClaimsNobodyCanCheck(t *testing.T) {
	step := &trace.Step{Sockets: []trace.Socket{{ID: 1, Host: "server", Role: trace.RoleConnection, Proto: "tcp", State: "ESTABLISHED", StateOnly: true}}}
	for text, want := range map[string]bool{
		"server recv_q 5": true, "server send_q 5": true, "server recv_q grows": true, "server send_q falls": true, "server owned": true, "server unowned": true,
		"server CLOSE_WAIT": false, "client recv_q 5": false, // it has no socket
	} {
		c, err := parseClaim(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.check(step, nil); ok != want {
			t.Errorf("%q: holds %v, got %q; want %v", text, ok, got, want)
		}
	}
}

// TestClaimsAboutAQueue compares the queues of both ends with the step before.
func TestClaimsAboutAQueue(t *testing.T) {
	const before, now = 3, 8
	socket := func(recvQ, sendQ int) []trace.Socket {
		return []trace.Socket{{ID: 7, Host: "server", Role: trace.RoleConnection, Proto: "tcp", RecvQ: recvQ, SendQ: sendQ}}
	}
	for _, c := range []struct {
		claim  string
		length int // of the delivered packet's data
		sendQ  int // after the step, 3 before it
		got    string
		why    string
	}{
		{"server recv_q grows", now - before, 0, "", "all that was delivered came into the queue"},
		{"server recv_q grows", 1460, 0, "recv_q 8, before 3", "the segment stands behind a gap: less came into the queue than was delivered"},
		{"server recv_q grows", 2, 0, "recv_q 8, before 3", "the segment filled a gap: more came into the queue than was delivered"},
		{"server send_q falls", 0, 2, "", "one byte was acknowledged"},
		{"server send_q falls", 0, 3, "send_q 3, before 3", "nothing was acknowledged"},
		{"server send_q stays", 0, 3, "", "nothing was acknowledged"},
		{"server send_q stays", 0, 2, "send_q 2, before 3", "one byte was acknowledged"},
		{"client send_q falls", 0, 2, "no socket", "there is no queue"},
	} {
		parsed, err := parseClaim(c.claim)
		if err != nil {
			t.Fatal(err)
		}
		step := &trace.Step{Sockets: socket(now, c.sendQ), Events: []trace.Event{
			{Kind: trace.EventDelivered, Host: "client", Packet: &trace.Packet{From: "client", To: "server", Len: c.length}},
		}}
		if got, ok := parsed.check(step, socket(before, before)); ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}

func TestClaimsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"client", "client SYN_SEND", "client dances", "client recv_q many", "client recv_q falls", "client send_q grows", "client owned twice", "client ESTABLISHED twice",
		"client ends Dial: connection refused", "client prints connection refused"} { // words that only some systems have
		if _, err := claims("server LISTEN; " + text); err == nil {
			t.Errorf("%q was read: a lesson's mistake would go unseen", text)
		} else if !strings.Contains(err.Error(), "client") {
			t.Errorf("the error for %q does not name it: %v", text, err)
		}
	}
}

// TestClaimsAboutNumbers: a text that names a packet's number may only be told of
// a packet that has it.
func TestClaimsAboutNumbers(t *testing.T) {
	step := &trace.Step{Events: []trace.Event{
		{Kind: trace.EventDuplicated, Host: "client", Name: "DATA 5", Packet: &trace.Packet{From: "client", To: "server", Name: "DATA 5", Seq: 20, Ack: 1}},
		{Kind: trace.EventSent, Host: "server", Name: "ACK", Packet: &trace.Packet{From: "server", To: "client", Name: "ACK", Seq: 1, Ack: 9}},
		{Kind: trace.EventSent, Host: "server", Name: "FIN ACK", Packet: &trace.Packet{From: "server", To: "client", Name: "FIN ACK", Seq: 1, Ack: 9}},
		{Kind: trace.EventSent, Host: "client-2", Name: "DATA", Count: 40},
	}, Held: []trace.Packet{
		{From: "server", To: "client", Name: "ACK", Seq: 1, Ack: 9},
		{From: "client", To: "server", Name: "DATA 4", Seq: 25, Ack: 1},
	}}
	for _, c := range []struct {
		claim string
		got   string // what is true instead; "" if the claim holds
		why   string
	}{
		{"server sends ACK ack 9", "", "that packet has that number"},
		{"server sends ACK ack 5", "sends ACK ack 9, FIN ACK ack 9", "it has another number"},
		{"server sends FIN ACK seq 1 ack 9", "", "a name has two words, and both numbers are right"},
		{"server sends FIN ACK seq 2 ack 9", "sends ACK seq 1 ack 9, FIN ACK seq 1 ack 9", "one number of two is wrong"},
		{"server gets DATA 5", "", "a packet that was duplicated was delivered, too"},
		{"server gets DATA * seq 20", "", "a packet of any length"},
		{"server gets DATA 5 seq 15", "gets DATA 5 seq 20", "another packet of that length came in"},
		{"client gets ACK ack 9", "gets nothing", "it was sent, and is held"},
		{"client sends nothing", "", "its packet was sent before, and arrived in this step"},
		{"client held DATA 4 seq 25", "", "it waits on the wire"},
		{"client held DATA 5", "held DATA 4", "what was delivered is not held any more"},
		{"client held DATA 4 seq 1", "held DATA 4 seq 25", "another packet of that length waits"},
		{"server held FIN ACK", "held ACK", "another packet of its waits"},
		{"client-2 sends DATA", "", "an event may sum up several packets"},
	} {
		parsed, err := parseClaim(c.claim)
		if err != nil {
			t.Errorf("%q cannot be read: %v", c.claim, err)
			continue
		}
		if got, ok := parsed.check(step, nil); ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}
