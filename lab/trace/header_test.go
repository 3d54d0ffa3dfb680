package trace

import "testing"

// TestWhyTheHostNetworkWasTaken reads the reason in a language. Older traces
// have it in English alone.
func TestWhyTheHostNetworkWasTaken(t *testing.T) {
	both := Header{Fallback: "no device", Reasons: map[string]string{"en": "no device", "zh": "没有设备"}}
	old := Header{Fallback: "no device"}
	for _, c := range []struct {
		h          Header
		lang, want string
	}{{both, "zh", "没有设备"}, {both, "en", "no device"}, {old, "zh", "no device"}, {Header{}, "zh", ""}} {
		if got := c.h.FallbackIn(c.lang); got != c.want {
			t.Errorf("%+v in %s: got %q, want %q", c.h, c.lang, got, c.want)
		}
	}
}

// TestOnlyAStretchedTimeoutIsUnusual: where the network stretches the least
// timeout, a shorter one is the kernel's own.
func TestOnlyAStretchedTimeoutIsUnusual(t *testing.T) {
	h := Header{Usual: &Usual{Resend: 200}}
	for _, c := range []struct {
		rto, want int64
	}{{120_000, 200}, {240_000, 200}, {204, 0}, {3_000, 0}} {
		s := Socket{State: "ESTABLISHED", Timer: &Timer{Kind: TimerRetransmit}, Info: &Info{RTO: c.rto}}
		if got := h.UsualOf(&s); got != c.want {
			t.Errorf("a timeout of %d ms: usually %d, want %d", c.rto, got, c.want)
		}
	}
}
