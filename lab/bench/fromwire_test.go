package bench

import (
	"net/netip"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// TestPacketBeforeItsSocket shows that a SYN gets the right sender even if the
// bench reads it off the wire before the sender's host has announced the
// socket. Either of the two may come first.
func TestPacketBeforeItsSocket(t *testing.T) {
	r := asked()
	from, to := netip.MustParseAddrPort("127.0.0.1:40009"), netip.MustParseAddrPort("127.0.0.1:8001")
	syn := &table.Packet{Read: wire.Packet{Packet: packet.Packet{Proto: packet.TCP, Src: from, Dst: to}}}
	r.address(syn)
	if syn.From != "server" {
		t.Fatalf("a packet from an address that no host has announced is from %s, want server: only a refusal has no socket", syn.From)
	}
	r.sockets.Add("client-2", trace.RoleConnection, "tcp", from, to, tcp.Active)
	r.address(syn)
	if syn.From != "client-2" || syn.To != "server" || syn.Order != 1 {
		t.Errorf("now it goes from %s (host %d) to %s, want from client-2 (1) to server: the socket is known", syn.From, syn.Order, syn.To)
	}
}

// TestAProbeIsItsTimers: two timers send probes that are equal in form. The
// socket's own timer tells which one it was.
func TestAProbeIsItsTimers(t *testing.T) {
	for kind, want := range map[string]string{kernel.Keepalive: trace.ProbeKeepalive, kernel.Persist: trace.ProbeZeroWindow, kernel.Retransmit: ""} {
		w := dialling(t)
		w.do(lab.Call("client", "Dial"))
		w.stands(clientEnd, serverEnd, tcp.Established)
		s := w.table[table.Address{Proto: kernel.TCP, Local: clientEnd, Remote: serverEnd}]
		s.Timer = kernel.Timer{Kind: kind, Left: time.Second}
		w.table[table.Address{Proto: kernel.TCP, Local: clientEnd, Remote: serverEnd}] = s
		w.sends(clientEnd, serverEnd, packet.ACK, 100, 901)
		step := w.do(trace.Move{Kind: trace.MoveWait})
		p := step.Held[len(step.Held)-1]
		if p.Name != "ACK" || p.Probe != want {
			t.Errorf("a timer %s sent %s, probe %q; want an ACK for scripts, and probe %q", kind, p.Name, p.Probe, want)
		}
	}
}
