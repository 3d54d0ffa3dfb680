package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// TestNextSaysHowFarItGoes: a key that makes several moves must not announce
// one alone.
func TestNextSaysHowFarItGoes(t *testing.T) {
	w := paneltest.Connection()
	next := trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Listen"}
	for _, c := range []struct {
		step   trace.Step
		en, zh string
		why    string
	}{
		{trace.Step{}, "server calls Listen", "服务器调用 Listen", "n stops there"},
		{trace.Step{More: 10, NextStop: "syn"}, "server calls Listen … and 10 more moves", "服务器调用 Listen……之后还有 10 步", "the script knows how many"},
		{trace.Step{More: 1, NextStop: "syn"}, "server calls Listen … and 1 more move", "服务器调用 Listen……之后还有 1 步", "one is no plural"},
		{trace.Step{NextStop: "listen"}, "server calls Listen, then on to “SERVER: Listen opens its port”", "服务器调用 Listen，然后一直走到“服务器：Listen 打开端口”", "a loop goes round as often as it has to"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			c.step.Next = &next
			s := &Scene{Header: &w.Header, Lang: lang, Live: true, Length: 1, Step: c.step}
			if got := s.Next().Text; got != want {
				t.Errorf("%q, want %q: %s", got, want, c.why)
			}
		}
	}
}

// TestNextInALoopGoesOn: the key n does not stop at a call of a loop that is no
// stop. How many moves it makes depends on the run, but it is more than this one.
func TestNextInALoopGoesOn(t *testing.T) {
	for _, c := range []struct {
		network string
		beats   []trace.Beat
		as      bool // the shown step is as the script has it
		want    string
		why     string
	}{
		{trace.PrivateNetwork, []trace.Beat{{ID: "more", Loop: "content"}}, true, "receiver calls Read …", "n goes round the loop"},
		{trace.PrivateNetwork, []trace.Beat{{ID: "more", Loop: "content", Stop: true}}, true, "receiver calls Read", "n stops at it"},
		{trace.PrivateNetwork, []trace.Beat{{ID: "more", Loop: "content"}, {ID: "more", Loop: "content", Stop: true}}, true, "receiver calls Read", "n may stop at it"},
		{trace.PrivateNetwork, []trace.Beat{{ID: "more"}}, true, "receiver calls Read", "outside of a loop the script knows how far n goes"},
		{trace.PrivateNetwork, []trace.Beat{{ID: "more", Loop: "content"}}, false, "receiver calls Read", "off the script n may stop at once"},
		{trace.HostNetwork, []trace.Beat{{ID: "more", Loop: "content"}}, true, "receiver calls Read", "what flows is told with the call"},
	} {
		s := &Scene{Header: &trace.Header{Network: c.network, Beats: c.beats}, Lang: "en", Live: true, Length: 1, Step: trace.Step{
			Beat: "save", Expected: c.as, NextBeat: "more", Next: &trace.Move{Kind: trace.MoveCall, Host: "receiver", Name: "Read"},
		}}
		if got := s.Next().Text; got != c.want {
			t.Errorf("%s, %v: %q, want %q: %s", c.network, c.beats, got, c.want, c.why)
		}
	}
}

// TestAmounts: an amount is short, and no byte of a small one is lost.
func TestAmounts(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 64 << 20: "64.0 MiB", 5 << 40: "5.0 TiB", 5 << 50: "5120.0 TiB"} {
		if got := Amount(n); got != want {
			t.Errorf("%d bytes are %q, want %q", n, got, want)
		}
	}
}
