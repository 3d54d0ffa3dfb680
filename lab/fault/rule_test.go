package fault

import (
	"fmt"
	"strings"
	"testing"
)

var hosts = []string{"client", "client-2", "server"}

// TestRulesAreRead: what is read is written in one way.
func TestRulesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"drop client ACK 1":              "drop client ACK 1",
		"drop client ack":                "drop client ACK 1",
		"Drop  client-2   SYN ACK  2":    "drop client-2 SYN ACK 2",
		"cut client DATA 5":              "cut client DATA 5 1",
		"cut client DATA 5 2":            "cut client DATA 5 2",
		"cut client DATA":                "cut client DATA * 1",
		"cut client DATA * 2":            "cut client DATA * 2",
		"duplicate any UDP 3":            "duplicate any UDP 3 1",
		"duplicate * UDP":                "duplicate any UDP * 1",
		"drop server FIN ACK":            "drop server FIN ACK 1",
		"drop server RST":                "drop server RST 1",
		"drop server probe 2":            "drop server probe 2",
		"drop any ICMP":                  "drop any ICMP * 1",
		"drop any ICMP port unreachable": "drop any ICMP port unreachable 1",
	} {
		r, err := Parse(text, hosts)
		if err != nil || r.String() != want {
			t.Errorf("%q is %q (%v), want %q", text, r, err, want)
			continue
		}
		if again, err := Parse(r.String(), hosts); err != nil || again != r {
			t.Errorf("%q is read as %q (%v): a header has it like that, for others to run", r, again, err)
		}
	}
}

// TestBadRulesAreRefused with a sentence that says what to write.
func TestBadRulesAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "write what to do",
		"drop client":            "as in 'drop client ACK 1'",
		"drpo client ACK":        `did you mean "drop"?`,
		"lose client ACK":        "choose one of drop, duplicate, cut",
		"drop clinet ACK":        `did you mean "client"?`,
		"drop nobody ACK":        "choose one of client, client-2, server, any",
		"drop client SYNACK":     `did you mean`,
		"drop client hello":      "none is called that",
		"drop client ACK 0":      "1 is the first",
		"drop client ACK -1":     "none is called that",
		"drop client DATA 5 0":   "1 is the first",
		"drop client DATA 5 x":   "which says of no packet which one",
		"drop client DATA 5 1 1": "which says of no packet which one",
	} {
		_, err := Parse(text, hosts)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want one with %q", text, err, want)
		}
	}
}

// TestAWatchFindsThePacket: each rule counts for itself, and is due once.
func TestAWatchFindsThePacket(t *testing.T) {
	var rules []Rule
	for _, text := range []string{"drop client ACK 2", "cut any DATA 3", "duplicate server DATA", "drop client probe", "drop client FIN ACK 3"} {
		r, err := Parse(text, hosts)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, r)
	}
	w := NewWatch(rules)
	for _, c := range []struct {
		host, name string
		probe      bool
		due, why   string
	}{
		{"client", "SYN", false, "[]", "no rule is about it"},
		{"client", "ACK", false, "[]", "the first one"},
		{"server", "ACK", false, "[]", "another host's"},
		{"client", "ACK", true, "[3]", "a probe is no ACK"},
		{"client", "ACK", false, "[0]", "the second one"},
		{"client", "ACK", false, "[]", "a fault is made once"},
		{"server", "DATA 3", false, "[1 2]", "two rules, in their order"},
		{"server", "DATA 3", false, "[]", "no more"},
		{"client", "FIN ACK", false, "[]", "the first of three"},
	} {
		due := w.Sent(c.host, c.name, c.probe)
		for _, i := range due {
			w.Made(i)
		}
		if got := fmt.Sprint(due); got != c.due {
			t.Errorf("%s %s: due are %s, want %s: %s", c.host, c.name, got, c.due, c.why)
		}
	}
	if got := fmt.Sprint(w.Idle()); got != "[drop client FIN ACK 3]" {
		t.Errorf("never made: %s, want the rule whose packet was not sent", got)
	}
}
