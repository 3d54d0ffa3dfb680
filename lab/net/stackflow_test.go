package net_test

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/net"
)

// flows reads and writes three bytes at a time.
func flows() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	buf := make([]byte, 3)
	for range 3 {
		n, err := conn.Read(buf)
		fmt.Println(string(buf[:n]), err)
	}
	for range 5 {
		conn.Write([]byte("out"))
	}
	conn.(*net.TCPConn).CloseWrite()
	conn.Read(buf)
}

// requests tells what the stack was asked behind the first n requests.
func (k *scripted) requests(n int) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []string
	for _, q := range k.taken[n:] {
		one := q.Op
		if q.Room > 0 {
			one += fmt.Sprint(" ", q.Room)
		}
		if q.Ahead > 0 {
			one += " and more"
		}
		if q.Data != nil {
			one += " " + string(q.Data)
		}
		all = append(all, one)
	}
	return strings.Join(all, ", ")
}

// TestWhatFlowsCrossesTogether lets Reads and Writes pass. They cross together, and
// the stack hears of all of them before the host has settled.
func TestWhatFlowsCrossesTogether(t *testing.T) {
	h, k := onScript(t, "flows", func(q gate.Sys) (gate.Ret, bool) {
		switch q.Op {
		case gate.OpRead:
			return gate.Ret{Data: []byte("abcdefgh"), Ahead: 5}, true
		case gate.OpWrite:
			return gate.Ret{N: len(q.Data), Room: 7}, true
		}
		return gate.Ret{}, false
	})
	gatetest.Settle(h)
	h.Step("Dial")
	k.end(0, gate.OpConnected, gate.Ret{})
	gatetest.Settle(h)
	before := len(k.ops())

	h.Peer.RunOn(true, "Read")
	h.Go("Read")
	gatetest.Settle(h)
	if got, want := k.requests(before), "read 3 and more, taken 5"; got != want {
		t.Errorf("three Reads pass, and the stack is asked %q, want %q: five bytes that came ahead are read, and stay in the queue until then", got, want)
	}
	before = len(k.ops())
	h.Peer.RunOn(true, "Write")
	h.Go("Write")
	gatetest.Settle(h)
	// The first Write learns that there is room for seven bytes: for two more Writes.
	// The next one has to ask again, and the last one is told before the host rests.
	if got, want := k.requests(before), "write out, write outout, write out, write out"; got != want {
		t.Errorf("five Writes pass, and the stack is asked %q, want %q", got, want)
	}
	before = len(k.ops())
	h.Peer.RunOn(false)
	h.Step("CloseWrite")
	h.Step("Read")
	if got, want := k.requests(before), "shutdown, read 3"; got != want {
		t.Errorf("the gates are closed, and the stack is asked %q, want %q", got, want)
	}
}

// again writes three bytes at a time.
func again() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	for range 3 {
		_, err := conn.Write([]byte("out"))
		conn.Read(make([]byte, 3))
		fmt.Println(err)
	}
}

// TestAnotherOpeningKnowsNothingOfTheLast closes the gates and opens them again. Moves
// may have been made in between, which ended the connection. So the next Write asks,
// though there was room for it, and gets the error.
func TestAnotherOpeningKnowsNothingOfTheLast(t *testing.T) {
	reset := false
	h, k := onScript(t, "again", func(q gate.Sys) (gate.Ret, bool) {
		switch {
		case q.Op == gate.OpWrite && reset:
			return gate.Ret{Errno: "EPIPE"}, true
		case q.Op == gate.OpWrite:
			return gate.Ret{N: len(q.Data), Room: 100}, true
		case q.Op == gate.OpRead:
			return gate.Ret{Data: []byte("abc")}, true
		}
		return gate.Ret{}, false
	})
	gatetest.Settle(h)
	h.Step("Dial")
	k.end(0, gate.OpConnected, gate.Ret{})
	gatetest.Settle(h)
	h.Peer.RunOn(true, "Write")
	h.Go("Write")
	gatetest.Expect(t, "a Write passes", gatetest.Settle(h), "Write gave 3 bytes", "waits Read(buf[3])")
	h.Peer.RunOn(false)
	k.mu.Lock()
	reset = true
	k.mu.Unlock()
	h.Step("Read")
	h.Peer.RunOn(true, "Write")
	h.Go("Write")
	gatetest.Expect(t, "the next one asks", gatetest.Settle(h),
		"Write gave error write tcp 127.0.0.1:40000->127.0.0.1:8001: write: broken pipe EPIPE", "waits Read(buf[3])")
}

// halts reads, writes, and reads again.
func halts() {
	conn := must(net.Dial("tcp", "127.0.0.1:8001"))
	buf := make([]byte, 3)
	conn.Read(buf)
	conn.Write([]byte("out"))
	n, _ := conn.Read(buf)
	fmt.Println(string(buf[:n]))
}

// TestAClosedGateLeavesTheQueue lets a Read pass and then closes the gates. The bytes
// that came ahead are the stack's again, and the next Read gets what it has then.
func TestAClosedGateLeavesTheQueue(t *testing.T) {
	answers := []gate.Ret{{Data: []byte("abcdef"), Ahead: 3}, {Data: []byte("DEF")}}
	h, k := onScript(t, "halts", func(q gate.Sys) (gate.Ret, bool) {
		if q.Op != gate.OpRead {
			return gate.Ret{}, false
		}
		r := answers[0]
		answers = answers[1:]
		return r, true
	})
	gatetest.Settle(h)
	h.Step("Dial")
	k.end(0, gate.OpConnected, gate.Ret{})
	gatetest.Settle(h)
	before := len(k.ops())
	h.Peer.RunOn(true, "Read")
	h.Go("Read")
	gatetest.Settle(h)
	h.Peer.RunOn(false)
	h.Step("Write")
	gatetest.Expect(t, "what is in the queue now is read", h.Step("Read"), `Read gave 3 bytes "DEF"`, "waits return", `printed "DEF\n"`)
	if got, want := k.requests(before), "read 3 and more, write out, read 3"; got != want {
		t.Errorf("the stack is asked %q, want %q", got, want)
	}
}
