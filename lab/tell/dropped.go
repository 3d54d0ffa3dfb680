package tell

import (
	"slices"

	"tcplab/lab/trace"
)

// copyStays reports whether a kernel had sent the dropped packet again before,
// so that a copy of it is on the wire.
func (s *Scene) copyStays(p *trace.Packet) bool {
	return p != nil && slices.ContainsFunc(s.Step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventCopy && e.Packet != nil && e.Packet.Of == p.ID
	})
}

// afterDrop says how long it takes until a kernel does something about the
// packet that the step dropped, and whether a student can go on meanwhile; "" if
// no timer runs for it, or nobody has to wait because a copy is on the wire.
func (s *Scene) afterDrop() string {
	p := s.movedPacket()
	if s.Step.Move.Kind != trace.MoveDrop || p == nil || s.copyStays(p) {
		return ""
	}
	var waits *trace.Socket
	switch {
	case s.senderRepeats(p):
		waits = s.endAt(p.Src, p.Dst)
	case p.Name == "ACK" && s.receiverWaits(p):
		waits = s.endAt(p.Dst, p.Src)
	default:
		return ""
	}
	text := wRunsOut.F(s.Lang, s.timerOf(waits))
	if slices.ContainsFunc(s.Step.Moves, func(m trace.Move) bool { return m.Kind == trace.MoveCall || m.Kind == trace.MoveDeliver }) {
		text += s.Say(wSpace) + s.Say(wGoOn)
	}
	return text
}

// The sentences about the wait after a drop.
var (
	wStays = Word{
		"Its kernel has sent it again meanwhile: that copy is on the wire, as it would be on a real one.",
		"内核这期间已经重传过它：那一份还在线路上，真实的线路上也是这样。"}
	wRunsOut = Word{"The timer: %s.", "定时器：%s。"}
	wGoOn    = Word{
		"You need not wait for it: other moves are possible meanwhile.",
		"不必等它：这期间可以走别的步骤。"}
)
