package tell

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/trace"
)

// If the same happens to many connections in one step, it is one sentence that
// counts them: fifty SYNs are "client sends SYN ×50", and behind it stand the
// programs and the ports, as far as they are short. Two connections keep a
// sentence each.

// foldFrom is the number of equal events from which on they are one sentence. They
// are about two connections at least: what one connection does again and again is
// its story.
const foldFrom = 3

// A fold is a list of events that differ in their connections alone. One that no
// other equals is a fold of one.
type fold []*trace.Event

// A sameness is what equal events have in common.
type sameness struct {
	kind, host, to, name, from, passed, kinds string
}

// sameAs returns what an event has in common with those that it is folded with;
// ok is false if its kind is never folded.
func (s *Scene) sameAs(e *trace.Event) (k sameness, ok bool) {
	switch e.Kind {
	case trace.EventState, trace.EventDestroyed:
	case trace.EventSent, trace.EventAgain, trace.EventDelivered, trace.EventDropped, trace.EventCopy, trace.EventLost:
		if e.Packet == nil && (e.Src == "" || e.Others > 0) {
			return k, false
		}
	default:
		return k, false
	}
	k = sameness{e.Kind, e.Host, e.To, e.Name, e.From, strings.Join(e.Passed, " "), ""}
	if e.Packet != nil {
		k.name += e.Packet.Probe
	}
	var kinds []byte
	for _, n := range e.Kinds {
		kinds = append(strconv.AppendInt(append(append(kinds, n.Name...), ' '), int64(n.Count), 10), ' ')
	}
	k.kinds = string(kinds)
	return k, true
}

// clientEnd returns the address that tells an event's connection from others, and
// the other end's; "" if it has none. The first one is the client's, and a
// listener's own.
func (s *Scene) clientEnd(e *trace.Event) (at, other string) {
	at, other = e.Src, e.Dst
	if p := e.Packet; p != nil {
		_, at, other = p.Between()
	}
	if e.Kind == trace.EventState || e.Kind == trace.EventDestroyed {
		sock := s.socket(e.ID)
		if sock == nil {
			return "", ""
		}
		if at, other = sock.Local, sock.Remote; other == "" {
			return at, other
		}
	}
	if IsLeft(s.Header, e.Host) {
		return at, other
	}
	return other, at
}

// withoutLost returns events without the sending of what a cut wire has lost: the
// event of the loss tells that, too.
func withoutLost(events []*trace.Event) []*trace.Event {
	lost := map[int]bool{}
	for _, e := range events {
		if e.Kind == trace.EventLost && e.Packet != nil {
			lost[e.ID] = true
		}
	}
	if len(lost) == 0 {
		return events
	}
	return slices.DeleteFunc(slices.Clone(events), func(e *trace.Event) bool { return e.Kind == trace.EventSent && lost[e.ID] })
}

// folds puts equal events together, each fold where its first event stands.
func (s *Scene) folds(events []*trace.Event) []fold {
	events = withoutLost(events)
	type group struct {
		first   int // the index of its first event
		events  fold
		end     string // the end of its first event
		several bool   // others of its events have other ends
	}
	groups := map[sameness]*group{}
	of := make([]*group, len(events)) // nil for an event that is never folded
	var last sameness
	var g *group // of last
	for i := range events {
		k, ok := s.sameAs(events[i])
		if !ok {
			continue
		}
		at, _ := s.clientEnd(events[i])
		if at == "" {
			continue
		}
		if g == nil || k != last { // most equal events stand one behind the other
			if g = groups[k]; g == nil {
				g = &group{first: i, end: at}
				groups[k] = g
			}
			last = k
		}
		g.events, g.several = append(g.events, events[i]), g.several || at != g.end
		of[i] = g
	}
	var out []fold
	for i := range events {
		switch g := of[i]; {
		case g == nil || len(g.events) < foldFrom || !g.several:
			out = append(out, fold{events[i]})
		case g.first == i:
			out = append(out, g.events)
		}
	}
	return out
}

// text tells a fold in one line.
func (f fold) text(s *Scene) string {
	e := *f[0]
	if len(f) == 1 {
		return s.EventText(e)
	}
	programs, ends := make([]string, 0, len(f)), make([]string, 0, len(f))
	var bytes int64
	times := 0
	sameSrc, sameDst := true, true
	for i := range f {
		at, other := s.clientEnd(f[i])
		ends, programs = append(ends, at), append(programs, s.programAt(f[i], at, other))
		bytes += f[i].Bytes
		if times++; len(e.Kinds) == 0 && f[i].Count > 1 { // one connection did it several times
			times += f[i].Count - 1
		}
		sameSrc, sameDst = sameSrc && f[i].Src == e.Src, sameDst && f[i].Dst == e.Dst
	}
	if !sameSrc {
		e.Src = ""
	}
	if !sameDst {
		e.Dst = ""
	}
	if e.Packet != nil {
		e.Name = PacketName(s.Lang, e.Packet)
	}
	e.Packet, e.Bytes, e.Count = nil, 0, 0
	text, called := "", s.Header.Open && e.Kind == trace.EventState && e.From == ClosedState && (e.To == "SYN_SENT" || e.To == "LISTEN")
	programs = distinct(programs)
	switch {
	case called && e.To == "LISTEN":
		text = wManyListen.F(s.Lang, s.whoAll(programs), e.From, e.To)
	case called:
		text = wManyConnect.F(s.Lang, s.whoAll(programs), e.From, e.To)
	default:
		text = EventText(s.Header, e, s.Lang)
	}
	text += fmt.Sprintf(" ×%d", times)
	if bytes > 0 {
		text += wBytesInAll.F(s.Lang, bytes)
	}
	if called || len(programs) > maxPrograms {
		programs = nil
	}
	return text + wAmong.F(s.Lang, strings.Join(append(programs, portRange(ends)), s.Say(wComma)))
}

// maxPrograms is how many programs a fold names.
const maxPrograms = 2

// programAt returns the short name of the program at a client's end of an event,
// which clientEnd has returned, in an open lab; "" if it is not known.
func (s *Scene) programAt(e *trace.Event, at, other string) string {
	if !s.Header.Open {
		return ""
	}
	if e.Kind == trace.EventState {
		if sock := s.socket(e.ID); sock != nil && sock.Local == at {
			return shortProgram(sock.Program)
		}
	}
	all := s.crowd()
	if e.Packet != nil {
		proto, _, _ := e.Packet.Between()
		return all.programAt(proto, at, other)
	}
	if name := all.programAt("tcp", at, other); name != "" {
		return name
	}
	return all.programAt("udp", at, other)
}

// whoAll names the programs that have all done the same.
func (s *Scene) whoAll(programs []string) string {
	switch n := len(programs); {
	case n == 0:
		return s.Say(SomeProgram)
	case n > maxPrograms:
		return wPrograms.F(s.Lang, n)
	}
	return strings.Join(programs, s.Say(wComma))
}

// distinct returns the names in a list, each once, without those that are not
// known.
func distinct(list []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, name := range list {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// maxPorts is how many ports a fold lists. If there are more, it names the lowest
// and the highest.
const maxPorts = 3

// portRange names the ports of addresses.
func portRange(ends []string) string {
	var ports []int // the first few of them
	for _, at := range ends {
		port, err := strconv.Atoi(strings.TrimPrefix(portOf(at), ":"))
		switch {
		case err != nil || slices.Contains(ports, port):
		case len(ports) <= maxPorts:
			ports = append(ports, port)
			slices.Sort(ports)
		case port < ports[0]:
			ports[0] = port
		default:
			ports[maxPorts] = max(ports[maxPorts], port)
		}
	}
	if len(ports) > maxPorts {
		return fmt.Sprintf(":%d … :%d", ports[0], ports[maxPorts])
	}
	var list []string
	for _, port := range ports {
		list = append(list, ":"+strconv.Itoa(port))
	}
	return strings.Join(list, " ")
}

// EventTexts describes events of the step in one line each, and events that
// differ in their connections alone in one line together.
func (s *Scene) EventTexts(events []*trace.Event) []string {
	var out []string
	for _, f := range s.folds(events) {
		out = append(out, f.text(s))
	}
	return out
}

// The words of a fold.
var (
	wAmong       = Word{" (%s)", "（%s）"}
	wBytesInAll  = Word{", %d bytes in all", "，共 %d 字节"}
	wPrograms    = Word{"%d programs", "%d 个程序"}
	wManyListen  = Word{"%[1]s called listen: %[2]s → %[3]s", "%[1]s 调用了 listen：%[2]s → %[3]s"}
	wManyConnect = Word{"%[1]s called connect: %[2]s → %[3]s", "%[1]s 调用了 connect：%[2]s → %[3]s"}
)
