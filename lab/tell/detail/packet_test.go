package detail

import (
	"strings"
	"testing"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

const client, server = "127.0.0.1:40001", "127.0.0.1:8001"

func number(n int) *int { return &n }

// from returns a segment of one end; flags and numbers are as in a trace.
func from(end string, id int, flags string, seq, ack uint32, data string) trace.Packet {
	p := trace.Packet{
		ID: id, From: "client", To: "server", Proto: "tcp", Src: client, Dst: server, Name: "ACK",
		Flags: flags, Seq: seq, Ack: ack, Len: len(data), Size: 52 + len(data), Window: 64128, RawWindow: 501, Copies: 1, Step: id,
	}
	if end == server {
		p.From, p.To, p.Src, p.Dst = p.To, p.From, p.Dst, p.Src
	}
	if data != "" {
		p.Text = `"` + data + `"`
	}
	return p
}

// came returns the packet as it is once it was delivered in a step.
func came(p trace.Packet, step int) trace.Packet {
	p.Fate, p.Ended = trace.FateDelivered, step
	return p
}

// sentBy returns an end of the connection of which flying numbers are not
// acknowledged.
func sentBy(end, state string, flying int) trace.Socket {
	s := trace.Socket{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: client, Remote: server, State: state, SendQ: flying, Owned: true,
		Info: &trace.Info{NotSent: number(0), Unacked: min(flying, 1), MSS: 1448, Cwnd: 10, RTO: 200, RTT: 45, SendWindow: number(64128), RecvWindow: number(65536)}}
	if end == server {
		s.ID, s.Host, s.Local, s.Remote = 2, "server", server, client
	}
	return s
}

func scene(step trace.Step) *tell.Scene {
	return &tell.Scene{
		Header: &trace.Header{Lesson: "connection", Network: trace.PrivateNetwork, Stack: "Linux 6.18", Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}},
		Lang:   "en", Step: step,
	}
}

// said writes a sheet's facts, a line each.
func said(s Sheet) string {
	var b strings.Builder
	for _, f := range s.Facts {
		b.WriteString(f.Name + " | " + f.Text + "\n")
	}
	return b.String()
}

// TestWhatAPacketSays: each sentence has a packet, or a step around it, that
// proves it, and a near miss that does not, in which it must not stand.
func TestWhatAPacketSays(t *testing.T) {
	syn := from(client, 1, "S", 0, 0, "")
	syn.Options = &trace.Options{MSS: 1460, Scale: number(7), SACKPermitted: true}
	hello := from(client, 4, "AP", 1, 1, "hello")
	answer := func(change func(p *trace.Packet)) trace.Packet {
		p := from(server, 5, "A", 1, 6, "")
		if change != nil {
			change(&p)
		}
		return p
	}
	sack := func(r ...trace.Range) trace.Packet {
		return answer(func(p *trace.Packet) { p.Ack, p.Options = 1, &trace.Options{SACK: r} })
	}
	before := came(from(server, 3, "A", 1, 1, ""), 3) // the client has seen ack 1
	fin := from(client, 4, "AF", 1, 1, "bye")
	held := func(all ...trace.Packet) trace.Step { return trace.Step{Step: 6, Held: all} }
	with := func(s trace.Step, socks ...trace.Socket) trace.Step { s.Sockets = socks; return s }
	past := func(s trace.Step, wire ...trace.Packet) trace.Step { s.Wire = wire; return s }
	rst := from(server, 5, "R", 1, 0, "")
	rst.RawWindow, rst.Window = 0, 0
	for _, c := range []struct {
		why, says string
		p         trace.Packet
		step      trace.Step
		miss      trace.Packet
		missed    trace.Step
	}{
		{"a SYN counts as one byte", "SYN | asks to connect. It counts as one byte, number 0, so the answer must be ack 1",
			syn, held(syn), hello, held(hello)},
		{"an offered scale needs an answer", "window scale 7 | my later windows count ×128, if the answer has this option, too",
			syn, held(syn), func() trace.Packet { p := syn; p.Flags = "SA"; return p }(), held(syn)},
		{"the window of a SYN is not scaled", "in a SYN the number is never scaled", syn, held(syn), hello, held(hello)},
		{"an MSS is a wish about what comes", "MSS 1460 | send me at most 1460 bytes of data", syn, held(syn),
			func() trace.Packet { p := syn; p.Options = nil; return p }(), held(syn)},
		{"a scaled window", "room for 64128 bytes more: field 501 × 128", hello, held(hello),
			func() trace.Packet { p := hello; p.RawWindow = 0; return p }(), held(hello)},
		{"no room", "window 0 | no room", answer(func(p *trace.Packet) { p.Window, p.RawWindow = 0, 0 }), held(),
			answer(func(p *trace.Packet) { p.Window, p.RawWindow, p.Size = 0, 0, 0 }), held()}, // an old trace has no window
		{"a RST announces no window", "RST | ends the connection at once", rst, held(rst), hello, held(hello)},
		{"data has places in the stream", `bytes 1 to 5 | 5 bytes of data: "hello"`, hello, held(hello), answer(nil), held()},
		{"a FIN has the number behind the last byte", "FIN | nothing more comes from this end. It counts as one byte, number 4, so the answer must be ack 5",
			fin, held(fin), hello, held(hello)},
		{"a FIN may carry the last bytes", `bytes 1 to 3 | the last 3 bytes of data, before the FIN: "bye"`, fin, held(fin), hello, held(hello)},

		{"the bytes came before", "again | a packet with these bytes was delivered before, in step 5",
			from(client, 6, "A", 1, 1, "hello"), past(held(), came(hello, 5)),
			from(client, 6, "A", 1, 1, "hello!"), past(held(), came(hello, 5))}, // one byte of it is new
		{"an answer proves that the bytes came", "acknowledged | all of it has come: server sent ack 6 in step 5",
			hello, held(answer(nil)), hello, held(answer(func(p *trace.Packet) { p.Ack = 5 }))},

		{"an ACK of a SYN", "ack 1 | acknowledges the SYN, which is number 0, and expects 1 next",
			from(server, 2, "SA", 0, 1, ""), past(held(), came(syn, 2)),
			answer(nil), past(held(), came(syn, 2))},
		{"an ACK of a FIN", "acknowledges all up to the FIN, which is number 4", answer(func(p *trace.Packet) { p.Ack = 5 }), past(held(), came(fin, 5)),
			answer(func(p *trace.Packet) { p.Ack = 4 }), past(held(), came(fin, 5))},
		{"what is new to the receiver", "; if it is delivered, new to client: 5 bytes",
			answer(nil), with(past(held(answer(nil)), before, came(hello, 5)), sentBy(client, "ESTABLISHED", 5)),
			answer(nil), with(past(held(answer(nil)), before, came(hello, 5)), sentBy(client, "ESTABLISHED", 6))}, // queue and packets disagree
		{"nothing is said of what crossed unseen in a run", "new to client", answer(nil), with(past(held(answer(nil)), before, came(hello, 5)), sentBy(client, "ESTABLISHED", 5)),
			answer(func(p *trace.Packet) { p.Ack = 3000 }), with(past(held(), before, came(from(client, 4, "A", 0, 1, "h"), 5)), sentBy(client, "ESTABLISHED", 0))},
		{"bytes and a FIN are new", "new to client: 3 bytes and the FIN",
			answer(func(p *trace.Packet) { p.Ack = 5 }), with(past(held(), before, came(fin, 5)), sentBy(client, "FIN_WAIT_1", 4)),
			answer(func(p *trace.Packet) { p.Ack = 4 }), with(past(held(), before, came(fin, 5)), sentBy(client, "FIN_WAIT_1", 4))},
		{"nothing is new", "; nothing of that is new to client",
			answer(func(p *trace.Packet) { p.Ack = 1 }), with(past(held(), before, came(hello, 5)), sentBy(client, "ESTABLISHED", 5)),
			answer(nil), with(past(held(), came(hello, 5)), sentBy(client, "ESTABLISHED", 5))}, // no ACK of the step says what the client has seen

		{"a duplicate ACK", "again | a duplicate ACK: ack 1 was sent before, in step 3, and segments are in flight",
			answer(func(p *trace.Packet) { p.Ack = 1 }), with(past(held(), before), sentBy(client, "ESTABLISHED", 5)),
			answer(func(p *trace.Packet) { p.Ack = 1 }), with(past(held(), before), sentBy(client, "ESTABLISHED", 0))}, // nothing is in flight
		{"the same ACK while nothing is in flight", "again | ack 1 was sent before, in step 3",
			answer(func(p *trace.Packet) { p.Ack = 1 }), past(held(), before), answer(nil), past(held(), before)},
		{"a window update is no duplicate", "window update | ack 1 was sent before, in step 3; the window was 64128 then, and is 128 now",
			answer(func(p *trace.Packet) { p.Ack, p.Window = 1, 128 }), with(past(held(), before), sentBy(client, "ESTABLISHED", 5)),
			answer(func(p *trace.Packet) { p.Ack = 1 }), with(past(held(), before), sentBy(client, "ESTABLISHED", 5))},

		{"bytes behind a gap", "SACK | arrived behind a gap: bytes 5 to 8; missing: bytes 1 to 4", sack(trace.Range{First: 5, After: 9}), held(),
			sack(), held()},
		{"bytes that came twice", "SACK | arrived a second time (RFC 2883): byte 0", sack(trace.Range{First: 0, After: 1}), held(),
			sack(trace.Range{First: 5, After: 9}), held()},
		{"a FIN behind a gap", "arrived behind a gap: bytes 2 to 3 and the FIN; missing: byte 1", sack(trace.Range{First: 2, After: 5}), past(held(), came(fin, 5)),
			sack(trace.Range{First: 2, After: 5}), past(held(), came(from(client, 4, "A", 1, 1, "byes"), 5))},

		{"a RST is checked by its number", "seq 1 | the receiver obeys if 1 is the very number that it expects next",
			rst, with(held(rst), sentBy(client, "ESTABLISHED", 0)), rst, held(rst)},
		{"a RST that opens nothing", "the receiver is in SYN_SENT, and checks this number alone",
			rst, with(held(rst), sentBy(client, "SYN_SENT", 1)), rst, with(held(rst), sentBy(client, "ESTABLISHED", 1))},
		{"a RST for nobody", "seq 1 | there is no connection at the receiver that it could end", rst, held(rst), came(rst, 6), held()},

		{"a keepalive probe", "seq 0 | asks if the other end is still there. Number 0 is one below the next one, 1",
			answer(func(p *trace.Packet) { p.Seq, p.Probe = 0, trace.ProbeKeepalive }), held(), answer(nil), held()},
		{"a zero-window probe", "seq 0 | asks if the window has opened", answer(func(p *trace.Packet) { p.Seq, p.Probe = 0, trace.ProbeZeroWindow }), held(),
			answer(func(p *trace.Packet) { p.Seq, p.Probe = 0, trace.ProbeKeepalive }), held()},
		{"a copy", "copy | a copy of a packet that left before", answer(func(p *trace.Packet) { p.Of = 4 }), held(), answer(nil), held()},
	} {
		if got := said(Packet(scene(c.step), &c.p, "")); !strings.Contains(got, c.says) {
			t.Errorf("%s: want %q in\n%s", c.why, c.says, got)
		}
		if got := said(Packet(scene(c.missed), &c.miss, "")); strings.Contains(got, c.says) {
			t.Errorf("%s: %q is said of a near miss:\n%s", c.why, c.says, got)
		}
	}
}

// TestNewsOfADeliveredACK: how much an ACK acknowledged anew is read from the step
// before the one that delivered it, and only from that.
func TestNewsOfADeliveredACK(t *testing.T) {
	p := from(server, 5, "A", 1, 6, "")
	was := trace.Step{Step: 5, Held: []trace.Packet{p}, Sockets: []trace.Socket{sentBy(client, "ESTABLISHED", 5)},
		Wire: []trace.Packet{came(from(server, 3, "A", 1, 1, ""), 3), came(from(client, 4, "AP", 1, 1, "hello"), 5)}}
	p = came(p, 6)
	s := scene(trace.Step{Step: 6, Wire: []trace.Packet{p}})
	s.Before = &was
	const want = "; new to client was: 5 bytes"
	if got := said(Packet(s, &p, "")); !strings.Contains(got, want) {
		t.Errorf("want %q in\n%s", want, got)
	}
	s.Step.Step = 7 // Before is no longer the step before its delivery
	if got := said(Packet(s, &p, "")); strings.Contains(got, "new to") {
		t.Errorf("a step later nobody knows what the ACK found:\n%s", got)
	}
	s.Step.Step = 6
	p.Fate = trace.FateDropped
	if got := said(Packet(s, &p, "")); strings.Contains(got, "new to") {
		t.Errorf("a packet that was dropped is news to nobody:\n%s", got)
	}
}

// TestAnEarlierConnectionIsAnother: the addresses may have been used before, and
// the packets of that time prove nothing.
func TestAnEarlierConnectionIsAnother(t *testing.T) {
	old := came(from(client, 1, "AP", 1, 1, "hello"), 2)
	again := came(from(client, 3, "S", 0, 0, ""), 4)
	p := from(client, 5, "AP", 1, 1, "hello")
	const says = "was delivered before"
	if got := said(Packet(scene(trace.Step{Step: 6, Wire: []trace.Packet{old, again}}), &p, "")); strings.Contains(got, says) {
		t.Errorf("bytes of an earlier connection are taken for these:\n%s", got)
	}
	if got := said(Packet(scene(trace.Step{Step: 6, Wire: []trace.Packet{old}}), &p, "")); !strings.Contains(got, says) {
		t.Errorf("want %q in\n%s", says, got)
	}
}

// TestDatagramsAndMessages: UDP and ICMP have facts of their own.
func TestDatagramsAndMessages(t *testing.T) {
	udp := func(name, detail string, n int) trace.Packet {
		return trace.Packet{ID: 1, From: "client", To: "server", Proto: "udp", Name: name, Detail: detail, Src: client, Dst: server, Len: n, Size: n + 28, Copies: 1}
	}
	six := func(name, detail string) trace.Packet {
		return trace.Packet{ID: 2, Proto: "icmp", Name: "ICMPv6 " + name, From: "client", To: "server", Src: "[::1]:0", Dst: "[::1]:0", Copies: 1, Detail: detail}
	}
	icmp := func(name, detail string) trace.Packet {
		return trace.Packet{ID: 1, From: "server", To: "client", Proto: "icmp", Name: "ICMP " + name, Detail: detail, Copies: 1}
	}
	text := udp("UDP 2", "", 2)
	text.Text = `"hi"`
	for _, c := range []struct {
		p    trace.Packet
		want string
		not  string
	}{
		{text, `UDP 2 | the whole datagram, 2 bytes: "hi". One Read takes it`, "piece"},
		{udp("UDP 0", "", 0), "UDP 0 | an empty datagram", "whole"},
		{udp("UDP fragment 1480-2959", "part of datagram 7, more follow", 1480), "1480–2959 | a piece of a datagram that is too long for one packet: UDP's header and data, bytes 1480 to 2959", "whole"},
		{udp("UDP fragment 1480-2959", "part of datagram 7, more follow", 1480), "more | further pieces follow", "last"},
		{udp("UDP fragment 2960-4007", "part of datagram 7, the last", 1048), "more | this is the last piece", "follow"},
		{udp("UDP fragment 1480-2959", "part of datagram 7, more follow", 1480), "ports | they stand in the first piece", "whole"},
		{six("fragment 1448-2895", "part of datagram 7, more follow"), "1448–2895 | a piece of a datagram that is too long for one packet: ICMPv6's header", "ICMP's"},
		{six("port unreachable", "about UDP 5 from [::1]:50000 to [::1]:8001"), "ICMPv6 | no socket has that port", "echo"},
		{six("port unreachable", "about UDP 5 from [::1]:50000 to [::1]:8001"), "about | UDP 5 from [::1]:50000 to [::1]:8001", "echo"},
		{six("packet too big", "about UDP 5 from [::1]:50000 to [::1]:8001"), "ICMPv6 | the packet is too long for the way; over IPv6", "may not be cut"},
		{icmp("port unreachable", "about UDP 5 from "+client+" to "+server), "ICMP | no socket has that port", "echo"},
		{icmp("port unreachable", "about UDP 5 from "+client+" to "+server), "about | UDP 5 from " + client + " to " + server, "echo"},
		{icmp("type 40 code 1", ""), "", "about"}, // nothing is said of a message that has no words
	} {
		got := said(Packet(scene(trace.Step{}), &c.p, ""))
		if !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%s: want %q and not %q in\n%s", c.p.Name, c.want, c.not, got)
		}
	}
}

// TestHowToSeeEveryByte: a run that writes a capture names its file, others name
// the flag. An open lab has no such flag.
func TestHowToSeeEveryByte(t *testing.T) {
	p := from(client, 1, "S", 0, 0, "")
	s := scene(trace.Step{})
	for _, c := range []struct {
		capture string
		open    bool
		want    string
	}{
		{"", false, "To see every byte, in Wireshark: tcplab run connection --pcapng FILE"},
		{"out.pcapng", false, "Every byte of it is in out.pcapng, for Wireshark."},
		{"", true, ""},
		{"", false, ""}, // on the host network no packet passes through tcplab
	} {
		s.Header.Open = c.open
		if c.capture == "" && c.want == "" && !c.open {
			s.Header.Network = "host"
		}
		if got := Packet(s, &p, c.capture).Tail; got != c.want {
			t.Errorf("capture %q, open %t: %q, want %q", c.capture, c.open, got, c.want)
		}
	}
}

// TestTheModelsBytes: they are written by the model alone, which other machines do not
// take by themselves.
func TestTheModelsBytes(t *testing.T) {
	s := scene(trace.Step{})
	s.Header.Network = trace.NetstackNetwork
	if got, want := More(s, ""), "To see every byte, in Wireshark: tcplab run connection --net netstack --pcapng FILE"; got != want {
		t.Errorf("how to see every byte is %q, want %q", got, want)
	}
}

// TestAnOldTrace: a trace without windows, options and sizes has a page all the
// same, and nothing is made up.
func TestAnOldTrace(t *testing.T) {
	p := trace.Packet{ID: 1, From: "client", To: "server", Proto: "tcp", Name: "SYN", Flags: "S", Src: client, Dst: server, Copies: 1, Detail: "mss 1460, wscale 7"}
	sheet := Packet(scene(trace.Step{}), &p, "")
	if got := said(sheet); strings.Contains(got, "window") || strings.Contains(got, "MSS") {
		t.Errorf("the trace does not have it:\n%s", got)
	}
	if !strings.Contains(sheet.Rest, "mss 1460, wscale 7") {
		t.Errorf("the options in words are left out: %q", sheet.Rest)
	}
	s := scene(trace.Step{})
	s.Lang = "zh"
	if got, want := Packet(s, &p, "").Rest, "MSS 1460，窗口扩大 7"; !strings.Contains(got, want) {
		t.Errorf("in Chinese the options are %q, want %q among them", got, want)
	}
}

// TestWhatHasNoPort: an ICMP message has addresses and no ports.
func TestWhatHasNoPort(t *testing.T) {
	for _, c := range []struct{ proto, src, dst, want string }{
		{"icmp", "[::1]:0", "[::1]:0", "from [::1] to [::1]"},
		{"icmp", "127.0.0.1:0", "127.0.0.2:0", "from 127.0.0.1 to 127.0.0.2"},
		{"udp", "127.0.0.1:50000", "127.0.0.1:8000", "from 127.0.0.1:50000 to 127.0.0.1:8000"},
	} {
		p := trace.Packet{ID: 1, From: "client", To: "server", Proto: c.proto, Src: c.src, Dst: c.dst, Copies: 1}
		if got, _, _ := strings.Cut(Packet(scene(trace.Step{}), &p, "").About, ";"); got != c.want {
			t.Errorf("a packet from %s to %s goes %q, want %q", c.src, c.dst, got, c.want)
		}
	}
}
