package bench

import (
	"net/netip"
	"testing"

	"tcplab/lab/wire"
)

// TestWhatCrossedIsCalledWhatAllOfItIs checks the name of many packets that
// crossed together.
func TestWhatCrossedIsCalledWhatAllOfItIs(t *testing.T) {
	for _, c := range []struct {
		tally wire.Tally
		want  string
		why   string
	}{
		{wire.Tally{Proto: "tcp", Packets: 3, Kinds: []wire.Kind{{Name: "DATA", Packets: 3}}}, "DATA", "each carried data"},
		{wire.Tally{Proto: "tcp", Packets: 3, Kinds: []wire.Kind{{Name: "ACK", Packets: 3}}}, "ACK", "each only acknowledged"},
		{wire.Tally{Proto: "tcp", Packets: 1, Kinds: []wire.Kind{{Name: "RST ACK", Packets: 1}}}, "RST ACK", "a refusal is not data"},
		{wire.Tally{Proto: "tcp", Packets: 4, Kinds: []wire.Kind{{Name: "SYN", Packets: 1}, {Name: "DATA", Packets: 3}}}, "TCP", "a SYN carried no data: DATA ×4 would be wrong"},
		{wire.Tally{Proto: "udp", Packets: 2, Kinds: []wire.Kind{{Name: "UDP", Packets: 2}}}, "UDP", "an empty datagram is a datagram"},
		{wire.Tally{Proto: "icmp", Packets: 2, Kinds: []wire.Kind{{Name: "ICMP port unreachable", Packets: 2}}}, "ICMP", "readers of the trace know the protocol by this name"},
	} {
		if got := crossedName(c.tally); got != c.want {
			t.Errorf("%+v is called %s, want %s: %s", c.tally, got, c.want, c.why)
		}
	}
}

// TestRefusalsThatCrossGoBackToTheirSender checks the ends of ICMP messages in
// a run step. They have no ports of their own.
func TestRefusalsThatCrossGoBackToTheirSender(t *testing.T) {
	r := asked()
	at := netip.MustParseAddrPort
	e := r.crossedEvent(wire.Tally{Proto: "icmp", About: "udp", Src: at("127.0.0.1:9999"), Dst: at("127.0.0.1:40002"), Packets: 85})
	if e.Host != "server" || e.To != "client-2" {
		t.Errorf("they went from %s to %s, want server to client-2, whose datagrams they refuse", e.Host, e.To)
	}
}
