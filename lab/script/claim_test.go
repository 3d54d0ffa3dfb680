package script

import (
	"strings"
	"testing"

	"tcplab/lab"
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
		got, ok := parsed.check(opened(), past{})
		if ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}

// TestQueuesWithoutTheFIN: a script counts a FIN that came in, or a SYN that goes
// out, as one byte, as Linux does. A system that tells the queues alone does not.
func TestQueuesWithoutTheFIN(t *testing.T) {
	for _, c := range []struct {
		claim, state string
		holds        [2]bool // of a queue of 5 bytes, on Linux and there
	}{
		{"server recv_q 5", "CLOSE_WAIT", [2]bool{true, true}},
		{"server recv_q 6", "CLOSE_WAIT", [2]bool{false, true}},
		{"server recv_q 7", "CLOSE_WAIT", [2]bool{false, false}},
		{"server recv_q 6", "ESTABLISHED", [2]bool{false, false}},
		{"server send_q 6", "FIN_WAIT_1", [2]bool{false, true}},
		{"server send_q 6", "CLOSE_WAIT", [2]bool{false, false}},
		{"server unowned", "CLOSE_WAIT", [2]bool{true, true}},
		{"server owned", "CLOSE_WAIT", [2]bool{false, false}},
	} {
		parsed, err := parseClaim(c.claim)
		if err != nil {
			t.Fatal(err)
		}
		for i, alone := range []bool{false, true} {
			step := &trace.Step{Sockets: []trace.Socket{{ID: 1, Host: "server", Role: trace.RoleConnection, Proto: "tcp", State: c.state, RecvQ: 5, SendQ: 5, QueuesOnly: alone}}}
			if got, ok := parsed.check(step, past{}); ok != c.holds[i] {
				t.Errorf("%q in %s, queues of data alone %v: holds %v, got %q; want %v", c.claim, c.state, alone, ok, got, c.holds[i])
			}
		}
	}
}

// TestClaimsNobodyCanCheck: a system that tells the state alone does not show
// whether a claim about a queue or an owner holds. It must not become a finding
// with a made up 0. A claim about the state is checked there as everywhere; only of
// UDP, whose state Windows does not tell, nobody can say more than that there is a
// socket. The claims that were not judged are counted.
func TestClaimsNobodyCanCheck(t *testing.T) {
	step := &trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Role: trace.RoleConnection, Proto: "tcp", State: "ESTABLISHED", StateOnly: true},
		{ID: 2, Host: "server", Role: trace.RoleSocket, Proto: "udp", StateOnly: true},
	}}
	for _, c := range []struct {
		claim string
		got   string // what contradicts it; "" if nothing does
		holds bool
		count int // of the claims that were not judged
	}{
		{"server recv_q 5", "", true, 1},
		{"server send_q 5", "", true, 1},
		{"server recv_q grows", "", true, 1},
		{"server send_q falls", "", true, 1},
		{"server send_q stays", "", true, 1},
		{"server owned", "", true, 1},
		{"server unowned", "", true, 1},
		{"server timer retransmit", "", true, 1},
		{"server timer restarts", "", true, 1},
		{"server cwnd 10", "", true, 1},
		{"server/udp UNCONN", "", true, 1},
		{"server/udp ESTABLISHED", "", true, 1},
		{"server/udp CLOSED", "open", false, 0},
		{"server ESTABLISHED", "ESTABLISHED", true, 0},
		{"server CLOSE_WAIT", "ESTABLISHED", false, 0},
		{"client recv_q 5", "no socket", false, 0},
		{"server/udp recv_q 5; server recv_q 5; server ESTABLISHED", "", true, 2},
	} {
		s, err := read([]lab.Beat{{ID: "one", Move: lab.Call("server", "Read"), Then: c.claim}}, false)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := s.then[0][0].check(step, past{}); ok != c.holds || got != c.got {
			t.Errorf("%q: holds %v, got %q; want %v, %q", c.claim, ok, got, c.holds, c.got)
		}
		if ok, findings := s.compare(0, nil, step); ok != c.holds || len(findings) == 0 != c.holds || s.Unjudged() != c.count {
			t.Errorf("%q: as expected %v, findings %v, %d not judged; want %v and %d", c.claim, ok, findings, s.Unjudged(), c.holds, c.count)
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
		if got, ok := parsed.check(step, past{sockets: socket(before, before)}); ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}

func TestClaimsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"client", "client SYN_SEND", "client dances", "client recv_q many", "client recv_q falls", "client send_q grows", "client owned twice", "client ESTABLISHED twice",
		"client cwnd", "client cwnd many", "client cwnd stays", "client ssthresh grows", "client cwnd -1", "client timer", "client timer resend", "client timer restarts twice",
		"client sends", "client sends ACK window", "client sends ACK window small", "client sends ACK seq 1 window", "client sends ACK sack 9", "client sends ACK sack 14-9", "client sends window 0", "client resends DATA 5 seq one",
		"client ends Dial: connection refused", "client prints connection refused"} { // words that only some systems have
		if _, err := claims("server LISTEN; " + text); err == nil {
			t.Errorf("%q was read: a lesson's mistake would go unseen", text)
		} else if !strings.Contains(err.Error(), "client") {
			t.Errorf("the error for %q does not name it: %v", text, err)
		}
	}
	if _, err := claims("client ESTABLISHD"); err == nil || !strings.Contains(err.Error(), `did you mean "ESTABLISHED"?`) {
		t.Errorf("the error for ESTABLISHD is %v, want one that suggests ESTABLISHED", err)
	}
}

// TestClaimsAboutNumbers: a text that names a packet's number may only be told of
// a packet that has it.
func TestClaimsAboutNumbers(t *testing.T) {
	sack := &trace.Options{SACK: []trace.Range{{First: 9, After: 14}, {First: 20, After: 25}}}
	step := &trace.Step{Events: []trace.Event{
		{Kind: trace.EventSent, Host: "client-3", Name: "ACK", Packet: &trace.Packet{ID: 7, From: "client-3", To: "server", Name: "ACK", Ack: 4, Window: 0, Options: sack}},
		{Kind: trace.EventSent, Host: "client-3", Name: "ACK", Packet: &trace.Packet{ID: 8, From: "client-3", To: "server", Name: "ACK", Ack: 4, Window: 0, Probe: trace.ProbeKeepalive}},
		{Kind: trace.EventSent, Host: "client-3", Name: "DATA 5", Packet: &trace.Packet{ID: 9, From: "client-3", To: "server", Name: "DATA 5", Seq: 1, Len: 5}},
		{Kind: trace.EventSent, Host: "client-3", Name: "DATA 4", Packet: &trace.Packet{ID: 10, From: "client-3", To: "server", Name: "DATA 4", Seq: 6, Len: 4}},
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
		{"client-3 sends ACK ack 4 window 0", "", "its window is closed"},
		{"server sends ACK window 4864", "sends ACK window 0, FIN ACK window 0", "its window is another"},
		{"client-3 sends ACK sack 9-14", "", "the first block of its SACK"},
		{"client-3 sends ACK sack 20-25", "sends ACK sack 9-14, ACK sack none, DATA 5 sack none, DATA 4 sack none", "only the first block counts, and others have none"},
		{"client-3 sends probe", "", "an ACK that only asks for an answer"},
		{"server sends probe", "sends ACK, FIN ACK", "its ACK asks for nothing"},
		{"client-3 resends DATA 5", "", "its bytes were sent before"},
		{"client-3 resends DATA 5 seq 1", "", "and it has that number"},
		{"client-3 resends DATA 4", "resends DATA 5", "its bytes are new"},
		{"client-3 resends ACK", "resends DATA 5", "a probe brings nothing"},
		{"server resends FIN ACK", "resends nothing", "it sends its FIN for the first time"},
	} {
		parsed, err := parseClaim(c.claim)
		if err != nil {
			t.Errorf("%q cannot be read: %v", c.claim, err)
			continue
		}
		if got, ok := parsed.check(step, past{again: map[int]bool{8: true, 9: true}}); ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}

// TestClaimsAboutTheKernel: what a kernel keeps for a connection beside its state
// and its queues, and what has become of it in the step. No claim about it is
// contradicted if the system does not tell it.
func TestClaimsAboutTheKernel(t *testing.T) {
	socket := func(id int, host string, info *trace.Info, timer *trace.Timer) trace.Socket {
		return trace.Socket{ID: id, Host: host, Role: trace.RoleConnection, Proto: "tcp", Info: info, Timer: timer}
	}
	before := []trace.Socket{
		socket(1, "client", &trace.Info{Cwnd: 10}, &trace.Timer{Kind: trace.TimerRetransmit, Millis: 201}),
		socket(2, "server", &trace.Info{Cwnd: 4}, &trace.Timer{Kind: trace.TimerPersist, Millis: 100}),
		socket(3, "client-2", nil, &trace.Timer{Kind: trace.TimerTimeWait, Millis: 42_000}),
		socket(4, "client-3", nil, nil),
	}
	step := &trace.Step{Millis: 8200, Sockets: []trace.Socket{
		socket(1, "client", &trace.Info{Cwnd: 12, Ssthresh: 7}, &trace.Timer{Kind: trace.TimerRetransmit, Millis: 200}),
		socket(2, "server", &trace.Info{Cwnd: 2}, nil),
		socket(3, "client-2", nil, &trace.Timer{Kind: trace.TimerTimeWait, Millis: 41_810}),
		socket(4, "client-3", nil, nil),
		socket(5, "client-4", &trace.Info{}, &trace.Timer{Kind: trace.TimerKeepalive, Millis: 900}),
	}}
	for _, c := range []struct {
		claim string
		got   string // what is true instead; "" if the claim holds
		why   string
	}{
		{"client cwnd 12", "", "twelve segments"},
		{"client cwnd 10", "cwnd 12", "it was ten before"},
		{"client cwnd grows", "", "ten, then twelve"},
		{"client cwnd falls", "cwnd 12, before 10", "it grew"},
		{"server cwnd falls", "", "four, then two"},
		{"client ssthresh 7", "", "a loss has set it"},
		{"server ssthresh 7", "ssthresh 0", "it was never set"},
		{"client timer retransmit", "", "it runs"},
		{"client timer persist", "timer retransmit", "another runs"},
		{"client timer restarts", "", "as much time is left as before, 200 ms later"},
		{"server timer none", "", "none runs any more"},
		{"server timer persist", "timer none", "none runs any more"},
		{"server timer restarts", "timer none", "none runs any more"},
		{"client-2 timer time-wait", "", "the system tells it of a row in TIME_WAIT, too"},
		{"client-2 timer restarts", "timer time-wait goes on", "it has run on for 200 ms, give or take 10"},
		{"client-2 timer none", "timer time-wait", "one runs"},
		{"client-4 timer restarts", "timer keepalive starts", "none ran before"},
		{"client-2 cwnd 10", "", "the system does not tell it of a row in TIME_WAIT"},
		{"client-3 cwnd grows", "", "the system does not tell it"},
		{"client-3 timer retransmit", "", "the system does not tell it"},
		{"client-3 timer restarts", "", "the system does not tell it"},
		{"client-5 cwnd 10", "no socket", "there is none"},
		{"client-5 timer none", "no socket", "there is none"},
		{"client-5 cwnd grows", "no socket", "there is none"},
	} {
		parsed, err := parseClaim(c.claim)
		if err != nil {
			t.Errorf("%q cannot be read: %v", c.claim, err)
			continue
		}
		if got, ok := parsed.check(step, past{sockets: before, millis: 8000}); ok != (c.got == "") || !ok && got != c.got {
			t.Errorf("%q: holds %v, got %q; want %q: %s", c.claim, ok, got, c.got, c.why)
		}
	}
}

// TestDestroyMeansTheNewestThatLingers: a row that destroys a socket means the
// host's newest one that only time would end, and no other.
func TestDestroyMeansTheNewestThatLingers(t *testing.T) {
	timer := &trace.Timer{Kind: trace.TimerTimeWait, Millis: 60_000}
	sockets := []trace.Socket{
		{ID: 1, Host: "server", Proto: "tcp", State: "TIME_WAIT", Timer: timer},
		{ID: 2, Host: "client", Proto: "tcp", State: "TIME_WAIT", Timer: timer},
		{ID: 3, Host: "client", Proto: "tcp", State: "FIN_WAIT_2", Timer: timer},
		{ID: 4, Host: "client", Proto: "tcp", State: "FIN_WAIT_2", Timer: timer, Owned: true},
		{ID: 5, Host: "client", Proto: "tcp", State: "ESTABLISHED", Timer: timer},
	}
	var possible []trace.Move
	for _, s := range sockets {
		possible = append(possible, trace.Move{Kind: trace.MoveDestroy, Host: s.Host, ID: s.ID})
	}
	s, err := read([]lab.Beat{{ID: "gone", Move: lab.Destroy("client"), Then: "client CLOSED"}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if row, m, _ := s.Next(possible, sockets); row != 0 || m.ID != 3 {
		t.Errorf("next is row %d, socket %d; want row 0 and socket 3, an orphan's FIN_WAIT_2", row, m.ID)
	}
	if row, _, _ := s.Next(possible[:1], sockets); row != -1 {
		t.Errorf("next is row %d; want none: another host's socket lingers", row)
	}
	step := trace.Step{Move: possible[2]}
	if s.Follow(&step, &possible[2], Loop{}, nil); step.Beat != "gone" || !step.Expected {
		t.Errorf("the step takes %q, expected %v; want gone, and expected", step.Beat, step.Expected)
	}
}

// TestDestroyIsForThePrivateNetwork: tcplab destroys no socket of the host
// network, so a lesson that may run there must not ask for it.
func TestDestroyIsForThePrivateNetwork(t *testing.T) {
	row := lab.Beat{ID: "gone", Move: lab.Destroy("client"), Then: "client CLOSED"}
	alone := row
	alone.Only = lab.PrivateNetwork
	hosts := []lab.Host{{Name: "client"}}
	for _, c := range []struct {
		lesson lab.Lesson
		ok     bool
	}{
		{lab.Lesson{Hosts: hosts, Script: []lab.Beat{row}}, false},
		{lab.Lesson{Hosts: hosts, Script: []lab.Beat{alone}}, true},
		{lab.Lesson{Hosts: hosts, Script: []lab.Beat{row}, Settings: lab.Settings{Network: lab.PrivateNetwork}}, true},
	} {
		if _, err := New(&c.lesson, lab.PrivateNetwork); (err == nil) != c.ok {
			t.Errorf("Only %q, Network %q: error %v; want none: %v", c.lesson.Script[0].Only, c.lesson.Settings.Network, err, c.ok)
		}
	}
}
