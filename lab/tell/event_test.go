package tell

import (
	"testing"

	"tcplab/lab/trace"
)

func TestMoveAndEventInWords(t *testing.T) {
	two := &trace.Header{Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}, {Name: "server-2", Role: "server"}}}
	for _, c := range []struct{ got, want string }{
		{MoveText(nil, trace.Move{Kind: trace.MoveDeliver, Host: "server", Name: "SYN ACK", To: "client"}, "en"), "deliver SYN ACK to client"},
		{MoveText(nil, trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Dial"}, "en"), "client calls Dial"},
		{MoveText(nil, trace.Move{Kind: trace.MoveCall, Host: "client", Name: "exit"}, "zh"), "客户端退出"},
		{MoveText(nil, trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Read", To: "client-2"}, "en"), "server calls Read for client-2"},
		{MoveText(two, trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Read", To: "client"}, "en"), "server calls Read for client"},
		// A client serves nobody.
		{MoveText(two, trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Read", To: "server-2"}, "en"), "client calls Read (peer: server-2)"},
		{MoveText(two, trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Close", To: "server"}, "zh"), "客户端调用 Close（对方：服务器）"},
		{MoveText(nil, trace.Move{Kind: trace.MoveStart}, "en"), "the hosts start"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleListener, From: "CLOSED", To: "LISTEN"}, "en"), "server listener: CLOSED → LISTEN"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "client", From: "CLOSED", To: "ESTABLISHED", Passed: []string{"SYN_SENT"}}, "en"), "client: CLOSED → ESTABLISHED (passed SYN_SENT)"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleListener, From: "CLOSED", To: "LISTEN"}, "zh"), "服务器监听套接字：CLOSED → LISTEN"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "client", From: "SYN_SENT", To: "ESTABLISHED"}, "zh"), "客户端：SYN_SENT → ESTABLISHED"},
		// The listener stays in LISTEN: no machine goes from LISTEN to
		// SYN_RCVD.
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleConnection, From: "LISTEN", To: "SYN_RCVD"}, "en"), "server: new connection in SYN_RCVD"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleConnection, From: "LISTEN", To: "SYN_RCVD"}, "zh"), "服务器：新连接 SYN_RCVD"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", From: "LISTEN", To: "CLOSE_WAIT", Passed: []string{"SYN_RCVD", "ESTABLISHED"}}, "en"), "server: new connection in CLOSE_WAIT (passed SYN_RCVD, ESTABLISHED)"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", From: "LISTEN", To: "CLOSE_WAIT", Passed: []string{"SYN_RCVD", "ESTABLISHED"}}, "zh"), "服务器：新连接 CLOSE_WAIT（经过 SYN_RCVD、ESTABLISHED）"},
		{EventText(nil, trace.Event{Kind: trace.EventEnded, Host: "server", Name: "Read", Text: "io.EOF", Err: "EOF"}, "en"), "server: Read returns io.EOF"},
		{EventText(nil, trace.Event{Kind: trace.EventEnded, Host: "server", Name: "Read", Text: "3 bytes", Err: "connection reset"}, "zh"), "服务器：Read 返回 3 字节，connection reset"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "client", Name: trace.RoleSocket, From: "CLOSED", To: "ESTABLISHED"}, "en"), "client has a UDP socket (ESTABLISHED)"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleSocket, From: "UNCONN", To: "ESTABLISHED"}, "en"), "server's UDP socket has a peer now (ESTABLISHED)"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleSocket, From: "ESTABLISHED", To: "UNCONN"}, "zh"), "服务器的 UDP 套接字不再有对端（UNCONN）"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleSocket, From: "UNCONN", To: "CLOSED"}, "zh"), "服务器的 UDP 套接字没有了"},
		{EventText(nil, trace.Event{Kind: trace.EventEnded, Host: "client", Name: "Dial", Err: "connection refused"}, "en"), "client: Dial fails: connection refused"},
		{EventText(nil, trace.Event{Kind: trace.EventEnded, Host: "server", Name: "Read", Text: `5 bytes "hello"`}, "en"), `server: Read returns 5 bytes "hello"`},
		{ResultText(trace.Event{Text: "conn 127.0.0.1:1 → 127.0.0.1:2"}, "en"), "127.0.0.1:1 → 127.0.0.1:2"},
		{ResultText(trace.Event{Text: `file "/tmp/a"`}, "en"), `"/tmp/a"`},
		{ResultText(trace.Event{Text: `4 bytes "conn "`}, "en"), `4 bytes "conn "`},
		{ResultText(trace.Event{Text: "conn 127.0.0.1:1 → 127.0.0.1:2"}, "zh"), "127.0.0.1:1 → 127.0.0.1:2"},
		{ResultText(trace.Event{Text: "listener 127.0.0.1:8001"}, "zh"), "127.0.0.1:8001"},
		{EventText(nil, trace.Event{Kind: trace.EventSent, Host: "client", Name: "UDP 5", Packet: &trace.Packet{Proto: "udp"}}, "zh"), "客户端发出 UDP 5"},
		{ResultText(trace.Event{Text: `5 bytes "7 bytes"`}, "zh"), `5 字节 "7 bytes"`},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "ends Read: bytes", Got: "Read has not ended"}, "zh"), "此处：服务器 Read 没有返回；预期：Read 返回若干字节"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "ends Read: 4 bytes", Got: `ends Read: 3 bytes "two"`}, "zh"), `此处：服务器 Read 返回 3 字节 "two"；预期：Read 返回 4 字节`},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "ends Dial", Got: "ends Dial: connection refused"}, "zh"), "此处：服务器 Dial 返回 connection refused；预期：Dial 返回"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "send_q 36", Got: "send_q 40"}, "zh"), "此处：客户端 Send-Q 40；预期：Send-Q 36"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "send_q falls", Got: "send_q 40, before 40"}, "zh"), "此处：客户端 Send-Q 40，之前是 40；预期：Send-Q 减少"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "recv_q grows", Got: "recv_q 40, before 39"}, "zh"), "此处：客户端 Recv-Q 40，之前是 39；预期：Recv-Q 正好增加所到的字节数"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "sends nothing", Got: "sends RST ACK"}, "zh"), "此处：客户端发出 RST ACK；预期：什么也没发"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "sends ACK ack 9", Got: "sends ACK ack 5"}, "zh"), "此处：服务器发出 ACK ack 5；预期：发出 ACK ack 9"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "gets ACK ack 9", Got: "gets nothing"}, "zh"), "此处：客户端什么也没收到；预期：收到 ACK ack 9"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "runs nothing", Got: "runs Read(buf[82])"}, "zh"), "此处：服务器 Read(buf[82]) 正在进行；预期：没有进行中的调用"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "waits WriteToUDP 3", Got: "waits WriteToUDP 2"}, "zh"), "此处：服务器闸门前的 WriteToUDP：2 个；预期：闸门前的 WriteToUDP：3 个"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "held DATA 4", Got: "held nothing"}, "zh"), "此处：客户端没有待放行的包；预期：DATA 4 待放行"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "send_q stays", Got: "send_q 32, before 40"}, "zh"), "此处：客户端 Send-Q 32，之前是 40；预期：Send-Q 不变"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "prints one", Got: "prints nothing"}, "zh"), "此处：客户端没有输出；预期：输出 one"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "exits 0", Got: "exits : exit status 1"}, "zh"), "此处：客户端结束，退出码 1；预期：结束，退出码 0"},
		// A claim is written for the author of a lesson; a student reads a
		// sentence.
		{FindingText(nil, trace.Finding{Subject: "client", Want: "resends DATA 5 seq 1", Got: "resends nothing"}, "zh"), "此处：客户端没有重传；预期：重传 DATA 5 seq 1"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "resends DATA 5 seq 1", Got: "resends nothing"}, "en"), "here: client sends nothing again; expected: sends DATA 5 seq 1 again"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "sends probe", Got: "sends nothing"}, "zh"), "此处：服务器什么也没发；预期：发出探测"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "cwnd grows", Got: "cwnd 10, before 10"}, "zh"), "此处：客户端 cwnd 10，之前是 10；预期：cwnd 增大"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "timer restarts", Got: "timer time-wait goes on"}, "en"), "here: client lets the timer time-wait run on; expected: restarts its timer"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "timer persist", Got: "timer none"}, "zh"), "此处：客户端没有定时器；预期：定时器：persist"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "timer restarts", Got: "timer persist starts"}, "zh"), "此处：客户端定时器 persist 刚刚开始；预期：定时器重新开始"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "runs Read", Got: "no Read is under way"}, "en"), "here: server is in no Read; expected: is in Read"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "ends Read: EOF", Got: "Read has not ended"}, "en"), "here: server has not come back from Read; expected: gets EOF from Read"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "ends Read: 2 bytes", Got: "ends Read: io.EOF, EOF"}, "en"), "here: server gets io.EOF from Read; expected: gets 2 bytes from Read"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "ends Dial", Got: "ends Dial: connection refused"}, "en"), "here: client gets connection refused from Dial; expected: comes back from Dial"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "waits WriteToUDP 2", Got: "waits WriteToUDP 1"}, "en"), "here: server stands at the gate of WriteToUDP ×1; expected: stands at the gate of WriteToUDP ×2"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "prints one", Got: `prints : 3 bytes: "two"`}, "en"), `here: server prints 3 bytes: "two"; expected: prints one`},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "send_q falls", Got: "send_q 12, before 12"}, "en"), "here: client Send-Q 12, before 12; expected: Send-Q falls"},
		{FindingText(nil, trace.Finding{Subject: "server/client-2", Want: "unowned", Got: "owned"}, "en"), "here: server (client-2) held by its program; expected: held by no program"},
		{FindingText(nil, trace.Finding{Subject: "server/client-2", Want: "ESTABLISHED", Got: "CLOSED"}, "zh"), "此处：服务器对客户端二的一端 CLOSED；预期：ESTABLISHED"},
		{FindingText(nil, trace.Finding{Subject: "server/udp", Want: "recv_q grows", Got: "recv_q 0, before 0"}, "en"), "here: server's UDP socket Recv-Q 0, before 0; expected: Recv-Q grows"},
		{FindingText(nil, trace.Finding{Subject: "server", Want: "recv_q grows", Got: "recv_q 3000, before 1460"}, "en"), "here: server Recv-Q 3000, before 1460; expected: Recv-Q grows by what came in"},
		{FindingText(nil, trace.Finding{Subject: "server/listener", Want: "LISTEN", Got: "CLOSED"}, "en"), "here: server listener CLOSED; expected: LISTEN"},
		{FindingText(nil, trace.Finding{Subject: "server/udp", Want: "UNCONN", Got: "CLOSED"}, "en"), "here: server's UDP socket is not there; expected: UNCONN"},
		{FindingText(nil, trace.Finding{Subject: "server/udp", Want: "UNCONN", Got: "CLOSED"}, "zh"), "此处：服务器的 UDP 套接字不存在；预期：UNCONN"},
		// Some systems tell no word for a UDP socket.
		{FindingText(nil, trace.Finding{Subject: "server/udp", Want: "CLOSED", Got: "open"}, "en"), "here: server's UDP socket is there; expected: is not there"},
		{FindingText(nil, trace.Finding{Subject: "server/udp", Want: "CLOSED", Got: "open"}, "zh"), "此处：服务器的 UDP 套接字还在；预期：不存在"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleSocket, From: "CLOSED"}, "en"), "server has a UDP socket"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleSocket, From: "CLOSED"}, "zh"), "服务器有了 UDP 套接字"},
		{EventText(nil, trace.Event{Kind: trace.EventState, Host: "server", Name: trace.RoleSocket, To: "CLOSED"}, "en"), "server's UDP socket is gone"},
		{FindingText(nil, trace.Finding{Subject: "client", Want: "SYN_SENT", Got: "no socket"}, "zh"), "此处：客户端没有套接字；预期：SYN_SENT"},
		{ResultText(trace.Event{Text: `4 bytes "a da" from 127.0.0.1:9`}, "zh"), `4 字节 "a da"，来自 127.0.0.1:9`},
		{ResultText(trace.Event{Text: `60 bytes "aaa"… 60 bytes from 127.0.0.1:9`}, "zh"), `60 字节 "aaa"…，来自 127.0.0.1:9`},
		{ResultText(trace.Event{Text: `"a \"1 bytes", 12 bytes`}, "zh"), `"a \"1 bytes"，12 字节`},
		{ResultText(trace.Event{Text: `"a \"1 bytes", 12 bytes`}, "en"), `"a \"1 bytes", 12 bytes`},
		{ResultText(trace.Event{Text: `1 bytes "1 bytes"`}, "en"), `1 byte "1 bytes"`},
		{ResultText(trace.Event{Text: `1 bytes "a"`}, "zh"), `1 字节 "a"`},
		{ResultText(trace.Event{Text: `file "/tmp/a, in b"`}, "zh"), `"/tmp/a, in b"`},
		{ResultText(trace.Event{Text: `5 bytes, SHA-256 0a1b, in "/tmp/a, in \"b\""`}, "zh"), `5 字节，SHA-256 0a1b，位于 "/tmp/a, in \"b\""`},
		{ResultText(trace.Event{Text: `5 bytes in "/tmp/a"`}, "zh"), `5 字节，位于 "/tmp/a"`},
		{ResultText(trace.Event{Text: "io.EOF"}, "zh"), "io.EOF"},
		// In a flow a reset can be told from data, and one connection from
		// another.
		{EventText(nil, trace.Event{Kind: trace.EventDelivered, Host: "client", To: "server", Name: "TCP", Count: 4, Bytes: 5, Last: 7, Src: "127.0.0.1:40001", Dst: "127.0.0.1:8001",
			Kinds: []trace.KindCount{{Name: "SYN", Count: 1}, {Name: "DATA", Count: 2}, {Name: "RST", Count: 1}}}, "en"), "client:40001's SYN, DATA ×2, RST reached server:8001, 5 bytes, seq 0 to 7"},
		{EventText(nil, trace.Event{Kind: trace.EventDelivered, Host: "server", To: "client", Name: "RST ACK", Count: 2, Src: "127.0.0.1:8001", Dst: "127.0.0.1:40001",
			Kinds: []trace.KindCount{{Name: "RST ACK", Count: 2}}}, "zh"), "服务器:8001 的 RST ACK ×2 到达客户端:40001"},
		{EventText(nil, trace.Event{Kind: trace.EventDelivered, Host: "client", To: "server", Name: "TCP", Count: 4}, "en"), "client's TCP reached server ×4"}, // of an older trace
		{EventText(nil, trace.Event{Kind: trace.EventSent, Host: "client", Name: "SYN", Packet: &trace.Packet{Proto: "tcp", Flags: "S"}}, "en"), "client sends SYN  seq 0"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestAProbeIsNamedForWhatItAsks: a probe has the form of an ACK, and that is
// its name for scripts. A FIN that carries data shows them.
func TestAProbeIsNamedForWhatItAsks(t *testing.T) {
	probe := func(kind string) *trace.Packet {
		return &trace.Packet{ID: 5, From: "client", To: "server", Proto: "tcp", Name: "ACK", Flags: "A", Seq: 0, Ack: 1, Probe: kind}
	}
	fin := &trace.Packet{ID: 6, From: "client", To: "server", Proto: "tcp", Name: "FIN ACK", Flags: "AF", Seq: 1, Ack: 1, Len: 5, Text: `"hello"`}
	for _, c := range []struct {
		p        *trace.Packet
		lang     string
		want     string
		whatElse string
	}{
		{probe(""), "en", "client sends ACK  seq 0 ack 1", "an ACK is an ACK"},
		{probe(trace.ProbeKeepalive), "en", "client sends keepalive probe  seq 0 ack 1", "the keepalive timer sent it"},
		{probe(trace.ProbeZeroWindow), "en", "client sends zero-window probe  seq 0 ack 1", "the persist timer sent it"},
		{probe(trace.ProbeZeroWindow), "zh", "客户端发出零窗口探测  seq 0 ack 1", "the same in Chinese"},
		{fin, "en", `client sends FIN ACK  seq 1 ack 1 len 5  "hello"`, "its name does not tell of the data"},
	} {
		e := trace.Event{Kind: trace.EventSent, Host: "client", To: "server", Name: c.p.Name, ID: c.p.ID, Packet: c.p}
		if got := EventText(nil, e, c.lang); got != c.want {
			t.Errorf("%q, want %q: %s", got, c.want, c.whatElse)
		}
	}
	s := &Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Held: []trace.Packet{*probe(trace.ProbeKeepalive)}}}
	if got, want := s.MoveText(s.Step.Held[0].Move(trace.MoveDeliver)), "deliver keepalive probe to server"; got != want {
		t.Errorf("the move is called %q, want %q", got, want)
	}
}

// TestAProbeOfOneOfSeveralConnections: where a client has several connections, the
// port tells which of them a probe belongs to, in a sentence and on the ladder.
func TestAProbeOfOneOfSeveralConnections(t *testing.T) {
	h := &trace.Header{Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	between := func(port, from, to string) *trace.Packet {
		p := &trace.Packet{ID: 5, From: from, To: to, Proto: "tcp", Name: "ACK", Flags: "A", Ack: 1, Src: "127.0.0.1:8001", Dst: "127.0.0.1:" + port, Probe: trace.ProbeKeepalive, Step: 1}
		if from == "client" {
			p.Src, p.Dst = p.Dst, p.Src
		}
		return p
	}
	p := between("40001", "server", "client")
	e := trace.Event{Kind: trace.EventSent, Host: "server", To: "client", Name: "ACK", ID: 5, Packet: p}
	step := trace.Step{Step: 1, Held: []trace.Packet{*p, *between("40002", "client", "server")}, Events: []trace.Event{e}}
	s := &Scene{Header: h, Lang: "en", Step: step, Window: []trace.Step{step}}
	if got, want := s.EventText(e), "server sends keepalive probe → :40001  seq 0 ack 1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := s.Rungs()[0].Label, "keepalive probe → :40001"; got != want {
		t.Errorf("the ladder calls it %q, want %q", got, want)
	}
}
