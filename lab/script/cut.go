package script

import (
	"slices"

	"tcplab/lab/trace"
)

// A wire may be cut by a row of the script or by the student. In the first case
// the script knows that what is sent is lost: a claim that a host sends it holds,
// and no row waits for it before the wire is mended. In the second case a lost
// packet is like one that the student has dropped, and no claim says so.

// cutBy takes in a move that cuts or mends the wire. scripted is true if it took
// a row.
func (s *Script) cutBy(m trace.Move, scripted bool) {
	switch {
	case m.Kind == trace.MoveCut:
		s.cut[m.Host] = scripted
	case m.Host == trace.Everybody:
		clear(s.cut)
	default:
		s.cut[m.Host] = false
	}
}

// hasCut reports whether a row of the script has cut the wire for a host.
func (s *Script) hasCut(host string) bool { return s.cut[host] || s.cut[trace.Everybody] }

// loseAtOnce takes in that a cut wire has lost a packet as soon as it was sent.
// If a row of the script has cut the wire, the loss is what the script wants;
// once the wire is mended, the packet belongs to the row that asks for it then.
func (s *Script) loseAtOnce(p *trace.Packet) {
	row, found := s.mail.rowOf(p.ID)
	s.mail.forget(p.ID)
	scripted := s.hasCut(p.From)
	if p.Probe == trace.ProbeKeepalive && !scripted {
		s.giveUpProbe(p.From)
	}
	known := slices.ContainsFunc(s.mail.lost, func(l lostPacket) bool { return l.packet.ID == p.ID })
	if known || !found && !scripted {
		return
	}
	if !found {
		row = len(s.beats)
	}
	s.mail.lose(row, scripted, *p)
}

// losesAll reports whether row i waits for a packet of a host for which the student
// has cut the wire. The wire has to be mended first.
func (s *Script) losesAll(i int) bool {
	return slices.ContainsFunc(s.then[i], func(c claim) bool {
		return c.event() == trace.EventSent && c.name != "nothing" && slices.Contains(s.mute, c.host) && !s.hasCut(c.host)
	})
}

// giveUpProbe goes past the row that waits for a probe of a host, if the story has
// come to it. Another keepalive probe comes after the interval, which may be minutes.
func (s *Script) giveUpProbe(host string) {
	for _, i := range s.order() {
		if waits(s.beats[i]) && s.cameTo(i) && slices.ContainsFunc(s.then[i], func(c claim) bool {
			return c.verb == "sends" && c.name == probe && c.host == host
		}) {
			s.over[i] = true
			return
		}
	}
}

// asClaimed returns a step as the script's claims see it: without the sending of
// packets that were lost because the student has cut the wire.
func (s *Script) asClaimed(step *trace.Step) *trace.Step {
	astray := func(e trace.Event) bool {
		return e.Kind == trace.EventSent && !s.hasCut(e.Host) && step.LostAtOnce(e.ID)
	}
	if !slices.ContainsFunc(step.Events, astray) {
		return step
	}
	as := *step
	as.Events = slices.DeleteFunc(slices.Clone(step.Events), astray)
	return &as
}

// lostAlone returns the packet of an event by which it was lost if the step has
// no word of its sending, because asClaimed has removed that. Its name is that of
// no packet for which a row can ask.
func lostAlone(step *trace.Step, e trace.Event) (p trace.Packet, ok bool) {
	if e.Kind != trace.EventLost || e.Packet == nil || slices.ContainsFunc(step.Events, func(o trace.Event) bool {
		return o.Kind == trace.EventSent && o.ID == e.ID
	}) {
		return p, false
	}
	p = *e.Packet
	p.Name, p.Probe = "lost: "+p.Name, ""
	return p, true
}
