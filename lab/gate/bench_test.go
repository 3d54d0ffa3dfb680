package gate_test

import (
	"testing"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
)

// BenchmarkTwoHostsUp starts two hosts and waits until both stand at their
// first calls. Ending them is not timed.
func BenchmarkTwoHostsUp(b *testing.B) {
	for b.Loop() {
		x, y := start(b, "forever"), start(b, "forever")
		gatetest.Round(x, y)
		b.StopTimer()
		x.Peer.Close()
		y.Peer.Close()
		b.StartTimer()
	}
}

// BenchmarkCall lets a call go and waits until its end and the next call have
// been told and the host has settled.
func BenchmarkCall(b *testing.B) {
	h := start(b, "forever")
	gatetest.Round(h)
	for b.Loop() {
		h.Go("c")
		if said := gatetest.Round(h); len(said) != 2 {
			b.Fatalf("a call ends and the next one waits: %q", said)
		}
	}
}

// BenchmarkAsk asks a host that has settled long since.
func BenchmarkAsk(b *testing.B) {
	h := start(b, "forever")
	gatetest.Round(h)
	for b.Loop() {
		if said := gatetest.Round(h); len(said) != 0 {
			b.Fatalf("nothing happens by itself: %q", said)
		}
	}
}

// BenchmarkPassed is a call that passes an open gate, with all of what a host
// does for it.
func BenchmarkPassed(b *testing.B) {
	h := start(b, "loop")
	gatetest.Round(h)
	b.ResetTimer()
	n := 0
	for n < b.N {
		b.StopTimer()
		h.Peer.Close()
		h = start(b, "loop")
		gatetest.Round(h)
		b.StartTimer()
		h.Peer.RunOn(true)
		h.Peer.Ask()
		a, err := h.Peer.Answer(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range a.Messages {
			if m.Kind == gate.KindCounts {
				for _, c := range m.Counts {
					n += c.Calls
				}
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/call")
}
