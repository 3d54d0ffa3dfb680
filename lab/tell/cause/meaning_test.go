package cause

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// meant returns what a step means in general, in English.
func meant(h *trace.Header, step, before *trace.Step) string {
	var list []string
	for _, s := range Meaning(h, step, before) {
		list = append(list, written(s, "en"))
	}
	return strings.Join(list, " ")
}

// TestGeneralTextsHold: a general sentence is shown beside the events of the
// step, so these must not contradict it.
func TestGeneralTextsHold(t *testing.T) {
	const c, v = "127.0.0.1:40001", "127.0.0.1:8001"
	sock := func(id int, host, state, timer string) trace.Socket {
		s := trace.Socket{ID: id, Host: host, Role: trace.RoleConnection, Proto: "tcp", Local: c, Remote: v, State: state}
		if host == "server" {
			s.Local, s.Remote = v, c
		}
		if timer != "" {
			s.Timer = &trace.Timer{Kind: timer, Millis: 900}
		}
		return s
	}
	packet := func(from, name string) *trace.Packet {
		p := &trace.Packet{ID: 7, From: from, To: "server", Proto: "tcp", Name: name, Src: c, Dst: v, Seq: 11, Copies: 1}
		if from == "server" {
			p.To, p.Src, p.Dst = "client", v, c
		}
		return p
	}
	becomes := func(id int, host, from, to string) trace.Event {
		return trace.Event{Kind: trace.EventState, Host: host, Name: trace.RoleConnection, ID: id, From: from, To: to}
	}
	sends := func(from, name string) trace.Event {
		p := packet(from, name)
		return trace.Event{Kind: trace.EventSent, Host: from, To: p.To, Name: name, Packet: p}
	}
	fails := trace.Event{Kind: trace.EventEnded, Host: "client", Name: "Read", Err: "connection reset by peer"}
	listener := func(at string) trace.Socket {
		return trace.Socket{ID: 9, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: at, State: "LISTEN"}
	}
	self := sock(1, "client", "SYN_RCVD", "")
	self.Remote = c
	own := packet("client", "SYN")
	own.To, own.Dst = "client", c
	probing := sock(1, "client", "ESTABLISHED", "keepalive")
	probing.Timer.Retransmits = 1
	arrived := *packet("client", "DATA 10")
	arrived.ID, arrived.Fate = 6, trace.FateDelivered
	datagrams := sock(3, "server", "ESTABLISHED", "")
	datagrams.Role, datagrams.Proto = trace.RoleSocket, "udp"
	reset := *packet("client", "RST")
	reset.ID, reset.Fate = 6, trace.FateDelivered
	for _, tt := range []struct {
		why       string
		kind      string
		packet    *trace.Packet
		events    []trace.Event
		sockets   []trace.Socket
		wire      []trace.Packet
		want, not string
	}{
		{"the program still has the connection and calls nothing", trace.MoveDeliver, packet("server", "RST"),
			[]trace.Event{becomes(1, "client", "ESTABLISHED", "CLOSED")}, []trace.Socket{sock(1, "client", "CLOSED", "")}, nil,
			"before its next call", ""},
		{"a call under way has just returned the error", trace.MoveDeliver, packet("server", "RST"),
			[]trace.Event{fails, becomes(1, "client", "ESTABLISHED", "CLOSED")}, []trace.Socket{sock(1, "client", "CLOSED", "")}, nil,
			"no TIME_WAIT follows", "next call"},
		{"the program has closed it long ago", trace.MoveDeliver, packet("server", "RST"),
			[]trace.Event{becomes(1, "client", "FIN_WAIT_2", "CLOSED")}, []trace.Socket{sock(1, "client", "CLOSED", "")}, nil,
			"no TIME_WAIT follows", "next call"},
		{"the client had no connection yet", trace.MoveDeliver, packet("server", "RST ACK"),
			[]trace.Event{fails, becomes(1, "client", "SYN_SENT", "CLOSED")}, []trace.Socket{sock(1, "client", "CLOSED", "")}, nil,
			"refusal", "the connection"},
		{"there was no connection that could end", trace.MoveDeliver, packet("server", "RST"), nil, nil, nil,
			"still there", "at once"},
		{"Dial's end is connected", trace.MoveDeliver, packet("server", "SYN ACK"),
			[]trace.Event{sends("client", "ACK"), becomes(1, "client", "SYN_SENT", "ESTABLISHED")}, []trace.Socket{sock(1, "client", "ESTABLISHED", "")}, nil,
			"is connected from now on", ""},
		{"Dial's end is connected, and closed within the same step", trace.MoveDeliver, packet("server", "SYN ACK"),
			[]trace.Event{sends("client", "ACK"), becomes(1, "client", "SYN_SENT", "FIN_WAIT_1")}, []trace.Socket{sock(1, "client", "FIN_WAIT_1", "")}, nil,
			"is connected from now on", "connects only an end"},
		{"nobody dials any more, so a RST answers", trace.MoveDeliver, packet("server", "SYN ACK"),
			[]trace.Event{sends("client", "RST")}, nil, nil,
			"connects only an end", "is connected from now on"},
		{"a SYN ACK meets SYN_RCVD in a simultaneous open: nobody waits in SYN_SENT", trace.MoveDeliver, packet("server", "SYN ACK"),
			[]trace.Event{becomes(1, "client", "SYN_RCVD", "ESTABLISHED")}, []trace.Socket{sock(1, "client", "ESTABLISHED", "")}, nil,
			"acknowledges its own SYN", "SYN_SENT"},
		{"a listener answers", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "SYN ACK")}, []trace.Socket{listener(v)}, nil, "the kernel answers", "refuses"},
		{"a listener on every address answers", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "SYN ACK")}, []trace.Socket{listener("0.0.0.0:8001")}, nil, "Where somebody listens", ""},
		{"a listener on all addresses of IPv6 hears IPv4, too", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "SYN ACK")}, []trace.Socket{listener("[::]:8001")}, nil, "Where somebody listens", ""},
		{"a listener on another port does not answer", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "SYN ACK")}, []trace.Socket{listener("127.0.0.1:8002")}, nil, "asks for a connection", "listens"},
		{"two SYNs meet, and nobody listens", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "SYN ACK"), becomes(2, "server", "SYN_SENT", "SYN_RCVD")}, []trace.Socket{sock(2, "server", "SYN_RCVD", "")}, nil,
			"simultaneous open", "Where somebody listens"},
		{"the client that has dialled itself, and nobody listens", trace.MoveDeliver, own,
			[]trace.Event{becomes(1, "client", "SYN_SENT", "SYN_RCVD")}, []trace.Socket{self}, nil,
			"its own SYN", "Both ends"},
		{"a copy of the SYN comes to a connection", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "ACK")}, []trace.Socket{listener(v), sock(2, "server", "ESTABLISHED", "")}, nil,
			"challenge ACK", "unanswered"},
		{"an old SYN in TIME_WAIT is answered, too, but not for RFC 5961", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "ACK")}, []trace.Socket{listener(v), sock(2, "server", "TIME_WAIT", "time-wait")}, nil,
			"asks for a connection", "unanswered"},
		{"nobody listens", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "RST ACK")}, nil, nil, "refuses", "answers"},
		{"somebody listens, and resets all the same (tcp_abort_on_overflow)", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "RST ACK")}, []trace.Socket{listener(v)}, nil, "asks for a connection", "nobody listens"},
		{"the listener's queue is full", trace.MoveDeliver, packet("client", "SYN"),
			nil, []trace.Socket{listener(v)}, nil, "unanswered", "answers"},
		{"no answer and no listener: why is not known", trace.MoveDeliver, packet("client", "SYN"),
			nil, nil, nil, "asks for a connection", "listener"},
		{"a RST in the window, but not at its beginning", trace.MoveDeliver, packet("server", "RST"),
			[]trace.Event{sends("client", "ACK")}, []trace.Socket{sock(1, "client", "ESTABLISHED", "")}, nil, "asks back", "at once"},
		{"a RST ends a TIME_WAIT: to say that none follows would be odd", trace.MoveDeliver, packet("server", "RST"),
			[]trace.Event{becomes(1, "client", "TIME_WAIT", "CLOSED")}, []trace.Socket{sock(1, "client", "CLOSED", "")}, nil, "RFC 1337", "follows"},

		{"the first FIN", trace.MoveDeliver, packet("client", "FIN ACK"),
			[]trace.Event{sends("server", "ACK"), becomes(2, "server", "ESTABLISHED", "CLOSE_WAIT")}, []trace.Socket{sock(2, "server", "CLOSE_WAIT", "")}, nil,
			"no more to send", "before"},
		{"an old FIN: its receiver knows it", trace.MoveDeliver, packet("client", "FIN ACK"),
			[]trace.Event{sends("server", "ACK")}, []trace.Socket{sock(2, "server", "CLOSE_WAIT", "")}, nil, "has had a FIN", "TIME_WAIT"},
		{"an old FIN in TIME_WAIT: that is its purpose", trace.MoveDeliver, packet("client", "FIN ACK"),
			[]trace.Event{sends("server", "ACK")}, []trace.Socket{sock(2, "server", "TIME_WAIT", "time-wait")}, nil, "TIME_WAIT is there for", "anew"},
		{"a UDP socket at the same two addresses knows no FIN", trace.MoveDeliver, packet("client", "FIN ACK"),
			[]trace.Event{sends("server", "ACK")}, []trace.Socket{datagrams, sock(2, "server", "CLOSE_WAIT", "")}, nil, "has had a FIN", "no more to send"},
		{"bytes before the FIN are lost", trace.MoveDeliver, packet("client", "FIN ACK"),
			[]trace.Event{sends("server", "ACK")}, []trace.Socket{sock(2, "server", "ESTABLISHED", "")}, nil, "are missing", "no more to send"},

		{"the third packet of the opening", trace.MoveDeliver, packet("client", "ACK"),
			[]trace.Event{becomes(2, "server", "SYN_RCVD", "ESTABLISHED")}, []trace.Socket{sock(2, "server", "ESTABLISHED", "")}, nil, "this end is connected, too", ""},
		{"the ACK of the first FIN", trace.MoveDeliver, packet("client", "ACK"),
			[]trace.Event{becomes(2, "server", "FIN_WAIT_1", "FIN_WAIT_2")}, []trace.Socket{sock(2, "server", "FIN_WAIT_2", "")}, nil, "waits for its FIN", "nothing is left"},
		{"the ACK of the last FIN", trace.MoveDeliver, packet("client", "ACK"),
			[]trace.Event{becomes(2, "server", "LAST_ACK", "CLOSED")}, []trace.Socket{sock(2, "server", "CLOSED", "")}, nil, "nothing is left to do here", "waits"},
		{"a FIN that meets a FIN", trace.MoveDeliver, packet("client", "FIN ACK"),
			[]trace.Event{sends("server", "ACK"), becomes(2, "server", "FIN_WAIT_1", "CLOSING")}, []trace.Socket{sock(2, "server", "CLOSING", "")}, nil, "CLOSING lasts until", "no more to send"},
		{"an ACK of data changes no state", trace.MoveDeliver, packet("client", "ACK"), nil, []trace.Socket{sock(2, "server", "ESTABLISHED", "")}, nil, "", "connected"},

		{"its sender's timer runs", trace.MoveDrop, packet("client", "DATA 10"),
			nil, []trace.Socket{sock(1, "client", "ESTABLISHED", "retransmit")}, nil, "sends it again", ""},
		{"it is a copy: the original came in, so nobody waits for it", trace.MoveDrop, packet("client", "DATA 10"),
			nil, []trace.Socket{sock(1, "client", "ESTABLISHED", "retransmit")}, []trace.Packet{arrived}, "does not know", "again"},
		{"its sender is gone", trace.MoveDrop, packet("client", "FIN ACK"), nil, nil, nil, "does not know", "again"},
		{"the other end has sent data and waits", trace.MoveDrop, packet("client", "ACK"),
			nil, []trace.Socket{sock(2, "server", "ESTABLISHED", "retransmit")}, nil, "sends that again", ""},
		{"it is a probe, which comes again", trace.MoveDrop, packet("client", "ACK"),
			nil, []trace.Socket{probing, sock(2, "server", "ESTABLISHED", "retransmit")}, nil, "does not know", "Nobody sends"},
		{"the other end waits for nothing: a window update", trace.MoveDrop, packet("client", "ACK"),
			nil, []trace.Socket{sock(2, "server", "ESTABLISHED", "")}, nil, "does not know", "again"},
		{"an ICMP message has no timer", trace.MoveDrop, packet("client", "ICMP port unreachable"),
			nil, []trace.Socket{sock(1, "client", "ESTABLISHED", "retransmit")}, nil, "none sends it again", "timer"},
		{"a RST may answer a SYN, and then there was no connection to forget", trace.MoveDrop, packet("server", "RST ACK"),
			nil, []trace.Socket{sock(1, "client", "SYN_SENT", "retransmit")}, nil, "No timer", "connection"},

		{"an ACK has no data which the receiver would take only once", trace.MoveDuplicate, packet("client", "ACK"), nil, nil, nil, "or never", "once"},
		{"the copy may be dropped", trace.MoveDuplicate, packet("client", "DATA 10"), nil, []trace.Socket{sock(2, "server", "ESTABLISHED", "")}, nil, "when the copy comes", "will come"},
		{"the receiver is gone: its TCP knows no bytes any more", trace.MoveDuplicate, packet("client", "DATA 10"), nil, nil, nil, "or never", "knows them"},
		{"a FIN without data has no bytes", trace.MoveDuplicate, packet("client", "FIN ACK"), nil, []trace.Socket{sock(2, "server", "CLOSE_WAIT", "")}, nil, "A FIN has", "bytes"},
		{"a copy of a RST came in before", trace.MoveDrop, packet("client", "RST"), nil, nil, []trace.Packet{reset}, "does not know", "hear of it"},
		{"the receiver waits for the other fragments", trace.MoveDrop, packet("client", "UDP fragment 0-1479"), nil, nil, nil, "cannot put", "No kernel notices"},
		{"a copy of a fragment is no datagram", trace.MoveDuplicate, packet("client", "UDP fragment 0-1479"), nil, nil, nil, "or never", "datagram"},
		{"a ping in fragments does not come as a whole either", trace.MoveDrop, packet("client", "ICMPv6 fragment 1448-2895"), nil, nil, nil, "cannot put", "ICMP message was dropped"},
		{"its program gets nothing of it before the others have come", trace.MoveDeliver, packet("client", "UDP fragment 0-1479"), nil, nil, nil, "all have come", ""},
		{"a fragment of a ping tells nobody what became of a packet", trace.MoveDeliver, packet("client", "ICMP fragment 0-1479"), nil, nil, nil, "all have come", "became of"},
		{"the same over IPv6", trace.MoveDeliver, packet("client", "ICMPv6 fragment 0-1447"), nil, nil, nil, "all have come", "became of"},
		{"the dropped one is a copy: its datagram is not gone", trace.MoveDrop, packet("client", "UDP 5"), nil, nil, nil, "none sends it again", "gone"},
		{"the program may have closed most of its sockets before", trace.MoveKill, nil, nil, nil, nil, "what was still open", "closed nothing"},
		{"a program with UDP sockets alone has no connection", trace.MoveKill, nil,
			[]trace.Event{{Kind: trace.EventState, Host: "client", Name: trace.RoleSocket, ID: 1, From: "UNCONN", To: "CLOSED"}}, nil, nil, "what was still open", "other end"},
		{"a connection whose program was killed", trace.MoveKill, nil,
			[]trace.Event{becomes(1, "client", "ESTABLISHED", "FIN_WAIT_1")}, []trace.Socket{sock(1, "client", "FIN_WAIT_1", "")}, nil, "cannot tell that from a Close", ""},
		{"the other program's connection is not the killed one's", trace.MoveKill, nil,
			[]trace.Event{becomes(2, "server", "ESTABLISHED", "CLOSE_WAIT")}, []trace.Socket{sock(2, "server", "CLOSE_WAIT", "")}, nil, "what was still open", "other end"},
		{"a ping does not report about another packet", trace.MoveDeliver, packet("client", "ICMP echo request"), nil, nil, nil, "ping", "became of"},
		{"nobody has answered the ping", trace.MoveDeliver, packet("client", "ICMP echo request"), nil, nil, nil, "ping", "answers"},
		{"a kernel has answered the ping", trace.MoveDeliver, packet("client", "ICMP echo request"),
			[]trace.Event{sends("server", "ICMP echo reply")}, nil, nil, "answers them by itself", ""},
		{"a reply is no request", trace.MoveDeliver, packet("server", "ICMP echo reply"), nil, nil, nil, "such a reply", "such requests"},
		{"a ping over IPv6 may be answered past the wire", trace.MoveDeliver, packet("client", "ICMPv6 echo request"), nil, nil, nil, "past it", "answers them"},
		{"a kernel has answered the ping over IPv6", trace.MoveDeliver, packet("client", "ICMPv6 echo request"),
			[]trace.Event{sends("server", "ICMPv6 echo reply")}, nil, nil, "answers them by itself", "past it"},
		{"an ICMPv6 message tells what became of a packet", trace.MoveDeliver, packet("server", "ICMPv6 port unreachable"), nil, nil, nil, "became of", ""},
		{"an ICMP message of a kind that nobody here knows", trace.MoveDeliver, packet("server", "ICMP type 13 code 0"), nil, nil, nil, "", "became of"},
	} {
		m := trace.Move{Kind: tt.kind, Host: "client"}
		events := tt.events
		if p := tt.packet; p != nil {
			m.Host, m.Name, m.To = p.From, p.Name, p.To
			kind := map[string]string{trace.MoveDeliver: trace.EventDelivered, trace.MoveDrop: trace.EventDropped, trace.MoveDuplicate: trace.EventDuplicated}[tt.kind]
			events = append([]trace.Event{{Kind: kind, Host: p.From, To: p.To, Name: p.Name, Packet: p}}, events...)
		}
		got := meant(&trace.Header{}, &trace.Step{Move: m, Events: events, Sockets: tt.sockets, Wire: tt.wire}, nil)
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s %s: %q, want %q in it", tt.why, m.Kind, m.Name, got, tt.want)
		}
		if tt.not != "" && strings.Contains(got, tt.not) {
			t.Errorf("%s: %s %s: %q, want no %q in it", tt.why, m.Kind, m.Name, got, tt.not)
		}
	}
}

// TestWhatAProgramSendsAgain: a program sent a datagram that is equal to an
// earlier one; no kernel's timer did. And a SYN of another connection was not
// sent before.
func TestWhatAProgramSendsAgain(t *testing.T) {
	for _, tt := range []struct{ proto, name, src string }{
		{"udp", "UDP 5", "127.0.0.1:40001"}, {"tcp", "RST", "127.0.0.1:40001"}, {"tcp", "SYN", "127.0.0.1:40002"},
	} {
		before := trace.Packet{ID: 1, From: "client", To: "server", Proto: tt.proto, Name: tt.name, Src: "127.0.0.1:40001", Dst: "127.0.0.1:8001", Fate: trace.FateDelivered}
		p := before
		p.ID, p.Src, p.Fate = 2, tt.src, ""
		step := &trace.Step{
			Move:   trace.Move{Kind: trace.MoveTime},
			Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: tt.name, Packet: &p}},
			Wire:   []trace.Packet{before},
		}
		if got := meant(&trace.Header{}, step, nil); got != "" {
			t.Errorf("%s from %s: the text is %q, want nothing about a kernel's timer", tt.name, tt.src, got)
		}
	}
}

// TestATimerIsNotDenied: the timer of a segment may run out although two ACKs
// have asked for it. The kernel's count of retransmissions shows if it has.
func TestATimerIsNotDenied(t *testing.T) {
	const c, v = "127.0.0.1:40001", "127.0.0.1:8001"
	data := trace.Packet{ID: 5, From: "client", To: "server", Proto: "tcp", Src: c, Dst: v, Name: "DATA 10", Seq: 11, Len: 10, Fate: trace.FateDropped}
	ack := trace.Packet{ID: 4, From: "server", To: "client", Proto: "tcp", Src: v, Dst: c, Name: "ACK", Ack: 11, Copies: 2, Fate: trace.FateDelivered}
	again := data
	again.ID, again.Fate = 8, ""
	step := &trace.Step{
		Move:    trace.Move{Kind: trace.MoveTime},
		Events:  []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "DATA 10", Packet: &again}},
		Wire:    []trace.Packet{data, ack},
		Sockets: []trace.Socket{{ID: 1, Host: "client", Proto: "tcp", Local: c, Remote: v, State: "ESTABLISHED", Timer: &trace.Timer{Kind: "retransmit", Retransmits: 1}}},
	}
	if got := meant(&trace.Header{}, step, nil); !strings.Contains(got, "the timer ran out") {
		t.Errorf("the text is %q, want the timer in it, which has run out once", got)
	}
}

// TestWhyItCameAgain: a resend has several causes, and the sentence about it may
// only name the one for which the step has evidence.
func TestWhyItCameAgain(t *testing.T) {
	const c, v = "127.0.0.1:40001", "127.0.0.1:8001"
	data := trace.Packet{ID: 5, From: "client", To: "server", Proto: "tcp", Src: c, Dst: v, Name: "DATA 10", Seq: 11, Len: 10, Fate: trace.FateDropped}
	ack := func(id int, number uint32, detail string) trace.Packet {
		return trace.Packet{ID: id, From: "server", To: "client", Proto: "tcp", Src: v, Dst: c, Name: "ACK", Flags: "A", Ack: number, Copies: 1, Detail: detail, Fate: trace.FateDelivered}
	}
	probe := ack(4, 11, "")
	probe.Copies, probe.Probe = 3, trace.ProbeKeepalive
	for _, tt := range []struct {
		why, move string
		ranOut    int // how often the kernel has counted that the timer ran out; -1 if there is no socket
		wire      []trace.Packet
		want, not string
	}{
		{"the kernel has counted a timeout", trace.MoveTime, 1, nil, "the timer ran out", "asked"},
		{"no socket tells of a timeout", trace.MoveTime, -1, nil, "sent it again", "timer"},
		{"a loss probe runs on the same timer and is not counted", trace.MoveTime, 0, nil, "sent it again", "timer ran out"},
		{"one ACK may only acknowledge the segment before", trace.MoveWait, 0, []trace.Packet{ack(4, 11, "")}, "sent it again", "asked"},
		{"a probe that was sent three times came in once", trace.MoveTime, 0, []trace.Packet{probe}, "sent it again", "asked"},
		{"two ACKs ask for it", trace.MoveTime, 0, []trace.Packet{ack(4, 11, ""), ack(6, 11, "")}, "ACKs asked for it", "timer ran out"},
		{"SACK shows the gap", trace.MoveTime, 0, []trace.Packet{ack(4, 11, "timestamps, sack of 1 range")}, "SACK", "timer ran out"},
		{"an ACK of it came in, so it is not true that nothing did", trace.MoveTime, 1, []trace.Packet{ack(4, 21, "")}, "sent it again", "nothing that came in"},
		{"the delivery of an ACK caused it", trace.MoveDeliver, 0, []trace.Packet{ack(4, 11, "sack of 1 range")}, "No timer ran out", "So the timer"},
		{"the delivered ACK has set the count back to nothing", trace.MoveDeliver, -1, []trace.Packet{ack(4, 11, "")}, "No timer ran out", "So the timer"},
	} {
		again := data
		again.ID, again.Fate = 8, ""
		step := &trace.Step{
			Move:   trace.Move{Kind: tt.move},
			Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "DATA 10", Packet: &again}},
			Wire:   append([]trace.Packet{data}, tt.wire...),
		}
		if tt.move == trace.MoveDeliver {
			step.Move.Name = "ACK"
			step.Events = append([]trace.Event{{Kind: trace.EventDelivered, Host: "server", Name: "ACK", Packet: &tt.wire[0]}}, step.Events...)
		}
		if tt.ranOut >= 0 {
			step.Sockets = []trace.Socket{{ID: 1, Host: "client", Proto: "tcp", Local: c, Remote: v, State: "ESTABLISHED", Timer: &trace.Timer{Kind: "retransmit", Retransmits: tt.ranOut}}}
		}
		got := meant(&trace.Header{}, step, nil)
		if !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
			t.Errorf("%s: %q, want %q in it and no %q", tt.why, got, tt.want, tt.not)
		}
	}
}

// TestTimeWaitBeginsAnew: only the timer before the step shows whether the old
// FIN has set TIME_WAIT's clock back.
func TestTimeWaitBeginsAnew(t *testing.T) {
	const c, v = "127.0.0.1:40001", "127.0.0.1:8001"
	waits := func(ms int64) []trace.Socket {
		return []trace.Socket{{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: c, Remote: v, State: "TIME_WAIT", Timer: &trace.Timer{Kind: trace.TimerTimeWait, Millis: ms}}}
	}
	fin := &trace.Packet{ID: 7, From: "server", To: "client", Proto: "tcp", Name: "FIN ACK", Src: v, Dst: c, Seq: 11}
	ack := &trace.Packet{ID: 8, From: "client", To: "server", Proto: "tcp", Name: "ACK", Src: c, Dst: v, Ack: 12}
	for _, tt := range []struct {
		before int64
		anew   bool
	}{{41_000, true}, {60_000, false}} {
		step := &trace.Step{
			Move: fin.Move(trace.MoveDeliver),
			Events: []trace.Event{
				{Kind: trace.EventDelivered, Host: "server", To: "client", Name: "FIN ACK", Packet: fin},
				{Kind: trace.EventSent, Host: "client", To: "server", Name: "ACK", Packet: ack},
			},
			Sockets: waits(59_990),
		}
		if got := meant(&trace.Header{}, step, &trace.Step{Sockets: waits(tt.before)}); strings.Contains(got, "begins anew") != tt.anew || !strings.Contains(got, "TIME_WAIT is there for") {
			t.Errorf("%d ms were left before the FIN came, and then 59990: %q; want that the time begins anew: %v", tt.before, got, tt.anew)
		}
	}
}

// TestOpenLabsProgramsAreNotWatched: in an open lab the calls of programs are
// not seen, so a Read may well have returned the error of a RST.
func TestOpenLabsProgramsAreNotWatched(t *testing.T) {
	const c, v = "127.0.0.1:40001", "127.0.0.1:8001"
	rst := &trace.Packet{ID: 7, From: "server", To: "client", Proto: "tcp", Name: "RST", Src: v, Dst: c}
	step := &trace.Step{
		Move: rst.Move(trace.MoveDeliver),
		Events: []trace.Event{
			{Kind: trace.EventDelivered, Host: "server", To: "client", Name: "RST", Packet: rst},
			{Kind: trace.EventState, Host: "client", Name: trace.RoleConnection, ID: 1, From: "ESTABLISHED", To: "CLOSED"},
		},
		Sockets: []trace.Socket{{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: c, Remote: v, State: "CLOSED"}},
	}
	if got := meant(&trace.Header{Open: true}, step, nil); strings.Contains(got, "next call") || !strings.Contains(got, "at once") {
		t.Errorf("the text is %q, want nothing about calls, which nobody sees", got)
	}
}

// TestEverySentenceIsInBothLanguages: a general sentence is told in all
// languages or in none.
func TestEverySentenceIsInBothLanguages(t *testing.T) {
	for _, g := range generalities {
		if (g.say.In("en") == "") != (g.say.In("zh") == "") {
			t.Errorf("%s %s: %q and %q", g.kind, g.name, g.say.In("en"), g.say.In("zh"))
		}
	}
}

// TestIPv4HearsNoIPv6: a SYN over IPv6 comes to a program that listens on all
// addresses of both, and not to one that listens on those of IPv4 alone.
func TestIPv4HearsNoIPv6(t *testing.T) {
	on := func(at string) trace.Socket {
		return trace.Socket{ID: 1, Host: "redis", Role: trace.RoleListener, Proto: "tcp", Local: at, State: "LISTEN"}
	}
	p := &trace.Packet{Proto: "tcp", Name: "SYN", Src: "[::1]:40000", Dst: "[::1]:6379"}
	step := &trace.Step{Sockets: []trace.Socket{on("0.0.0.0:6379"), on("[::]:6379")}}
	if l := newLook(&trace.Header{}, step, nil); !l.heard(p) {
		t.Error("nobody hears the SYN, but redis listens on [::], too")
	} else if step.Sockets[1].State = closed; l.heard(p) {
		t.Error("somebody hears the SYN, but redis listens on 0.0.0.0 alone")
	}
}

// TestAKernelClosesWhatWasHeld: behind a killed program its kernel has something
// to close only if the program still held a socket. A connection in TIME_WAIT is
// the kernel's own.
func TestAKernelClosesWhatWasHeld(t *testing.T) {
	for _, tt := range []struct {
		held trace.Socket
		want string
	}{
		{trace.Socket{Host: "client", Role: trace.RoleConnection, State: "FIN_WAIT_2", Owned: true}, "what was still open"},
		{trace.Socket{Host: "client", Role: trace.RoleConnection, State: "TIME_WAIT"}, ""},
		{trace.Socket{Host: "server", Role: trace.RoleListener, State: "LISTEN", Owned: true}, ""},
	} {
		m := trace.Move{Kind: trace.MoveKill, Host: "client"}
		got := meant(&trace.Header{}, &trace.Step{Move: m}, &trace.Step{Sockets: []trace.Socket{tt.held}})
		if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s of %s: %q, want %q", tt.held.State, tt.held.Host, got, tt.want)
		}
	}
}
