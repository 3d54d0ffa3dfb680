package tell

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// In an open lab that lets everything flow, nobody looks at one packet. A step
// tells what has crossed since the step before it, and which sockets have changed
// their states, and each line names addresses and programs, since it is read by
// itself.

// A Flowed is one line about a step of a flow.
type Flowed struct {
	Text  string
	Reset bool // it tells of a RST, for which a reader may look
}

// Flow tells a step in which everything flowed, in the order in which it happened
// as far as that is known: what crossed, then what changed. It contains text from
// outside as it came.
func (s *Scene) Flow() []Flowed {
	var lines []Flowed
	for _, e := range s.Step.Events {
		switch {
		case e.Kind == trace.EventDelivered && len(e.Kinds) > 0:
			lines = append(lines, s.crossed(e)...)
		case e.Kind == trace.EventState:
			lines = append(lines, Flowed{Text: s.flowState(e)})
		default:
			lines = append(lines, Flowed{Text: s.EventText(e)})
		}
	}
	return lines
}

// crossed tells what has crossed in one direction of a connection, its RSTs apart.
func (s *Scene) crossed(e trace.Event) []Flowed {
	proto := protocol(e.Name)
	if proto == "icmp" {
		proto = "udp" // most are about a datagram; of a connection, the socket is found by both addresses
	}
	from, to := s.atAddress(proto, e.Src, e.Dst), s.atAddress(proto, e.Dst, e.Src)
	if e.Others > 0 { // of many, which differ in one address or in both
		from, to = cmp.Or(from, MoreRows.F(s.Lang, e.Others)), cmp.Or(to, MoreRows.F(s.Lang, e.Others))
	}
	var others, resets []trace.KindCount
	for _, k := range e.Kinds {
		if k.Name == "RST" || strings.HasPrefix(k.Name, "RST ") {
			resets = append(resets, k)
		} else {
			others = append(others, k)
		}
	}
	var lines []Flowed
	if len(others) > 0 {
		text := wCrossed.F(s.Lang, from, to, kindsText(others, s.Lang))
		if e.Bytes > 0 {
			text += wCrossedBytes.F(s.Lang, e.Bytes)
		}
		lines = append(lines, Flowed{Text: text})
	}
	if len(resets) > 0 {
		lines = append(lines, Flowed{Text: wReset.F(s.Lang, from, to, kindsText(resets, s.Lang)), Reset: true})
	}
	return lines
}

// atAddress returns an address with the program that has it, as far as that is
// known: the one whose socket stands between the two addresses, else the one that
// has the address for whoever comes. A ping has no port.
func (s *Scene) atAddress(proto, at, other string) string {
	address := strings.TrimSuffix(at, ":0")
	var open string
	best := -1 // the rank of open's address in fits
	fits := append([]string{at}, takesAll(at)...)
	for i := range s.Step.Sockets {
		switch sock := &s.Step.Sockets[i]; {
		case sock.Local == at && sock.Remote == other && sock.Program != "":
			return sock.Program + " " + address
		case sock.Proto == proto && sock.Remote == "" && sock.State != ClosedState:
			if rank := slices.Index(fits, sock.Local); rank >= 0 && (best < 0 || rank <= best) {
				open, best = sock.Program, rank
			}
		}
	}
	return strings.TrimSpace(open + " " + address)
}

// flowState tells the new state of a socket, and names its program and its peer.
func (s *Scene) flowState(e trace.Event) string {
	sock := s.socket(e.ID)
	if sock == nil || e.Name == trace.RoleListener && e.To == "LISTEN" {
		return s.EventText(e)
	}
	e.Host = s.atAddress(sock.Proto, sock.Local, sock.Remote)
	if sock.Remote != "" {
		e.Host = wWithPeer.F(s.Lang, e.Host, sock.Remote)
	}
	return EventText(s.Header, e, s.Lang)
}

// FlowTime says when a step of a flow ended.
func (s *Scene) FlowTime() string {
	return wFlowTime.F(s.Lang, fmt.Sprintf("%.1f", float64(s.Step.Millis)/1000))
}

// The words of a flow. From, to and what are addresses and kinds of packets.
var (
	wCrossed      = Word{"%[1]s → %[2]s: %[3]s", "%[1]s → %[2]s：%[3]s"}
	wCrossedBytes = Word{"; %d bytes", "；%d 字节"}
	wReset        = Word{"reset, %[1]s → %[2]s: %[3]s", "复位，%[1]s → %[2]s：%[3]s"}
	wWithPeer     = Word{"%[1]s, peer %[2]s", "%[1]s，对端 %[2]s"}
	wFlowTime     = Word{"after %s s", "%s 秒后"}
)
