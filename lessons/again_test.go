package lessons

import (
	"context"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/net"
	"tcplab/lab/trace"
)

// The lessons below are for tests: each has a kernel send something by itself, and
// a script that waits for it. They are strict: a claim that does not hold, or a
// row that is not taken, fails the test.

// trial returns a lesson of one client and one server.
func trial(name string, s lab.Settings, client, server func(), script ...lab.Beat) *lab.Lesson {
	for i := range script {
		script[i].ID, script[i].Chapter = "row", "one"
	}
	text := &fstest.MapFile{Data: []byte("# Test\n\nA test.\n\n## chapter one: One\n\n## row: A row\n\nIt is taken.\n\n## closing: The end\n\nIt ended.\n")}
	program := &fstest.MapFile{Data: []byte("package main\n")}
	s.Network = lab.PrivateNetwork
	return &lab.Lesson{
		Name: name, Settings: s, Script: script, Chapters: []string{"one"},
		Files: fstest.MapFS{"client.go": program, "server.go": program, "en.md": text, "zh.md": text},
		Hosts: []lab.Host{
			{Name: "server", Role: lab.Server, File: "server.go", Main: server},
			{Name: "client", Role: lab.Client, File: "client.go", Main: client},
		},
	}
}

// opened are the rows up to a connection that both ends have.
func opened(more ...lab.Beat) []lab.Beat {
	return append([]lab.Beat{
		{Move: lab.Call("server", "Listen")},
		{Move: lab.Call("server", "Accept")},
		{Move: lab.Call("client", "Dial"), Then: "client cwnd 10"},
		{Move: lab.Deliver("client", "SYN")},
		{Move: lab.Deliver("server", "SYN ACK"), Then: "client cwnd 10"},
		{Move: lab.Deliver("client", "ACK"), Then: "server ends Accept"},
	}, more...)
}

func writes(texts ...string) func() {
	return func() {
		conn := must(net.Dial("tcp", "127.0.0.1:8001"))
		for _, text := range texts {
			must(conn.Write([]byte(text)))
		}
		conn.Read(make([]byte, 1))
		conn.Close()
	}
}

func readsOnce() {
	conn := must(must(net.Listen("tcp", "127.0.0.1:8001")).Accept())
	conn.Read(make([]byte, 100))
	conn.Close()
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var trials = []*lab.Lesson{
	trial("trial-ack-lost", lab.Settings{Clock: lab.Ordinary}, writes("hello"), readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 5 seq 1; client resends nothing; client timer retransmit"},
		lab.Beat{Move: lab.Deliver("client", "DATA 5"), Then: "server recv_q 5; server sends ACK ack 6"},
		lab.Beat{Move: lab.Drop("server", "ACK")},
		lab.Beat{Move: lab.Wait(), Then: "client resends DATA 5 seq 1; client timer restarts; client timer retransmit"},
		lab.Beat{Move: lab.Deliver("client", "DATA 5"), Then: "server gets DATA 5 seq 1; server recv_q 5; server sends ACK ack 6 sack 1-6"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client send_q 0; client timer none"},
	)...),
	trial("trial-twice-lost", lab.Settings{Clock: lab.Ordinary}, writes("hello"), readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Write")},
		lab.Beat{Move: lab.Drop("client", "DATA 5")},
		lab.Beat{Move: lab.Wait(), Then: "client resends DATA 5 seq 1"},
		lab.Beat{Move: lab.Drop("client", "DATA 5")},
		lab.Beat{Move: lab.Wait(), Then: "client resends DATA 5 seq 1"},
		lab.Beat{Move: lab.Deliver("client", "DATA 5"), Then: "server recv_q 5; server sends ACK ack 6"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client send_q 0; client timer none"},
	)...),
	trial("trial-fast", lab.Settings{Clock: lab.Ordinary, Sysctls: map[string]string{"net.ipv4.tcp_timestamps": "0"}}, writes("one", "two!", "three", "four", "five"), readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 3"},
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 4"},
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 5"},
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 4"},
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 4"},
		lab.Beat{Move: lab.Drop("client", "DATA 3")},
		lab.Beat{Move: lab.Deliver("client", "DATA 4"), Then: "server recv_q 0; server sends ACK ack 1 sack 4-8"},
		lab.Beat{Move: lab.Deliver("client", "DATA 5"), Then: "server recv_q 0; server sends ACK ack 1"},
		lab.Beat{Move: lab.Deliver("client", "DATA 4"), Then: "server recv_q 0; server sends ACK ack 1"},
		lab.Beat{Move: lab.Deliver("server", "ACK")},
		lab.Beat{Move: lab.Deliver("server", "ACK")},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client held DATA 3 seq 1; client ssthresh 5"}, // which of the three made it send again depends on its clock
		lab.Beat{Move: lab.Deliver("client", "DATA 3"), Then: "server sends ACK ack 17; server recv_q 16"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client timer retransmit"},
		lab.Beat{Move: lab.Deliver("client", "DATA 4"), Then: "server sends ACK ack 21"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client timer none; client send_q 0"},
	)...),
	trial("trial-look", lab.Settings{Clock: lab.Ordinary}, writes("hello", "you"), readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Write")},
		lab.Beat{Move: lab.Deliver("client", "DATA 5")},
		lab.Beat{Move: lab.Drop("server", "ACK"), Then: "client timer retransmit"},
		lab.Beat{Move: lab.Wait(), Then: "client resends DATA 5 seq 1"},
		lab.Beat{Move: lab.Drop("client", "DATA 5")},
		lab.Beat{Move: lab.Wait(), Then: "client resends DATA 5 seq 1"},
		lab.Beat{Move: lab.Deliver("client", "DATA 5"), Then: "server sends ACK ack 6"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client send_q 0"},
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA 3 seq 6"},
		lab.Beat{Move: lab.Deliver("client", "DATA 3"), Then: "server sends ACK ack 9"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client send_q 0; client timer none"},
	)...),
	trial("trial-keepalive", lab.Settings{Clock: lab.Ordinary}, func() {
		dialer := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: time.Second, Count: 2}}
		conn := must(dialer.Dial("tcp", "127.0.0.1:8001"))
		conn.Read(make([]byte, 1))
	}, readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Read"), Then: "client runs Read; client timer keepalive"},
		lab.Beat{Move: lab.Wait(), Then: "client sends probe; client sends ACK seq 0; client timer keepalive"},
		lab.Beat{Move: lab.Deliver("client", "probe"), Then: "server gets probe; server sends ACK ack 1"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client sends nothing"},
		lab.Beat{Move: lab.Wait(), Then: "client sends probe"},
		lab.Beat{Move: lab.Drop("client", "probe"), Then: "server sends nothing"},
		lab.Beat{Move: lab.Wait(), Then: "client sends probe"},
		lab.Beat{Move: lab.Drop("client", "probe")},
		lab.Beat{Move: lab.Wait(), Then: "client ends Read: ETIMEDOUT; client sends RST ACK; client CLOSED"},
	)...),
	// Keepalive that begins on a connection that has long been silent counts its
	// own second, or who looks for long would be asked about at once.
	trial("trial-keepalive-later", lab.Settings{Clock: lab.Ordinary}, func() {
		conn := must(net.Dial("tcp", "127.0.0.1:8001"))
		conn.SetReadDeadline(time.Now().Add(1200 * time.Millisecond))
		conn.Read(make([]byte, 1))
		conn.(*net.TCPConn).SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: time.Second, Count: 2})
		conn.SetReadDeadline(time.Time{})
		conn.Read(make([]byte, 1))
	}, readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Read"), Then: "client runs Read"},
		lab.Beat{Move: lab.Wait(), Then: "client ends Read: i/o timeout; client sends nothing; client timer keepalive"},
		lab.Beat{Move: lab.Call("client", "Read"), Then: "client runs Read; client sends nothing"},
		lab.Beat{Move: lab.Wait(), Then: "client sends probe; client timer keepalive"},
	)...),
	trial("trial-destroy", lab.Settings{}, func() {
		conn := must(net.Dial("tcp", "127.0.0.1:8001"))
		conn.Close()
	}, readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Close"), Then: "client FIN_WAIT_1; client sends FIN ACK"},
		lab.Beat{Move: lab.Deliver("client", "FIN ACK"), Then: "server sends ACK ack 2"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client FIN_WAIT_2"},
		lab.Beat{Move: lab.Call("server", "Read"), Then: "server ends Read: EOF"},
		lab.Beat{Move: lab.Call("server", "Close"), Then: "server LAST_ACK"},
		lab.Beat{Move: lab.Deliver("server", "FIN ACK"), Then: "client TIME_WAIT; client timer time-wait; client sends ACK"},
		lab.Beat{Move: lab.Deliver("client", "ACK"), Then: "server CLOSED"},
		lab.Beat{Move: lab.Destroy("client"), Then: "client CLOSED", Needs: lab.NeedDestroy},
	)...),
	trial("trial-time-wait", lab.Settings{Clock: lab.Ordinary}, func() {
		conn := must(net.Dial("tcp", "127.0.0.1:8001"))
		conn.Close()
	}, readsOnce, opened(
		lab.Beat{Move: lab.Call("client", "Close")},
		lab.Beat{Move: lab.Deliver("client", "FIN ACK")},
		lab.Beat{Move: lab.Deliver("server", "ACK")},
		lab.Beat{Move: lab.Call("server", "Read"), Then: "server ends Read: EOF"},
		lab.Beat{Move: lab.Call("server", "Close"), Then: "server LAST_ACK"},
		lab.Beat{Move: lab.Deliver("server", "FIN ACK"), Then: "client TIME_WAIT; client timer time-wait; client sends ACK"},
		lab.Beat{Move: lab.Drop("client", "ACK")},
		lab.Beat{Move: lab.Wait(), Then: "server resends FIN ACK; client timer time-wait"},
		lab.Beat{Move: lab.Deliver("server", "FIN ACK"), Then: "client TIME_WAIT; client timer restarts; client sends ACK ack 2"},
		lab.Beat{Move: lab.Deliver("client", "ACK"), Then: "server CLOSED"},
	)...),
	trial("trial-window", lab.Settings{Clock: lab.Ordinary, Sysctls: map[string]string{"net.ipv4.tcp_rmem": "4096 5000 5000"}}, func() {
		conn := must(net.Dial("tcp", "127.0.0.1:8001"))
		conn.Write(make([]byte, 20_000))
		conn.Close()
	}, func() {
		conn := must(must(net.Listen("tcp", "127.0.0.1:8001")).Accept())
		conn.Read(make([]byte, 20_000))
		conn.Close()
	}, opened(
		lab.Beat{Move: lab.Call("client", "Write"), Then: "client sends DATA *"},
		lab.Beat{Move: lab.Deliver("client", "DATA *"), Loop: "fill"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Loop: "fill"},
		lab.Beat{Move: lab.Wait(), Then: "client sends probe; client timer persist"},
		lab.Beat{Move: lab.Deliver("client", "probe"), Then: "server sends ACK window 0"},
		lab.Beat{Move: lab.Deliver("server", "ACK"), Then: "client timer persist"},
	)...),
}

// TestWhatKernelsSendAgain plays the trials: each row gets the packet that it is
// about, though no row before has dropped it.
func TestWhatKernelsSendAgain(t *testing.T) {
	needPrivate(t)
	for _, l := range trials {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			_, end, text := play(t, l, bench.Options{Network: lab.PrivateNetwork})
			if end.Differences != 0 {
				t.Errorf("%d differences, skipped %v, want none\n%s", end.Differences, end.Skipped, text)
			}
		})
	}
}

// TestLookingWhileKernelsSendAgain plays the trials as somebody does who looks at
// each step until a kernel's timer has done something: what a row waits for comes
// by itself then, and perhaps before the story has come to that row.
func TestLookingWhileKernelsSendAgain(t *testing.T) {
	needPrivate(t)
	for _, l := range trials {
		if l.Name == "trial-fast" {
			continue // if its timer runs out while somebody looks, its kernel has lost everything, and nothing is fast
		}
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			b, err := bench.Open(l, bench.Options{Network: lab.PrivateNetwork, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			b.Watch()
			for {
				step, err := b.Latest()
				if err != nil {
					t.Fatal(err)
				}
				if step.Done != "" || step.Step > 80 {
					break
				}
				if soon(step) {
					select {
					case <-b.Changed():
						continue
					case <-time.After(5 * time.Second):
						t.Fatalf("nothing has come by itself\n%s", transcript(t, b.Recording()))
					}
				}
				if err := b.Step(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			if end := b.End(); end.Differences != 0 || len(end.Skipped) != 0 {
				t.Errorf("%d differences, skipped %v, want none\n%s", end.Differences, end.Skipped, transcript(t, b.Recording()))
			}
		})
	}
}

// soon reports whether nobody has looked at a step yet, and some timer will have a
// kernel send soon. The handshake, about which no trial is, does not count.
func soon(step trace.Step) bool {
	looked := step.Move.Kind == trace.MoveTime || slices.ContainsFunc(step.Held, func(p trace.Packet) bool { return p.Copies > 1 })
	return step.Step > 6 && !looked && slices.ContainsFunc(step.Sockets, func(s trace.Socket) bool {
		return s.Timer != nil && s.Timer.Kind != trace.TimerTimeWait && s.Timer.Kind != trace.TimerKeepalive && s.Timer.Millis < 1500
	})
}
