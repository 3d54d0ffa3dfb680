package detail

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// acknowledges tells how far the bytes of the other direction have come.
func (a *subject) acknowledges() []Fact {
	if !a.has("A") || a.has("R") || a.Ack == 0 {
		return nil
	}
	fin, syn := false, a.has("S")
	for i := range a.seen {
		o := &a.seen[i]
		if o.Src != a.Dst || o.Dst != a.Src || o.ID > a.ID {
			continue
		}
		fin = fin || strings.Contains(o.Flags, "F") && end(o) == a.Ack
		syn = syn || strings.Contains(o.Flags, "S") && o.Seq+1 == a.Ack
	}
	says := wAcks
	switch {
	case fin:
		says = wAcksFIN
	case syn && a.Ack == 1:
		says = wAcksSYN
	}
	text := says.F(a.s.Lang, a.Ack-1, a.Ack)
	at, held := &a.s.Step, a.Fate == ""
	if a.Fate == trace.FateDelivered && a.Ended == at.Step && a.s.Before != nil && a.s.Before.Step == at.Step-1 {
		at = a.s.Before
	} else if !held {
		at = nil
	}
	if at != nil {
		if n, ok := newTo(at, a.Packet); ok && (n > 0 || a.Flags == "A" && a.Len == 0) {
			text += a.newBytes(n, fin && n > 0, held)
		}
	}
	return one(fmt.Sprintf("ack %d", a.Ack), text)
}

// newBytes says how many numbers an ACK acknowledges that were not acknowledged
// before; fin is true if the last of them is a FIN.
func (a *subject) newBytes(n int, fin, held bool) string {
	to := a.s.HostName(a.To)
	what := bytes(a.s.Lang, n)
	switch {
	case fin && n == 1:
		what = a.s.Say(wTheFIN)
	case fin:
		what = wAndFIN.F(a.s.Lang, bytes(a.s.Lang, n-1))
	}
	switch {
	case n == 0 && held:
		return wNoneIfHeld.F(a.s.Lang, to)
	case n == 0:
		return wNoneNew.F(a.s.Lang, to)
	case held:
		return wNewIfHeld.F(a.s.Lang, what, to)
	}
	return wNew.F(a.s.Lang, what, to)
}

// newTo returns how many numbers an ACK acknowledges that its receiver has not
// seen acknowledged as a step ends. Two things of the step must agree on where
// the acknowledged ones end: the ACKs that were delivered, and the receiver's
// queue together with the last segment that it has sent. If they do not, or one
// of them is missing, ok is false. So it is if the ACK is about a segment that
// the step does not have, because many crossed in a run step.
func newTo(step *trace.Step, p *trace.Packet) (n int, ok bool) {
	sock := endIn(step, p.Dst, p.Src)
	if sock == nil || sock.Info == nil || sock.Info.NotSent == nil || step.HeldMore > 0 {
		return 0, false
	}
	var acked, sent uint32
	hasAcked, hasSent := false, false
	for _, o := range connection(step, p) {
		switch {
		case o.Src == p.Src && o.Dst == p.Dst:
			if o.Fate == trace.FateDelivered && strings.Contains(o.Flags, "A") && (!hasAcked || before(acked, o.Ack)) {
				acked, hasAcked = o.Ack, true
			}
		case !hasSent || before(sent, end(&o)):
			sent, hasSent = end(&o), true
		}
	}
	if !hasAcked || !hasSent || before(sent, p.Ack) || sent-uint32(sock.SendQ-*sock.Info.NotSent) != acked {
		return 0, false
	}
	return max(0, int(int32(p.Ack-acked))), true
}

// saysAgain tells of an ACK with the same number as the one before it.
func (a *subject) saysAgain() []Fact {
	if a.Flags != "A" || a.Len > 0 || a.Probe != "" || a.Of != 0 {
		return nil
	}
	var o *trace.Packet // the newest one before it that acknowledges
	for i := range a.seen {
		if b := &a.seen[i]; b.ID < a.ID && b.Src == a.Src && b.Dst == a.Dst && strings.Contains(b.Flags, "A") && b.Probe == "" && b.Of == 0 {
			o = b
		}
	}
	if o == nil || o.Ack != a.Ack || o.Len > 0 || o.Flags != "A" {
		return nil
	}
	says := wSameAck
	sock := endIn(&a.s.Step, a.Dst, a.Src)
	switch {
	case o.Window != a.Window:
		return one(a.s.Say(wUpdate), wUpdates.F(a.s.Lang, a.Ack, o.Step, o.Window, a.Window))
	case sock != nil && sock.Info != nil && sock.Info.Unacked > 0:
		says = wDuplicateAck
	}
	return one(a.s.Say(wAgain), says.F(a.s.Lang, a.Ack, o.Step))
}

// behindGaps tells of the ranges of a SACK (RFC 2018). The first one may tell of
// bytes that came twice (RFC 2883).
func (a *subject) behindGaps() []Fact {
	if a.Options == nil || len(a.Options.SACK) == 0 {
		return nil
	}
	all := a.Options.SACK
	inside := func(r, of trace.Range) bool { return !before(r.First, of.First) && !before(of.After, r.After) }
	var parts []string
	gap := a.Ack
	for i, r := range all {
		says := wBehindGap
		if i == 0 && (!before(a.Ack, r.After) || len(all) > 1 && inside(r, all[1])) {
			says = wTwice
		} else if gap == a.Ack || before(r.First, gap) {
			gap = r.First
		}
		parts = append(parts, says.F(a.s.Lang, a.span(r.First, r.After-1)))
	}
	if before(a.Ack, gap) {
		parts = append(parts, wMissing.F(a.s.Lang, a.span(a.Ack, gap-1)))
	}
	return one("SACK", strings.Join(parts, a.s.Say(wSemicolon)))
}

// span names the numbers of the other direction from first to last, of which the
// last may be its FIN.
func (a *subject) span(first, last uint32) string {
	fin := slices.ContainsFunc(a.seen, func(o trace.Packet) bool {
		return o.Src == a.Dst && o.Dst == a.Src && strings.Contains(o.Flags, "F") && end(&o) == last+1
	})
	switch {
	case !fin:
		return span(a.s.Lang, first, last)
	case first == last:
		return a.s.Say(wTheFIN)
	}
	return wAndFIN.F(a.s.Lang, span(a.s.Lang, first, last-1))
}

// room tells how much the packet's sender has room for. A RST announces nothing.
// Older traces have no window.
func (a *subject) room() []Fact {
	if a.Proto != "tcp" || a.has("R") || a.Flags == "" {
		return nil
	}
	name := fmt.Sprintf("%s %d", a.s.Say(wWindow), a.Window)
	switch {
	case a.Window == 0 && a.Size == 0:
		return nil
	case a.Window == 0:
		return one(name, a.s.Say(wNoRoom))
	case a.has("S"):
		return one(name, wRoomSYN.F(a.s.Lang, bytes(a.s.Lang, a.Window)))
	case a.RawWindow > 0 && a.RawWindow != a.Window && a.Window%a.RawWindow == 0:
		return one(name, wRoomScaled.F(a.s.Lang, bytes(a.s.Lang, a.Window), a.RawWindow, a.Window/a.RawWindow))
	}
	return one(name, wRoom.F(a.s.Lang, bytes(a.s.Lang, a.Window)))
}
