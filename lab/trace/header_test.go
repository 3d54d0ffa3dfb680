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
