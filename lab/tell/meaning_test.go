package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

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
	arrived := *packet("client", "DATA 10")
	arrived.ID, arrived.Fate = 6, trace.FateDelivered
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
		{"nobody dials any more, so a RST answers", trace.MoveDeliver, packet("server", "SYN ACK"),
			[]trace.Event{sends("client", "RST")}, nil, nil,
			"nobody else", "is connected from now on"},
		{"a listener answers", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "SYN ACK")}, nil, nil, "the kernel answers", "refuses"},
		{"nobody listens", trace.MoveDeliver, packet("client", "SYN"),
			[]trace.Event{sends("server", "RST ACK")}, nil, nil, "refuses", "answers"},
		{"the listener's queue is full", trace.MoveDeliver, packet("client", "SYN"),
			nil, nil, nil, "unanswered", "answers"},

		{"its sender's timer runs", trace.MoveDrop, packet("client", "DATA 10"),
			nil, []trace.Socket{sock(1, "client", "ESTABLISHED", "retransmit")}, nil, "sends it again", ""},
		{"it is a copy: the original came in, so nobody waits for it", trace.MoveDrop, packet("client", "DATA 10"),
			nil, []trace.Socket{sock(1, "client", "ESTABLISHED", "retransmit")}, []trace.Packet{arrived}, "does not know", "again"},
		{"its sender is gone", trace.MoveDrop, packet("client", "FIN ACK"), nil, nil, nil, "does not know", "again"},
		{"the other end has sent data and waits", trace.MoveDrop, packet("client", "ACK"),
			nil, []trace.Socket{sock(2, "server", "ESTABLISHED", "retransmit")}, nil, "sends that again", ""},
		{"the other end waits for nothing: a window update", trace.MoveDrop, packet("client", "ACK"),
			nil, []trace.Socket{sock(2, "server", "ESTABLISHED", "")}, nil, "does not know", "again"},
		{"an ICMP message has no timer", trace.MoveDrop, packet("client", "ICMP port unreachable"),
			nil, []trace.Socket{sock(1, "client", "ESTABLISHED", "retransmit")}, nil, "none sends it again", "timer"},
		{"a RST may answer a SYN, and then there was no connection to forget", trace.MoveDrop, packet("server", "RST ACK"),
			nil, []trace.Socket{sock(1, "client", "SYN_SENT", "retransmit")}, nil, "No timer", "connection"},

		{"an ACK has no data which the receiver would take only once", trace.MoveDuplicate, packet("client", "ACK"), nil, nil, nil, "or never", "once"},
		{"the copy may be dropped", trace.MoveDuplicate, packet("client", "DATA 10"), nil, nil, nil, "when the copy comes", "will come"},
		{"the program may have closed most of its sockets before", trace.MoveKill, nil, nil, nil, nil, "what was still open", "closed nothing"},
		{"a ping does not report about another packet", trace.MoveDeliver, packet("client", "ICMP echo request"), nil, nil, nil, "ping", "became of"},
	} {
		m := trace.Move{Kind: tt.kind, Host: "client"}
		events := tt.events
		if p := tt.packet; p != nil {
			m.Host, m.Name, m.To = p.From, p.Name, p.To
			kind := map[string]string{trace.MoveDeliver: trace.EventDelivered, trace.MoveDrop: trace.EventDropped, trace.MoveDuplicate: trace.EventDuplicated}[tt.kind]
			events = append([]trace.Event{{Kind: kind, Host: p.From, To: p.To, Name: p.Name, Packet: p}}, events...)
		}
		s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Move: m, Events: events, Sockets: tt.sockets, Wire: tt.wire}}
		got := s.generalText(m)
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
		s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{
			Move:   trace.Move{Kind: trace.MoveTime},
			Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: tt.name, Packet: &p}},
			Wire:   []trace.Packet{before},
		}}
		if got := s.generalText(s.Step.Move); got != "" {
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
	s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{
		Move:    trace.Move{Kind: trace.MoveTime},
		Events:  []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "DATA 10", Packet: &again}},
		Wire:    []trace.Packet{data, ack},
		Sockets: []trace.Socket{{ID: 1, Host: "client", Proto: "tcp", Local: c, Remote: v, State: "ESTABLISHED", Timer: &trace.Timer{Kind: "retransmit", Retransmits: 1}}},
	}}
	if got := s.generalText(s.Step.Move); !strings.Contains(got, "the timer ran out") {
		t.Errorf("the text is %q, want the timer in it, which has run out once", got)
	}
}

// TestADropSaysWhatIsWaitedFor: after the drop of data or of a FIN only a timer
// brings it again. The text says when, and that there is more to do; if a copy
// is on the wire it says that instead.
func TestADropSaysWhatIsWaitedFor(t *testing.T) {
	lost := trace.Packet{ID: 7, From: "client", To: "server", Proto: "tcp", Name: "DATA 5", Flags: "AP", Src: "127.0.0.1:40000", Dst: "127.0.0.1:8001", Fate: trace.FateDropped}
	copied := lost
	copied.ID, copied.Of, copied.Fate = 8, 7, ""
	dropped := trace.Event{Kind: trace.EventDropped, Host: "client", To: "server", Name: "DATA 5", ID: 7, Packet: &lost}
	base := trace.Step{
		Move: lost.Move(trace.MoveDrop), Events: []trace.Event{dropped},
		Sockets: []trace.Socket{{Host: "client", Proto: "tcp", State: "ESTABLISHED", Owned: true, Local: lost.Src, Remote: lost.Dst,
			Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 119_500}}},
		Moves: []trace.Move{{Kind: trace.MoveCall, Host: "server", Name: "Read"}},
	}
	stays := base
	stays.Events = []trace.Event{dropped, {Kind: trace.EventCopy, Host: "client", To: "server", Name: "DATA 5", ID: 8, Packet: &copied}}
	stays.Held = []trace.Packet{copied}
	nothing := base
	nothing.Moves = []trace.Move{{Kind: trace.MoveWait}}
	for _, c := range []struct {
		why  string
		step trace.Step
		want string
	}{
		{"a timer runs, and the server may read", base, "client: resend 2 min (lab clock; usually 0.2 s). You need not wait for it: other moves are possible meanwhile."},
		{"nothing but the timer is left", nothing, "client: resend 2 min (lab clock; usually 0.2 s)."},
		{"a copy is there already", stays, "that copy is on the wire, as it would be on a real one."},
	} {
		s := &Scene{Header: &trace.Header{Usual: &trace.Usual{Resend: 200}}, Lang: "en", Step: c.step}
		if got := s.generalText(c.step.Move); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want it to end with %q", c.why, got, c.want)
		}
	}
}
