package bench

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/stranger"
	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/wire"
)

func onLoopback(port int) netip.AddrPort {
	return netip.MustParseAddrPort(fmt.Sprintf("127.0.0.1:%d", port))
}

// seen is a packet of an open lab.
type seen struct {
	proto    string
	flags    packet.Flags
	src, dst int
}

// labWith returns an open lab in which somebody listens on ports.
func labWith(ports ...int) *Run {
	r := &Run{foreign: &foreign{sides: stranger.NewSides(), owners: stranger.NewOwners(func() (map[uint32][]proc.Owner, error) { return nil, nil }, time.Now)}}
	for _, p := range ports {
		r.foreign.sides.Listens(uint16(p))
	}
	return r
}

func (r *Run) sees(s seen) *table.Packet {
	p := wire.Packet{Packet: packet.Packet{Proto: s.proto, Flags: s.flags, Src: onLoopback(s.src), Dst: onLoopback(s.dst)}}
	r.foreign.sides.Saw(p.Packet)
	row := &table.Packet{Read: p}
	r.address(row)
	return row
}

// TestSidesGoByWhatWasSeen checks which end is drawn as the client in an open
// lab.
func TestSidesGoByWhatWasSeen(t *testing.T) {
	syn, synAck, rst, ack := packet.SYN, packet.SYN|packet.ACK, packet.RST|packet.ACK, packet.ACK
	for _, c := range []struct {
		listen  []int
		packets []seen
		want    string // of the last packet
		why     string
	}{
		{[]int{8080}, []seen{{"tcp", syn, 40000, 8080}}, "client → server", "the end that listens is the server"},
		{[]int{8080}, []seen{{"tcp", syn, 5000, 8080}}, "client → server", "a program that chose its port is no server for that"},
		{[]int{40001}, []seen{{"tcp", syn, 5000, 40001}}, "client → server", "an end that listens is the server even if the system chose its port"},
		{nil, []seen{{"tcp", syn, 5000, 6000}}, "client → server", "the end that dials is the client, though nobody listens"},
		{nil, []seen{{"tcp", syn, 5000, 4000}, {"tcp", rst, 4000, 5000}}, "server → client", "a refusal comes from the end that did not dial"},
		{nil, []seen{{"tcp", syn, 5000, 50000}, {"tcp", rst, 50000, 5000}}, "server → client", "the same holds with other ports"},
		{nil, []seen{{"tcp", synAck, 50000, 5000}, {"tcp", ack, 5000, 50000}}, "client → server", "a SYN ACK answers a SYN that nobody has seen"},
		{[]int{5000, 6000}, []seen{{"tcp", syn, 6000, 5000}, {"tcp", synAck, 5000, 6000}}, "server → client", "if both listen, the end that dials is the client"},
		{nil, []seen{{"tcp", syn, 6000, 5000}, {"tcp", syn, 5000, 6000}}, "server → client", "if both dial at once, the first SYN decides, so that neither changes sides"},
		{nil, []seen{{"udp", 0, 5000, 50000}}, "client → server", "the end that sends the first datagram is the client"},
		{nil, []seen{{"udp", 0, 5000, 50000}, {"udp", 0, 50000, 5000}}, "server → client", "the end that answers is the server"},
		{nil, []seen{{"udp", 0, 40000, 53}, {"udp", 0, 53, 900}}, "server → client", "a server stays one, even if it sends to another end"},
		{[]int{5000}, []seen{{"udp", 0, 5000, 6000}}, "client → server", "a TCP listener says nothing about the UDP port of that number"},
		{nil, []seen{{"tcp", ack, 40000, 80}}, "client → server, guessed", "only the ports are known"},
		{nil, []seen{{"tcp", ack, 80, 4000}}, "server → client, guessed", "both ports were asked for, and the lower one is more likely a server's"},
	} {
		r := labWith(c.listen...)
		var last *table.Packet
		for _, p := range c.packets {
			last = r.sees(p)
		}
		got := last.From + " → " + last.To
		if last.Guessed {
			got += ", guessed"
		}
		if got != c.want {
			t.Errorf("after %v, with listeners on %v, the last packet goes %s; want %s: %s", c.packets, c.listen, got, c.want, c.why)
		}
	}
}

// TestAGuessGivesWayToAFact follows the sockets of two programs that talk over
// UDP, of which the server has a port that the system chose.
func TestAGuessGivesWayToAFact(t *testing.T) {
	r := labWith()
	server := kernel.Socket{Proto: "udp", State: kernel.Unconn, Local: onLoopback(50000), Remote: netip.MustParseAddrPort("0.0.0.0:0")}
	client := kernel.Socket{Proto: "udp", State: tcp.Established, Local: onLoopback(5000), Remote: server.Local}
	r.foreign.dump = func(proto string) ([]kernel.Socket, error) {
		if proto == kernel.UDP {
			return []kernel.Socket{server, client}, nil
		}
		return nil, nil
	}
	look := func(want, why string) {
		t.Helper()
		from, err := r.readTable()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.sockets.Read(from, nil); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, at := range []netip.AddrPort{server.Local, client.Local} {
			for _, s := range r.sockets.Snapshot() {
				if s.Local == at.String() {
					got += fmt.Sprintf("%s is a %s's (guessed: %v); ", s.Local, s.Host, s.Guessed)
				}
			}
		}
		if got != want {
			t.Errorf("%s\nwant %s\n%s", got, want, why)
		}
	}
	look("127.0.0.1:50000 is a client's (guessed: true); 127.0.0.1:5000 is a client's (guessed: false); ",
		"only the port of the first is known; the second has connected, and nobody has sent it anything")
	r.sees(seen{"udp", 0, 5000, 50000})
	look("127.0.0.1:50000 is a server's (guessed: false); 127.0.0.1:5000 is a client's (guessed: false); ",
		"the first datagram decides the sides")
	r.sees(seen{"udp", 0, 50000, 6000})
	look("127.0.0.1:50000 is a server's (guessed: false); 127.0.0.1:5000 is a client's (guessed: false); ",
		"a side that is known does not change")
}

// TestAListenerStartsAnew follows a server that ends and listens again at the same
// address.
func TestAListenerStartsAnew(t *testing.T) {
	r := labWith()
	server := kernel.Socket{Proto: "tcp", Local: onLoopback(8080), Remote: netip.MustParseAddrPort("0.0.0.0:0")}
	for _, c := range []struct {
		state tcp.State // "" if there is no socket
		want  string
		why   string
	}{
		{tcp.Listen, "[listener LISTEN]", "the program called listen"},
		{"", "[listener CLOSED]", "the program has ended"},
		{tcp.Listen, "[listener CLOSED listener LISTEN]", "the next one listens, too, and the first one does not come back"},
	} {
		server.State = c.state
		r.foreign.dump = func(proto string) ([]kernel.Socket, error) {
			if proto == kernel.TCP && c.state != "" {
				return []kernel.Socket{server}, nil
			}
			return nil, nil
		}
		from, err := r.readTable()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.sockets.Read(from, nil); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range r.sockets.Snapshot() {
			got = append(got, s.Role+" "+s.State)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("the table has %v, want %s: %s", got, c.want, c.why)
		}
	}
}

// TestAUDPSocketMayBeConnectedLater: connect gives a UDP socket other addresses
// and another state. It is the same socket all the same, as its cookie shows,
// so none is told to be gone. nc -u -l does that when a datagram has come.
func TestAUDPSocketMayBeConnectedLater(t *testing.T) {
	nobody := netip.MustParseAddrPort("0.0.0.0:0")
	r := labWith()
	for _, c := range []struct {
		socket kernel.Socket
		want   string
		why    string
	}{
		{kernel.Socket{State: "UNCONN", Local: netip.MustParseAddrPort("0.0.0.0:5353"), Remote: nobody, Cookie: 7}, "CLOSED → UNCONN, 0.0.0.0:5353 → ", "bind"},
		{kernel.Socket{State: tcp.Established, Local: onLoopback(5353), Remote: onLoopback(40000), Cookie: 7}, "UNCONN → ESTABLISHED, 127.0.0.1:5353 → 127.0.0.1:40000", "connect"},
		{kernel.Socket{State: "UNCONN", Local: onLoopback(5353), Remote: nobody, Cookie: 7}, "ESTABLISHED → UNCONN, 127.0.0.1:5353 → ", "connect to no address"},
		{kernel.Socket{State: "UNCONN", Local: onLoopback(5354), Remote: nobody, Cookie: 8}, "UNCONN → CLOSED, 127.0.0.1:5353 → ; CLOSED → UNCONN, 127.0.0.1:5354 → ", "another socket"},
	} {
		c.socket.Proto, c.socket.Inode = kernel.UDP, 1
		r.foreign.dump = func(proto string) ([]kernel.Socket, error) {
			if proto == kernel.UDP {
				return []kernel.Socket{c.socket}, nil
			}
			return nil, nil
		}
		from, err := r.readTable()
		if err != nil {
			t.Fatal(err)
		}
		events, err := r.sockets.Read(from, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range events {
			row := r.sockets.ByID(e.ID)
			got = append(got, e.From+" → "+e.To+", "+row.Local+" → "+row.Remote)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}

// TestSidesOfWhatFlowed shows that a flow leads to the same sides as packets
// one by one.
func TestSidesOfWhatFlowed(t *testing.T) {
	r := labWith()
	tallies := []wire.Tally{
		{Proto: "tcp", Src: onLoopback(5000), Dst: onLoopback(50000), Packets: 3},
		{Proto: "tcp", Src: onLoopback(50000), Dst: onLoopback(5000), Packets: 2},
		{Proto: "udp", Src: onLoopback(5001), Dst: onLoopback(50001), Packets: 2},
		{Proto: "icmp", About: "udp", Src: onLoopback(50001), Dst: onLoopback(5001), Packets: 2},
	}
	r.foreign.sides.SawCrossing(tallies)
	for i, want := range []string{"client → server", "server → client", "client → server", "server → client"} {
		e := r.crossedEvent(tallies[i])
		if got := e.Host + " → " + e.To; got != want {
			t.Errorf("%s from %v to %v goes %s, want %s: the first end to send is the client", e.Name, tallies[i].Src, tallies[i].Dst, got, want)
		}
	}
}

// TestPingComesFromAClient shows that a ping and its answer travel in opposite
// directions, though both of their ends have the same address and no port.
func TestPingComesFromAClient(t *testing.T) {
	r := labWith()
	for _, c := range []struct {
		kind     uint8 // RFC 792
		from, to string
	}{
		{8, lab.Client, lab.Server},
		{0, lab.Server, lab.Client},
	} {
		p := wire.Packet{Packet: packet.Packet{Proto: packet.ICMP, Src: onLoopback(0), Dst: onLoopback(0), ICMPType: c.kind}}
		if from, to := r.ends(p); from != c.from || to != c.to || r.guesses(p) {
			t.Errorf("%s travels from %s to %s (guessed: %v), want from %s to %s: who pings is the client", p.Name(), from, to, r.guesses(p), c.from, c.to)
		}
		e := r.crossedEvent(wire.Tally{Proto: packet.ICMP, Src: onLoopback(0), Dst: onLoopback(0), Answers: c.kind == 0, Packets: 3})
		if e.Host != c.from || e.To != c.to {
			t.Errorf("three of %s flowed from %s to %s, want from %s to %s", p.Name(), e.Host, e.To, c.from, c.to)
		}
	}
}

// TestAMessageIsAboutItsDatagram shows that an ICMP message, which has no
// ports, has the sides of the datagram that it quotes, even if nobody has seen
// that datagram.
func TestAMessageIsAboutItsDatagram(t *testing.T) {
	r := labWith()
	inner := packet.Packet{Proto: packet.UDP, Src: onLoopback(5000), Dst: onLoopback(50000)}
	p := wire.Packet{Packet: packet.Packet{Proto: packet.ICMP, Src: onLoopback(0), Dst: onLoopback(0), Inner: &inner}}
	r.foreign.sides.Saw(p.Packet)
	if from, to := r.ends(p); from != lab.Server || to != lab.Client || r.guesses(p) {
		t.Errorf("it travels from %s to %s (guessed: %v), want from the server, which was sent the datagram, to the client", from, to, r.guesses(p))
	}
}

// TestAChangeOfStateEndsASlice: whoever reads a flow learns of a connection when it
// opens or ends, and not at the end of a fixed time; but what belongs together, as
// a handshake does, is not torn apart.
func TestAChangeOfStateEndsASlice(t *testing.T) {
	states := []tcp.State{tcp.SynSent, tcp.SynSent, tcp.Established, tcp.CloseWait}
	looks := 0
	dump := func(proto string) ([]kernel.Socket, error) {
		if proto != kernel.TCP {
			return nil, nil
		}
		state := states[min(looks, len(states)-1)]
		looks++
		return []kernel.Socket{{Proto: proto, Local: onLoopback(40001), Remote: onLoopback(8080), State: state}}, nil
	}
	nobody := func() (map[uint32][]proc.Owner, error) { return nil, nil }
	f := &foreign{dump: dump, owners: stranger.NewOwners(nobody, time.Now)}
	packets := int64(0)
	crossed := func() (int64, bool) { packets++; return packets, true }
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // the slice would be as long
	defer cancel()
	began := time.Now()
	lists, err := f.lookOn(ctx, crossed)
	if err != nil || ctx.Err() != nil {
		t.Fatalf("the slice did not end by itself (%v)", cmp.Or(err, ctx.Err()))
	}
	if took := time.Since(began); took < flowLeast {
		t.Errorf("the slice ended after %v, want %v at least: a handshake takes less", took, flowLeast)
	}
	var seen []tcp.State
	for _, list := range lists {
		seen = append(seen, list[0].State)
	}
	want := []tcp.State{tcp.SynSent, tcp.Established, tcp.CloseWait}
	if len(seen) == 0 || len(seen) > len(want) || !slices.Equal(seen, want[:len(seen)]) { // a busy machine may end it before the last look
		t.Errorf("the looks saw %v, want %v, or its beginning: each change once, in order", seen, want)
	}
}

// TestAFlowTellsWhatNoStepHasTold: the table may have been read between two steps, as
// for the timers, so a socket in it is news all the same.
func TestAFlowTellsWhatNoStepHasTold(t *testing.T) {
	listens := kernel.Socket{Proto: kernel.TCP, Local: onLoopback(8080), State: tcp.Listen}
	dump := func(proto string) ([]kernel.Socket, error) {
		if proto != kernel.TCP {
			return nil, nil
		}
		return []kernel.Socket{listens}, nil
	}
	nobody := func() (map[uint32][]proc.Owner, error) { return nil, nil }
	f := &foreign{dump: dump, owners: stranger.NewOwners(nobody, time.Now), table: table.NewSnapshot([]kernel.Socket{listens})}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if lists, err := f.lookOn(ctx, func() (int64, bool) { return 0, true }); len(lists) == 0 || err != nil {
		t.Errorf("the looks saw no change (%v), want the listener, of which no step has told", err)
	}
}
