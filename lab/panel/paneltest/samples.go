package paneltest

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// row is a beat of the samples: its chapter, its id, its move, and if n stops
// there.
func row(chapter, id, kind, host, name string, stop bool) trace.Beat {
	return trace.Beat{ID: id, Chapter: chapter, Move: trace.Move{Kind: kind, Host: host, Name: name}, Stop: stop}
}

// section is a headline and a lead.
func section(headline, lead string) prose.Section {
	return prose.Section{Headline: headline, Lead: lead}
}

const sampleClient = `package main

import (
	"fmt"
	"log"
	"net"
)

// The client says hello, and is the first to close.
func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	_, err = conn.Write([]byte("hello"))
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the server said %q\n", buf[:n])
	conn.Close()
}
`

const sampleServer = `package main

import (
	"fmt"
	"log"
	"net"
)

// The server answers one client.
func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:8001")
	if err != nil {
		log.Fatal(err)
	}
	// Accept waits for a finished connection.
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the client said %q\n", buf[:n])
	conn.Write([]byte("hi, client"))
	conn.Read(buf) // io.EOF
	conn.Close()
	ln.Close()
}
`

// connectionBeats is a script like that of the first lesson.
var connectionBeats = []trace.Beat{
	row("opening", "listen", "call", "server", "Listen", true),
	row("opening", "accept", "call", "server", "Accept", true),
	row("opening", "dial", "call", "client", "Dial", true),
	row("opening", "syn", "deliver", "client", "SYN", true),
	row("opening", "syn-ack", "deliver", "server", "SYN ACK", true),
	row("opening", "ack", "deliver", "client", "ACK", true),
	row("data", "server-read", "call", "server", "Read", false),
	row("data", "hello", "call", "client", "Write", true),
	row("data", "hello-arrives", "deliver", "client", "DATA 5", true),
	row("data", "hello-ack", "deliver", "server", "ACK", false),
	row("data", "client-read", "call", "client", "Read", false),
	row("data", "answer", "call", "server", "Write", true),
	row("data", "answer-arrives", "deliver", "server", "DATA 10", true),
	row("data", "answer-ack", "deliver", "client", "ACK", false),
	row("closing", "wait-eof", "call", "server", "Read", false),
	row("closing", "client-close", "call", "client", "Close", true),
	row("closing", "fin", "deliver", "client", "FIN ACK", true),
	row("closing", "fin-ack", "deliver", "server", "ACK", true),
	row("closing", "server-close", "call", "server", "Close", true),
	row("closing", "last-fin", "deliver", "server", "FIN ACK", true),
	row("closing", "last-ack", "deliver", "client", "ACK", true),
}

func connectionHeader() trace.Header {
	en := &prose.Text{
		Title: "Opening and closing a connection", Summary: "A handshake, one message each way, and a close: every state at both ends.",
		Chapters: map[string]string{"opening": "Opening", "data": "Data", "closing": "Closing"},
		Sections: map[string]prose.Section{
			"listen": {
				Headline: "SERVER: Listen opens its port",
				Lead:     "Listen told the server's kernel to take connections on this port. There is\nnow a listener, in state LISTEN. No packet was sent for that.",
				More:     "A listener is a socket that never carries data. It waits for clients, and for\neach one the kernel opens a connection of its own beside it.\n\n- `socket` makes it,\n- `bind` gives it an address,\n- `listen` changes its state.\n\n*RFC 9293, 3.10.1; listen(2)*",
				Question: &prose.Question{
					Ask: "Next the server calls Accept. What becomes of the listener?",
					Options: []prose.Option{
						{Text: "it goes from CLOSED to LISTEN", Why: "Notes often draw it that way, but it is in LISTEN already."},
						{Text: "it stays in LISTEN", Right: true, Why: "Accept takes a finished connection off a queue. It changes no TCP state at all."},
						{Text: "it goes to SYN_RCVD", Why: "That takes a SYN, and no client has sent one."},
					},
				},
				Terms: []string{"LISTEN", "passive open"},
			},
			"accept": section("SERVER: Accept begins to wait", "Accept asks for a finished connection, and there is none yet, so it waits.\nNothing else has changed: the listener was in LISTEN before."),
			"dial":   section("CLIENT: Dial sends a SYN", "The client's kernel picked a free port, sent a SYN and went to SYN_SENT. Dial\nreturns when the answer has come, and not before."),
			"syn": {
				Headline: "SERVER KERNEL: SYN in, SYN ACK out",
				Lead:     "Accept played no part: the kernel answered by itself and opened a second\nmachine beside the listener. Dial still waits for the packet on the wire.",
				Question: &prose.Question{
					Ask: "When it arrives, which end changes: the client, the server or both?",
					Options: []prose.Option{
						{Text: "the client", Right: true, Why: "Only the end that gets a packet can know of it. The server waits for the ACK."},
						{Text: "the server", Why: "Nothing has reached the server since its SYN ACK left."},
						{Text: "both", Why: "News takes time: the server learns of it one packet later."},
					},
				},
			},
			"syn-ack":        section("CLIENT KERNEL: SYN ACK in, ACK out", "The client is ESTABLISHED and Dial has returned. The server does not know yet:\nit is still in SYN_RCVD, until the ACK on the wire arrives."),
			"ack":            section("SERVER KERNEL: ACK in, Accept ends", "Now both ends are ESTABLISHED. Accept has a finished connection to give, and\nreturns. The listener is in LISTEN as before, ready for the next client."),
			"hello":          section("CLIENT: Write puts 5 bytes out", "Write has returned, and the five bytes are still on the wire: it means that\nthe kernel has them, not that the server has."),
			"hello-arrives":  section("SERVER: Read returns 5 bytes", "The bytes came in and Read gave them to the program. The kernel acknowledges\nthem; until that arrives the client keeps a copy."),
			"answer":         section("SERVER: Write puts 10 bytes out", "The same in the other direction: one connection, two independent streams."),
			"answer-arrives": section("CLIENT: Read returns 10 bytes", "Read waited for exactly this. Data moves numbers and queues, and no state."),
			"client-close":   section("CLIENT: Close sends a FIN", "The client says that it has nothing more to send, and is in FIN_WAIT_1 until\nits FIN is acknowledged. Close itself has returned at once."),
			"fin":            section("SERVER KERNEL: FIN in, Read ends", "The server's kernel goes to CLOSE_WAIT and Read gives io.EOF. It stays there\nuntil the server's own program closes."),
			"fin-ack":        section("CLIENT KERNEL: its FIN is known", "FIN_WAIT_2: this end has closed and the other has not. Data could still come."),
			"server-close":   section("SERVER: Close sends the other FIN", "Now the second half closes. LAST_ACK waits for one thing only: the last ACK."),
			"last-fin":       section("CLIENT KERNEL: FIN in, last ACK out", "The client answers and goes to TIME_WAIT: if its ACK is lost, the FIN will come\nagain, and somebody has to be there to answer it."),
			"last-ack":       section("SERVER KERNEL: ACK in, all done", "The server's connection is gone. The client stays in TIME_WAIT for 60 seconds\nby the kernel's own timer; the listener goes on listening."),
		},
		Closing: prose.Closing{
			Headline: "The notes beside this run",
			Notes: []prose.Note{
				{Quote: "Active opener: CLOSED – handshake complete – ESTABLISHED – Dial() returns", Seen: "So it was, at {syn-ack}. Left out is SYN_SENT, from {dial} on.", Beats: []string{"syn-ack", "dial"}},
				{Quote: "Passive opener: CLOSED – Accept() called – LISTEN – ESTABLISHED – Accept() returns", Seen: "LISTEN came from Listen, at {listen}; the call of Accept at {accept} changed nothing.", Beats: []string{"listen", "accept"}},
				{Quote: "Active closer: ESTABLISHED – FIN_WAIT_2 – TIME_WAIT – 2MSL – CLOSED", Seen: "FIN_WAIT_2 came at {fin-ack} and TIME_WAIT at {last-fin}. Left out is **FIN_WAIT_1**, from {client-close} on.", Beats: []string{"client-close"}},
				{Seen: "The passive closer goes through CLOSE_WAIT, from {fin}, and LAST_ACK, from {server-close}.", Beats: []string{"fin"}},
			},
			Questions: []prose.Question{
				{Ask: "Dial returned. In which state was the server's connection at that step?", Options: []prose.Option{
					{Text: "ESTABLISHED", Why: "Not before the client's ACK had arrived, one packet later."},
					{Text: "SYN_RCVD", Right: true, Why: "The client knew, the server did not yet. News takes time."},
				}, Beat: "syn-ack"},
				{Ask: "Why was it the client that ended up in TIME_WAIT?", Options: []prose.Option{
					{Text: "because it had dialled", Why: "The roles of the opening play no part any more."},
					{Text: "because it closed first", Right: true, Why: "So it was the one to acknowledge the last FIN."},
				}, Beat: "last-fin"},
			},
		},
	}
	zh := &prose.Text{
		Title: "建立连接与关闭连接", Summary: "三次握手，一来一回两条消息，四次挥手：看清两端经过的每一个状态。",
		Chapters: map[string]string{"opening": "建立连接", "data": "传输数据", "closing": "关闭连接"},
		Comments: map[string]string{
			"The client says hello, and is the first to close.": "客户端打招呼，然后先关闭。",
			"The server answers one client.":                    "服务器回答一个客户端。",
			"Accept waits for a finished connection.":           "Accept 等待一条建好的连接。",
			"io.EOF": "io.EOF",
		},
		Sections: map[string]prose.Section{
			"listen": {
				Headline: "服务器：Listen 打开端口", Lead: "Listen 告诉服务器内核：这个端口可以接受连接了。于是有了一个监听套接字，状态是\nLISTEN。整个过程没有发送任何报文段。",
				More: "监听套接字从不收发数据，它只等客户端上门。",
				Question: &prose.Question{Ask: "接下来服务器调用 Accept，监听套接字会怎样？", Options: []prose.Option{
					{Text: "从 CLOSED 变成 LISTEN", Why: "很多笔记这样画，但它早就是 LISTEN 了。"},
					{Text: "仍是 LISTEN", Right: true, Why: "Accept 只是从队列里取走一条已经建好的连接，不改变任何 TCP 状态。"},
				}},
			},
			"syn": {
				Headline: "服务器内核：收 SYN，发 SYN ACK", Lead: "Accept 没有参与：内核自己作了回答，并在监听套接字旁边另开了一个状态机。\nDial 还在等线路上的那个报文。",
				Question: &prose.Question{Ask: "它到达时，哪一端会变：客户端、服务器，还是两端？", Options: []prose.Option{
					{Text: "客户端", Right: true, Why: "只有收到报文的一端才知道。服务器还要等 ACK。"},
					{Text: "两端", Why: "消息要花时间：服务器要晚一个报文才知道。"},
				}},
			},
			"last-ack": section("服务器内核：收 ACK，全部结束", "服务器的连接没有了。客户端按内核自己的定时器在 TIME_WAIT 停 60 秒；监听套接字继续监听。"),
		},
		Closing: prose.Closing{Headline: "笔记与这次运行", Notes: []prose.Note{
			{Quote: "主动发起连接请求端： CLOSED ―― 完成三次握手 ―― ESTABLISEHED（数据通信状态）―― Dial()函数返回", Seen: "确实如此，见{syn-ack}。漏掉了 SYN_SENT，从{dial}开始。", Beats: []string{"syn-ack"}},
		}},
	}
	return trace.Header{
		Trace: trace.Version, Lesson: "connection", Number: 1, Network: "private", Stack: "Linux 6.18.44", Lang: "en", Port: 8001,
		Hosts: []trace.Host{
			{Name: "client", Role: "client", File: "client.go", PID: 4242},
			{Name: "server", Role: "server", File: "server.go", PID: 4243},
		},
		Programs: []trace.Program{{File: "client.go", Source: sampleClient}, {File: "server.go", Source: sampleServer}},
		Chapters: []string{"opening", "data", "closing"},
		Beats:    connectionBeats,
		Prose:    map[string]*prose.Text{"en": en, "zh": zh},
		Terms: []prose.Term{
			{Key: "LISTEN", Name: map[string]string{"en": "LISTEN", "zh": "LISTEN"}, Line: map[string]string{"en": "waiting for a connection request from any peer", "zh": "等待任何对端的连接请求"}},
			{Key: "passive open", Name: map[string]string{"en": "passive open", "zh": "被动打开"}, Line: map[string]string{"en": "to be ready to be called, calling nobody", "zh": "准备被呼叫，但不主动呼叫"}},
		},
	}
}

// Connection is a run of the first lesson to its end: 22 steps.
func Connection() *World {
	const c, s = "client", "server"
	const ca, sa = "127.0.0.1:46768", "127.0.0.1:8001"
	w := newWorld(connectionHeader())
	w.Step(trace.Move{Kind: trace.MoveStart}, "", true, func() {
		w.Gate(c, "Dial", `Dial("tcp", "127.0.0.1:8001")`, 11)
		w.Gate(s, "Listen", `Listen("tcp", "127.0.0.1:8001")`, 11)
	})
	var ln, cl, sv int
	w.beat("listen", func() {
		w.Begin(s, "Listen")
		w.ends(s, "Listen", sa, "")
		w.Gate(s, "Accept", "Accept()", 16)
		ln = w.socket(s, trace.RoleListener, "tcp", sa, "", closed, "LISTEN")
	})
	w.beat("accept", func() { w.Begin(s, "Accept") })
	w.beat("dial", func() {
		cl = w.socket(c, trace.RoleConnection, "tcp", ca, sa, closed, "SYN_SENT")
		w.Sends(cl, 0, "SYN", "S", 0, 0, "")
		w.Begin(c, "Dial")
		w.timer(cl, "retransmit", 1000)
	})
	w.beat("syn", func() {
		w.arrives(c, "SYN")
		w.again(c, "SYN", 3)
		sv = w.socket(s, trace.RoleConnection, "tcp", sa, ca, "LISTEN", "SYN_RCVD")
		w.sockets[sv-1].Owned = false
		w.Sends(sv, cl, "SYN ACK", "SA", 0, 1, "")
		w.timer(sv, "retransmit", 1000)
	})
	w.beat("syn-ack", func() {
		w.arrives(s, "SYN ACK")
		w.Sends(cl, sv, "ACK", "A", 1, 1, "")
		w.ends(c, "Dial", ca+" → "+sa, "")
		w.Gate(c, "Write", `Write("hello")`, 15)
		w.becomes(cl, "ESTABLISHED")
	})
	w.beat("ack", func() {
		w.arrives(c, "ACK")
		w.ends(s, "Accept", sa+" → "+ca, "")
		w.Gate(s, "Read", "Read(buf)", 21)
		w.becomes(sv, "ESTABLISHED")
		w.sockets[sv-1].Owned = true
	})
	w.beat("server-read", func() { w.Begin(s, "Read") })
	w.beat("hello", func() {
		w.Sends(cl, sv, "DATA 5", "PA", 1, 1, "hello")
		w.Begin(c, "Write")
		w.ends(c, "Write", "5", "")
		w.Gate(c, "Read", "Read(buf)", 20)
		w.sockets[cl-1].SendQ = 5
	})
	w.beat("hello-arrives", func() {
		w.arrives(c, "DATA 5")
		w.Sends(sv, cl, "ACK", "A", 1, 6, "")
		w.ends(s, "Read", "5", "")
		w.Prints(s, `the client said "hello"`)
		w.Gate(s, "Write", `Write("hi, client")`, 26)
	})
	w.beat("hello-ack", func() { w.arrives(s, "ACK"); w.sockets[cl-1].SendQ = 0 })
	w.beat("client-read", func() { w.Begin(c, "Read") })
	w.beat("answer", func() {
		w.Sends(sv, cl, "DATA 10", "PA", 1, 6, "hi, client")
		w.Begin(s, "Write")
		w.ends(s, "Write", "10", "")
		w.Gate(s, "Read", "Read(buf)", 27)
		w.sockets[sv-1].SendQ = 10
	})
	w.beat("answer-arrives", func() {
		w.arrives(s, "DATA 10")
		w.Sends(cl, sv, "ACK", "A", 6, 11, "")
		w.ends(c, "Read", "10", "")
		w.Prints(c, `the server said "hi, client"`)
		w.Gate(c, "Close", "Close()", 25)
	})
	w.beat("answer-ack", func() { w.arrives(c, "ACK"); w.sockets[sv-1].SendQ = 0 })
	w.beat("wait-eof", func() { w.Begin(s, "Read") })
	w.beat("client-close", func() {
		w.Sends(cl, sv, "FIN ACK", "FA", 6, 11, "")
		w.Begin(c, "Close")
		w.ends(c, "Close", "", "")
		w.Gate(c, "exit", "exit 0", 26)
		w.becomes(cl, "FIN_WAIT_1")
		w.sockets[cl-1].Owned, w.sockets[cl-1].SendQ = false, 1
	})
	w.beat("fin", func() {
		w.arrives(c, "FIN ACK")
		w.Sends(sv, cl, "ACK", "A", 11, 7, "")
		w.ends(s, "Read", "0", "EOF")
		w.Gate(s, "Close", "Close()", 28)
		w.becomes(sv, "CLOSE_WAIT")
		w.sockets[sv-1].RecvQ = 1
	})
	w.beat("fin-ack", func() { w.arrives(s, "ACK"); w.becomes(cl, "FIN_WAIT_2") })
	w.beat("server-close", func() {
		w.Sends(sv, cl, "FIN ACK", "FA", 11, 7, "")
		w.Begin(s, "Close")
		w.ends(s, "Close", "", "")
		w.Gate(s, "Close", "Close()", 29)
		w.becomes(sv, "LAST_ACK")
		w.sockets[sv-1].Owned = false
	})
	w.beat("last-fin", func() {
		w.arrives(s, "FIN ACK")
		w.Sends(cl, sv, "ACK", "A", 7, 12, "")
		w.becomes(cl, "TIME_WAIT")
		w.timer(cl, "time-wait", 60000)
	})
	w.beat("last-ack", func() {
		w.arrives(c, "ACK")
		w.becomes(sv, closed)
		w.timer(cl, "time-wait", 57400)
	})
	_ = ln
	return w
}

// HostRun is the start of the same lesson on the host network, where packets
// flow by themselves and states are passed.
func HostRun() *World {
	h := connectionHeader()
	h.Network = "host"
	w := newWorld(h)
	w.Step(trace.Move{Kind: trace.MoveStart}, "", true, func() {
		w.Gate("client", "Dial", `Dial("tcp", "127.0.0.1:8001")`, 11)
		w.Gate("server", "Listen", `Listen("tcp", "127.0.0.1:8001")`, 11)
	})
	w.beat("listen", func() {
		w.Begin("server", "Listen")
		w.ends("server", "Listen", "127.0.0.1:8001", "")
		w.Gate("server", "Accept", "Accept()", 16)
		w.socket("server", trace.RoleListener, "tcp", "127.0.0.1:8001", "", closed, "LISTEN")
	})
	w.beat("accept", func() { w.Begin("server", "Accept") })
	w.beat("dial", func() {
		w.Begin("client", "Dial")
		w.ends("client", "Dial", "", "")
		w.Gate("client", "Write", `Write("hello")`, 15)
		w.ends("server", "Accept", "", "")
		w.Gate("server", "Read", "Read(buf)", 21)
		for _, e := range [][3]string{{"client", "127.0.0.1:46768", "127.0.0.1:8001"}, {"server", "127.0.0.1:8001", "127.0.0.1:46768"}} {
			id := w.socket(e[0], trace.RoleConnection, "tcp", e[1], e[2], closed, "ESTABLISHED")
			s := &w.sockets[id-1]
			s.Been = []string{closed, "SYN_SENT"}
			s.Passed = []string{"SYN_SENT"}
			if e[0] == "server" {
				s.Been, s.Passed = []string{"SYN_RCVD"}, []string{"SYN_RCVD"}
			}
		}
	})
	w.Steps[3].Told = []string{"syn", "syn-ack", "ack"}
	return w
}

// HostEvents is HostRun with the states that were passed in its events, too, as in
// a real run on the host network.
func HostEvents() *World {
	w := HostRun()
	for i := range w.Steps[3].Events {
		e := &w.Steps[3].Events[i]
		switch {
		case e.Kind != trace.EventState:
		case e.Host == "server":
			e.From, e.Passed = "LISTEN", []string{"SYN_RCVD"}
		default:
			e.Passed = []string{"SYN_SENT"}
		}
	}
	return w
}

const sampleUDP = `package main

import "net"

func main() {
	conn, _ := net.ListenUDP("udp", nil)
	buf := make([]byte, 100)
	for {
		n, addr, _ := conn.ReadFromUDP(buf)
		conn.WriteToUDP(buf[:n], addr)
	}
}
`

// Datagrams is a lesson on UDP: a datagram out and a datagram back.
func Datagrams() *World {
	h := trace.Header{
		Trace: trace.Version, Lesson: "udp", Number: 12, Network: "private", Lang: "en",
		Hosts: []trace.Host{
			{Name: "client", Role: "client", File: "client.go"}, {Name: "server", Role: "server", File: "server.go"},
		},
		Programs: []trace.Program{{File: "client.go", Source: sampleClient}, {File: "server.go", Source: sampleUDP}},
		Chapters: []string{"talk"},
		Beats: []trace.Beat{
			row("talk", "listen-udp", "call", "server", "ListenUDP", true),
			row("talk", "dial-udp", "call", "client", "Dial", true),
			row("talk", "ask", "call", "client", "Write", true),
			row("talk", "arrives", "deliver", "client", "UDP 5", true),
			row("talk", "reads", "call", "server", "ReadFromUDP", true),
		},
		Prose: map[string]*prose.Text{"en": {
			Title: "UDP", Chapters: map[string]string{"talk": "Talking"},
			Sections: map[string]prose.Section{
				"listen-udp": section("SERVER: ListenUDP takes a port", "Nothing listens in TCP's sense: there will be no connection to wait for."),
				"dial-udp":   section("CLIENT: Dial sends nothing", "It only notes the address to send to. Whether anybody is there nobody knows."),
				"ask":        section("CLIENT: Write sends a datagram", "Five bytes, in a packet of their own, and no handshake before them."),
				"arrives":    section("SERVER KERNEL: five bytes wait", "The datagram waits in the socket's queue until the program reads it."),
				"reads":      section("SERVER: ReadFromUDP returns", "It gives three results: how many bytes, from whom, and an error."),
			},
		}},
	}
	w := newWorld(h)
	w.Step(trace.Move{Kind: trace.MoveStart}, "", true, func() {
		w.Gate("client", "Dial", `Dial("udp", "127.0.0.1:8001")`, 11)
		w.Gate("server", "ListenUDP", "ListenUDP", 6)
	})
	var sv, cl int
	w.beat("listen-udp", func() {
		w.Begin("server", "ListenUDP")
		w.ends("server", "ListenUDP", "", "")
		w.Gate("server", "ReadFromUDP", "ReadFromUDP(buf)", 9)
		sv = w.socket("server", trace.RoleSocket, "udp", "127.0.0.1:8001", "", closed, "UNCONN")
	})
	w.beat("dial-udp", func() {
		w.Begin("client", "Dial")
		w.ends("client", "Dial", "", "")
		w.Gate("client", "Write", `Write("hello")`, 15)
		cl = w.socket("client", trace.RoleSocket, "udp", "127.0.0.1:50123", "127.0.0.1:8001", closed, "ESTABLISHED")
	})
	w.beat("ask", func() {
		w.Sends(cl, sv, "UDP 5", "", 0, 0, "hello")
		w.Begin("client", "Write")
		w.ends("client", "Write", "5", "")
		w.Gate("client", "Read", "Read(buf)", 20)
	})
	w.beat("arrives", func() {
		w.arrives("client", "UDP 5")
		w.sockets[sv-1].RecvQ = 832
	})
	w.beat("reads", func() {
		w.Begin("server", "ReadFromUDP")
		w.ends("server", "ReadFromUDP", "5, 127.0.0.1:50123", "")
		w.Gate("server", "WriteToUDP", "WriteToUDP", 10)
		w.sockets[sv-1].RecvQ = 0
	})
	return w
}

// Clients is a lesson with three clients of one server.
func Clients() *World {
	h := connectionHeader()
	h.Lesson, h.Number = "concurrent-server", 10
	h.Hosts = []trace.Host{
		{Name: "client", Role: "client", File: "client.go"},
		{Name: "client-2", Role: "client", File: "client.go"},
		{Name: "client-3", Role: "client", File: "client.go"},
		{Name: "server", Role: "server", File: "server.go"},
	}
	h.Beats = []trace.Beat{
		row("opening", "listen", "call", "server", "Listen", true),
		row("opening", "dial", "call", "client", "Dial", true),
		row("opening", "dial-2", "call", "client-2", "Dial", true),
		row("opening", "syn-2", "deliver", "client-2", "SYN", true),
		row("opening", "syn-1", "deliver", "client", "SYN", true),
		row("opening", "syn-ack-1", "deliver", "server", "SYN ACK", true),
	}
	w := newWorld(h)
	const sa = "127.0.0.1:8001"
	w.Step(trace.Move{Kind: trace.MoveStart}, "", true, func() {
		for _, c := range []string{"client", "client-2", "client-3"} {
			w.Gate(c, "Dial", `Dial("tcp", "127.0.0.1:8001")`, 11)
		}
		w.Gate("server", "Listen", `Listen("tcp", "127.0.0.1:8001")`, 11)
	})
	ids := map[string]int{}
	dial := func(host, local string) func() {
		return func() {
			ids[host] = w.socket(host, trace.RoleConnection, "tcp", local, sa, closed, "SYN_SENT")
			w.Sends(ids[host], 0, "SYN", "S", 0, 0, "")
			w.Begin(host, "Dial")
		}
	}
	syn := func(host, local string) func() {
		return func() {
			w.arrives(host, "SYN")
			id := w.socket("server", trace.RoleConnection, "tcp", sa, local, "LISTEN", "SYN_RCVD")
			w.Sends(id, ids[host], "SYN ACK", "SA", 0, 1, "")
		}
	}
	w.beat("listen", func() {
		w.Begin("server", "Listen")
		w.ends("server", "Listen", sa, "")
		w.Gate("server", "Accept", "Accept()", 16)
		w.socket("server", trace.RoleListener, "tcp", sa, "", closed, "LISTEN")
	})
	w.beat("dial", dial("client", "127.0.0.1:40001"))
	w.beat("dial-2", dial("client-2", "127.0.0.1:40002"))
	w.beat("syn-2", syn("client-2", "127.0.0.1:40002"))
	w.beat("syn-1", syn("client", "127.0.0.1:40001"))
	w.beat("syn-ack-1", func() {
		w.held[0], w.held[1] = w.held[1], w.held[0] // the client's own, not client-2's
		w.arrives("server", "SYN ACK")
		w.Sends(ids["client"], 0, "ACK", "A", 1, 1, "")
		w.ends("client", "Dial", "", "")
		w.Gate("client", "Write", `Write("hello")`, 15)
		w.becomes(ids["client"], "ESTABLISHED")
	})
	return w
}

// HostileText contains everything that a terminal, tview or Markdown might take
// for a command.
const HostileText = "[red]x[-] \x1b[2J\x1b]0;t\x07 \x00 \u202ertl \r\n tab\tend \xff 界"

// Hostile is the first lesson with HostileText in place of every text from
// outside.
func Hostile() *World {
	w := Connection()
	w.Header.Lesson = HostileText
	w.Header.Hosts[0].Name = HostileText
	w.Header.Programs[0].Source = "package main // " + HostileText
	for i := range w.Steps {
		st := &w.Steps[i]
		st.Beat = ""
		for k := range st.Events {
			st.Events[k].Text, st.Events[k].Name, st.Events[k].Err = HostileText, HostileText, HostileText
		}
		for k := range st.Calls {
			st.Calls[k].Name, st.Calls[k].Text = HostileText, HostileText
		}
		for k := range st.Held {
			st.Held[k].Name, st.Held[k].Text = HostileText, HostileText
		}
		for k := range st.Sockets {
			st.Sockets[k].Local, st.Sockets[k].State = HostileText, HostileText
		}
		for k := range st.Hosts {
			st.Hosts[k].Output = strings.Repeat(HostileText, 3)
		}
	}
	return w
}

// FellBack is the start of a run on the host network, because the private one
// could not be made.
func FellBack() *World {
	w := HostRun()
	w.Header.Fallback = "/dev/net/tun is not open to you: sudo chmod 0666 /dev/net/tun"
	return w
}

// Detailed is Connection as a kernel tells more of it: the options and windows of
// its packets, and the numbers and the memory of its connections.
func Detailed() *World {
	w := Connection()
	number := func(n int) *int { return &n }
	packet := func(p *trace.Packet) {
		p.Size, p.RawWindow, p.Window = 52+p.Len, 502, 64256
		p.Options = &trace.Options{Timestamps: &trace.Timestamps{Value: 93224993 + uint32(p.ID), Echo: 3679734600}}
		if p.Seq == 0 { // SYN and SYN ACK
			p.Size, p.RawWindow, p.Window = 60, 64240, 64240
			p.Options.MSS, p.Options.Scale, p.Options.SACKPermitted = 1460, number(7), true
		}
	}
	for i := range w.Steps {
		st := &w.Steps[i]
		for _, list := range [][]trace.Packet{st.Held, st.Wire} {
			for k := range list {
				packet(&list[k])
			}
		}
		for k := range st.Events {
			if p := st.Events[k].Packet; p != nil {
				packet(p)
			}
		}
		for k := range st.Sockets {
			s := &st.Sockets[k]
			s.Memory = &trace.Memory{RecvRoom: 131072, SendRoom: 46080}
			if s.Role != trace.RoleConnection || s.State == closed || s.State == string(tcp.SynRcvd) || s.State == string(tcp.TimeWait) {
				continue
			}
			s.Info = &trace.Info{SendWindow: number(64256), RecvWindow: number(65536), NotSent: number(0), MSS: 1448, Cwnd: 10, Unacked: min(s.SendQ, 1), RTO: 201, RTT: 850}
		}
	}
	return w
}
