package tell

import (
	"slices"
	"testing"

	"tcplab/lab/trace"
)

// counted is a run of two packets over TCP and a thousand over UDP. One of the
// two was dropped and sent again, and a kernel made copies of it. The thousand
// crossed in one step.
func counted(network string) *Tally {
	t := NewTally(trace.Header{Network: network, Hosts: []trace.Host{{Name: "client"}, {Name: "server"}, {Name: "silent"}}})
	data := &trace.Packet{Proto: "tcp", Name: "DATA 4", Len: 4, Size: 56}
	t.Step(trace.Step{Events: []trace.Event{
		{Kind: trace.EventSent, ID: 1, Host: "client", Packet: data},
		{Kind: trace.EventEnded, Host: "client", Name: "Write", Text: "4 bytes"},
	}})
	t.Step(trace.Step{Events: []trace.Event{{Kind: trace.EventDropped, ID: 1, Host: "client", Packet: data}}})
	t.Step(trace.Step{Events: []trace.Event{
		{Kind: trace.EventSent, ID: 2, Host: "client", Packet: data},
		{Kind: trace.EventAgain, ID: 2, Host: "client", Packet: data, Count: 3},
	}})
	t.Step(trace.Step{Events: []trace.Event{
		{Kind: trace.EventDelivered, ID: 2, Host: "client", Packet: data},
		{Kind: trace.EventSent, ID: 3, Host: "server", Packet: &trace.Packet{Proto: "tcp", Name: "ACK", Size: 52}},
		{Kind: trace.EventSent, ID: 4, Host: "client", Packet: &trace.Packet{Proto: "udp", Name: "UDP 3", Len: 3, Size: 31}},
		{Kind: trace.EventEnded, Host: "server", Name: "Read", Text: "4 bytes"},
		{Kind: trace.EventOutput, Host: "server", Text: "one\ntw"},
	}})
	t.Step(trace.Step{Move: trace.Move{Kind: trace.MoveRun}, Events: []trace.Event{
		{Kind: trace.EventDelivered, Host: "server", Name: "ACK", Count: 1, Size: 52},
		{Kind: trace.EventDelivered, Host: "client", Name: "UDP", Count: 1000, Bytes: 3000, Size: 31000},
		{Kind: trace.EventEnded, Host: "server", Name: "ReadFromUDP", Count: 1000, Bytes: 3000},
		{Kind: trace.EventEnded, Host: "server", Name: "Read", Err: "EOF"},
		{Kind: trace.EventOutput, Host: "server", Text: "o\n"},
	}})
	return t
}

func TestTally(t *testing.T) {
	private, host := counted("private"), counted("host")
	for _, c := range []struct {
		tally            *Tally
		text, lang, want string
		why              string
	}{
		{private, "{packets:tcp}", "en", "3", "two from the client and one from the server; a folded copy does not count"},
		{private, "{packets:client}", "en", "1002", "a host's packets of all protocols, including those of a run step"},
		{private, "{bytes:tcp} of {payload:tcp}", "en", "164 of 8", "whole packets, and the data in them; data that was sent twice counts twice"},
		{private, "{bytes:udp}, {payload:udp}", "en", "31000, 3000", "a run step gives the sum, which includes the datagram that was on its way before"},
		{private, "{packets:icmp}", "en", "0", "none was sent"},
		{private, "{dropped:tcp} {dropped:udp} {dropped:client}", "en", "1 0 1", "one of the client's segments was dropped"},
		{private, "{reads:server}", "en", "1001", "an end of file brings no data"},
		{private, "{lines:server}: {output:server}", "en", "2: one two", "a line may be printed in pieces"},
		{private, "{lines:silent}: {output:silent}", "en", "0: –", "it printed nothing"},
		{private, "{packets:nobody} {weight:tcp} {syn}", "en", "{packets:nobody} {weight:tcp} {syn}", "nobody is no host, weight is no measure, and {syn} has no colon"},
		{host, "{packets:tcp} {bytes:udp}", "en", "not seen here not seen here", "the host network shows no packets"},
		{host, "{dropped:tcp}", "zh", "这里看不到", "the same in Chinese"},
		{host, "{output:server}", "zh", "one two", "a program's output is seen on every network"},
	} {
		if got := c.tally.Fill(c.text, c.lang); got != c.want {
			t.Errorf("%q becomes %q, want %q: %s", c.text, got, c.want, c.why)
		}
	}
	if got, want := private.Unfilled("{packets:tcp} {packets:nobody} {weight:tcp}"), []string{"{packets:nobody}", "{weight:tcp}"}; !slices.Equal(got, want) {
		t.Errorf("the unfilled measures are %v, want %v", got, want)
	}
}

// TestTallyIsBounded: a host that prints for ever must not fill the closing
// page.
func TestTallyIsBounded(t *testing.T) {
	tally := NewTally(trace.Header{Hosts: []trace.Host{{Name: "server"}}})
	for range 1000 {
		tally.Step(trace.Step{Events: []trace.Event{{Kind: trace.EventOutput, Host: "server", Text: "la\nla\n"}}})
	}
	if got := tally.Fill("{lines:server}", "en"); got != "2000" {
		t.Errorf("it printed %s lines, want 2000: all are counted", got)
	}
	if got := len(tally.Fill("{output:server}", "en")); got > 3*maxLines+len("…") {
		t.Errorf("%d bytes of output, want the first %d lines of 2 bytes and a mark", got, maxLines)
	}
}
