package gate_test

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
)

// kernel keeps a host's requests and answers none by itself, unless answer is
// set.
type kernel struct {
	peer   *gate.Peer
	answer func(gate.Sys) gate.Ret

	mu    sync.Mutex
	taken []gate.Sys
}

func (k *kernel) Take(s gate.Sys) {
	k.mu.Lock()
	k.taken = append(k.taken, s)
	k.mu.Unlock()
	if k.answer != nil {
		r := k.answer(s)
		r.ID = s.ID
		k.peer.Return(r)
	}
}

// all returns the requests so far. They hold each that the host sent before it
// answered.
func (k *kernel) all() []gate.Sys {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.taken
}

// on starts a program whose requests go to a kernel.
func on(t testing.TB, program string, answer func(gate.Sys) gate.Ret) (*gatetest.Host, *kernel) {
	t.Helper()
	k := &kernel{answer: answer}
	h := gatetest.StartOn(t, gate.Config{Lesson: program, Prefix: prefix, Stack: true}, func(p *gate.Peer) gate.Kernel {
		k.peer = p
		return k
	})
	return h, k
}

// read is a gated call that asks for bytes.
func read() gate.Ret {
	c := gate.Enter("Read", nil, func() string { return "Read()" })
	r := gate.Ask(gate.Sys{Op: gate.OpRead, Room: 10}).Answer()
	c.End(len(r.Data), nil, func() string { return fmt.Sprintf("%q", r.Data) })
	return r
}

func asks() {
	read()
	call("next")
}

func TestAHostRestsWhileARequestWaits(t *testing.T) {
	h, k := on(t, "asks", nil)
	gatetest.Settle(h)
	gatetest.Expect(t, "a Read that waits for the stack is parked, and nothing else happens", h.Step("Read"))
	if len(h.Running) != 1 {
		t.Errorf("the host says that %d calls are under way, want the Read", len(h.Running))
	}
	got := k.all()
	if len(got) != 1 || got[0].ID != 1 || got[0].Op != gate.OpRead || got[0].Room != 10 {
		t.Fatalf("the stack has the requests %+v, want the one for 10 bytes: it was handed over before the host's answer", got)
	}
	for range 3 {
		gatetest.Expect(t, "the host goes on resting", gatetest.Round(h))
	}
	if err := k.peer.Return(gate.Ret{ID: 1, Data: []byte("a\nb\x00c")}); err != nil {
		t.Fatal(err)
	}
	gatetest.Expect(t, "one round behind the answer brings the end of the call and the next one: an answer is there before a later question",
		gatetest.Round(h), `Read gave "a\nb\x00c"`, "waits next()")
}

// TestNoAnswerIsMissed repeats it: the settler must not take the goroutine for
// parked whose answer has just come.
func TestNoAnswerIsMissed(t *testing.T) {
	h, k := on(t, "answers", nil)
	gatetest.Settle(h)
	for i := range 300 {
		h.Go("Read")
		gatetest.Expect(t, "Read waits", gatetest.Round(h))
		k.peer.Return(gate.Ret{ID: i + 1})
		gatetest.Expect(t, "its answer ends it", gatetest.Round(h), `Read gave ""`, "waits Read()")
		if t.Failed() {
			return
		}
	}
}

func answers() {
	for {
		read()
	}
}

// sleeps asks when it has slept, which is nobody's doing.
func sleeps() {
	time.Sleep(time.Millisecond)
	read()
}

func TestARequestIsNews(t *testing.T) {
	h, k := on(t, "sleeps", nil)
	h.Peer.RunOn(true)
	gatetest.Round(h)
	for len(k.all()) == 0 { // the host rested before its request, which no message follows
		<-h.Peer.Ready()
	}
}

// together has several requests under way at once.
func together() {
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			r := gate.Ask(gate.Sys{Op: gate.OpRead, Sock: i}).Answer()
			if string(r.Data) != fmt.Sprint("of ", i) {
				fmt.Printf("%d got %q\n", i, r.Data)
			}
		})
	}
	all.Wait()
	call("done")
}

func TestAnswersComeInAnyOrder(t *testing.T) {
	h, k := on(t, "together", nil)
	gatetest.Expect(t, "four goroutines wait", gatetest.Settle(h))
	got := k.all()
	if len(got) != 4 {
		t.Fatalf("the stack has %d requests, want 4", len(got))
	}
	for i, s := range got {
		if s.ID != i+1 {
			t.Errorf("request %d has the number %d, want %d: they are numbered in the order in which they come", i, s.ID, i+1)
		}
	}
	k.peer.Return(gate.Ret{ID: 99, Data: []byte("nobody asked")})
	for i := 3; i >= 0; i-- {
		k.peer.Return(gate.Ret{ID: got[i].ID, Data: fmt.Append(nil, "of ", got[i].Sock)})
	}
	gatetest.Expect(t, "each goroutine gets its own answer, whatever the order; one for nobody is left out",
		gatetest.Settle(h), "waits done()")
}

// bytesOf returns n bytes in which every value occurs, newlines and zeros too.
func bytesOf(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i * 7)
	}
	return p
}

// writes sends blocks of several sizes and takes them back. It prints once, since
// it may be asked between two of them.
func writes() {
	var said []any
	for _, n := range []int{0, 1, 4096, 65536, gate.MaxData} {
		r := gate.Ask(gate.Sys{Op: gate.OpWrite, Data: bytesOf(n)}).Answer()
		said = append(said, n, r.N, bytes.Equal(r.Data, bytesOf(n)))
	}
	fmt.Println(said...)
}

func TestBytesCrossAsTheyAre(t *testing.T) {
	h, k := on(t, "writes", func(s gate.Sys) gate.Ret {
		return gate.Ret{N: len(s.Data), Data: s.Data}
	})
	gatetest.Expect(t, "every byte comes back, up to the most that may follow a line", gatetest.SettleFor(2, h), "waits return",
		`printed "0 0 true 1 1 true 4096 4096 true 65536 65536 true 1048576 1048576 true\n"`)
	for _, s := range k.all() {
		if !bytes.Equal(s.Data, bytesOf(len(s.Data))) {
			t.Errorf("the %d bytes of request %d are others than were written", len(s.Data), s.ID)
		}
	}
	if err := k.peer.Return(gate.Ret{Data: make([]byte, gate.MaxData+1)}); err == nil {
		t.Error("an answer with too many bytes is sent, want an error: the host would take it for another version")
	}
}

// raw writes what is no message to the bench's pipe, as a program might that
// knows file descriptor 1.
func raw() {
	pipe := os.NewFile(1, "messages")
	for _, line := range []string{
		`{"kind":"sys","size":-1,"sys":{"id":1,"op":"read"}}`,
		fmt.Sprintf(`{"kind":"sys","size":%d,"sys":{"id":1,"op":"read"}}`, gate.MaxData+1),
		`{"kind":"sys","size":1e99}`,
		`{"kind":"sys","size":5}`,
		`{"kind":"sys"`,
	} {
		fmt.Fprintln(pipe, line)
	}
	read()
}

func TestWhatIsNoRequestIsOutput(t *testing.T) {
	h, k := on(t, "raw", nil)
	gatetest.Settle(h)
	h.Step("Read")
	if got := k.all(); len(got) != 1 || got[0].Room != 10 {
		t.Errorf("the stack has the requests %+v, want the one of the program: the others are not whole, or their size makes no sense", got)
	}
}

// TestAHostWithoutAStackCannotAsk: lines that look like requests are output.
func TestAHostWithoutAStackCannotAsk(t *testing.T) {
	h := start(t, "asks")
	gatetest.Settle(h)
	if said := h.Step("Read"); len(said) != 1 {
		t.Errorf("the host said %q, want that its request is shown as output", said)
	}
}

func TestAHostIsKilledWhileARequestWaits(t *testing.T) {
	h, k := on(t, "asks", nil)
	gatetest.Settle(h)
	h.Step("Read")
	if err := h.Peer.Kill(); err != nil {
		t.Fatal(err)
	}
	for range 100 { // before and after the process has gone
		if err := k.peer.Return(gate.Ret{ID: 1, Data: bytesOf(65536)}); err != nil {
			t.Fatalf("Return: %v, want no error: the next answer tells that the host is dead", err)
		}
	}
	gatetest.Expect(t, "the end of the host is told", gatetest.Settle(h), "ended: killed")
	if err := k.peer.Return(gate.Ret{ID: 1}); err != nil {
		t.Errorf("Return: %v, want no error", err)
	}
}

// swallows has many requests under way in one call.
func swallows() {
	c := gate.Enter("swallow", nil, func() string { return "swallow()" })
	var open []gate.Asked
	for range 16 {
		open = append(open, gate.Ask(gate.Sys{Op: gate.OpRead, Room: 65536}))
	}
	n := 0
	for _, a := range open {
		if r := a.Answer(); bytes.Equal(r.Data, bytesOf(65536)) {
			n += len(r.Data)
		}
	}
	c.End(n, nil, func() string { return fmt.Sprint(n, " bytes") })
}

// BenchmarkWrites measures what it costs to write a file of 64 MiB, 32 KiB at a
// time, with all that a host does for a call that passes open gates.
func BenchmarkWrites(b *testing.B) {
	const size, block = 64 << 20, 32 << 10
	b.SetBytes(size)
	for b.Loop() {
		b.StopTimer()
		h, k := on(b, "file", func(s gate.Sys) gate.Ret { return gate.Ret{N: len(s.Data)} })
		gatetest.Settle(h)
		b.StartTimer()
		h.Peer.RunOn(true)
		for n := 0; n < size/block; time.Sleep(time.Millisecond) {
			n = len(k.all())
		}
		b.StopTimer()
		h.Peer.Close()
		b.StartTimer()
	}
}

// file writes 64 MiB.
func file() {
	block := bytesOf(32 << 10)
	for range 64 << 20 / len(block) {
		c := gate.Enter("Write", nil, func() string { return "Write()" })
		r := gate.Ask(gate.Sys{Op: gate.OpWrite, Sock: 1, Data: block}).Answer()
		c.End(r.N, nil, nil)
	}
}
