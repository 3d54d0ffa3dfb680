//go:build unix

package gate_test

import (
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
)

func init() {
	programs["late"] = func() { late(gate.ToRead) }
	programs["lateWrite"] = func() { late(gate.ToWrite) }
	programs["never"] = never
}

// late is a program whose goroutine comes to its descriptor only after a while,
// as one does if a thread of the Go runtime has taken the event out of the
// poller and is then put off by the system. Meanwhile all goroutines are parked.
func late(wants gate.Wants) {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	in, out := int(r.Fd()), int(w.Fd())
	room := make([]byte, 1<<20)
	fd, use, makeReady := in, func() { r.Read(room) }, func() { w.Write([]byte{1}) }
	if wants == gate.ToWrite {
		syscall.SetNonblock(out, true)
		syscall.Write(out, room) // fills the pipe
		fd, use, makeReady = out, func() { syscall.Write(out, room) }, func() { r.Read(room) }
	}
	woken := make(chan bool)
	go func() {
		c := gate.Enter("Use", nil, func() string { return "Use()" })
		c.Waits(fd, wants)
		<-woken
		use()
		c.End(0, nil, nil)
	}()
	makeReady()
	time.Sleep(200 * time.Millisecond)
	woken <- true
}

func TestACallWhoseDescriptorIsReadyIsNotAtRest(t *testing.T) {
	for _, program := range []string{"late", "lateWrite"} {
		h := start(t, program)
		gatetest.Expect(t, program+": the call waits at its gate, and its descriptor does not matter yet", gatetest.Round(h), "waits Use()")
		h.Go("Use")
		said := gatetest.Round(h)
		slices.Sort(said)
		gatetest.Expect(t, program+": one answer brings the call's end: the kernel had what it waits for", said, "Use gave", "waits return")
	}
}

// never is a program with a call that leaves its descriptor alone for ever.
func never() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	w.Write([]byte{1})
	c := gate.Enter("Ignore", nil, func() string { return "Ignore()" })
	c.Waits(int(r.Fd()), gate.ToRead)
	select {}
}

func TestACallThatLeavesItsDescriptorAloneIsAtRestAtLast(t *testing.T) {
	h := start(t, "never")
	gatetest.Round(h)
	h.Go("Ignore")
	gatetest.Expect(t, "the host is not called busy: nothing in it computes", gatetest.Round(h))
	began := time.Now()
	for range 10 {
		gatetest.Expect(t, "the call goes on as before", gatetest.Round(h))
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("ten more answers took %v, want that only the first one waits for the call: each of them would wait for a second", took)
	}
}
