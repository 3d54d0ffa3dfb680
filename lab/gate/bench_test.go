package gate_test

import (
	"testing"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
)

// BenchmarkTwoHostsUp measures the start of two hosts until both wait at their
// first calls. The end of the hosts is not timed.
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

// BenchmarkCall lets a call go and waits until the host has settled. By then it
// has told the call's end and the next call.
func BenchmarkCall(b *testing.B) {
	h := start(b, "forever")
	gatetest.Round(h)
	for b.Loop() {
		h.Go("c")
		if said := gatetest.Round(h); len(said) != 2 {
			b.Fatalf("the host said %q, want that a call ended and the next one waits", said)
		}
	}
}

// BenchmarkAsk asks a host that has settled long since.
func BenchmarkAsk(b *testing.B) {
	h := start(b, "forever")
	gatetest.Round(h)
	for b.Loop() {
		if said := gatetest.Round(h); len(said) != 0 {
			b.Fatalf("the host said %q, want nothing: nothing happens by itself", said)
		}
	}
}

// BenchmarkPassed measures a call that passes an open gate, with all that a
// host does for it.
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
