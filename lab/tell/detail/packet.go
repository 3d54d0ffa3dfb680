package detail

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A subject is a packet in a step, with what the step has of its connection.
type subject struct {
	*trace.Packet
	s    *tell.Scene
	seen []trace.Packet // of the same connection: those that are held, and the last ones that were
}

// Packet says what a packet of the scene's step says. capture names the file
// that all packets are written to; it is "" if there is none.
func Packet(s *tell.Scene, p *trace.Packet, capture string) Sheet {
	a := &subject{p, s, connection(&s.Step, p)}
	out := Sheet{
		Title:  tell.PacketName(s.Lang, p) + wFromTo.F(s.Lang, s.HostName(p.From), s.HostName(p.To)),
		Corner: s.Fate(p) + s.SentAgainText(p, false),
		About:  a.way(), Rest: a.rest(), Tail: More(s, capture),
	}
	for _, say := range packetFacts {
		out.Facts = append(out.Facts, say(a)...)
	}
	return out
}

// connection returns the packets that a step has of the connection of p, oldest
// first. If its addresses were used for several connections, one after the
// other, only those of one are returned: a SYN begins each.
func connection(step *trace.Step, p *trace.Packet) []trace.Packet {
	var out []trace.Packet
	for _, list := range [][]trace.Packet{step.Wire, step.Held} {
		for _, o := range list {
			if o.Proto == p.Proto && (o.Src == p.Src && o.Dst == p.Dst || o.Src == p.Dst && o.Dst == p.Src) {
				out = append(out, o)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b trace.Packet) int { return a.ID - b.ID })
	from, to := 0, len(out)
	for i, o := range out {
		switch begins := o.Flags == "S" && o.Of == 0; {
		case begins && o.ID <= p.ID:
			from = i
		case begins:
			to = min(to, i)
		}
	}
	return out[from:to]
}

// packetFacts say what the fields of a packet mean, in the order in which they
// matter. Each says nothing of a packet that it is not about.
var packetFacts = []func(*subject) []Fact{
	(*subject).copied, (*subject).opens, (*subject).asks, (*subject).carries, (*subject).ends, (*subject).resets,
	(*subject).acknowledges, (*subject).saysAgain, (*subject).behindGaps, (*subject).offers, (*subject).room,
	(*subject).datagram, (*subject).fragment, (*subject).reports,
}

func (a *subject) has(flag string) bool { return a.Proto == "tcp" && strings.Contains(a.Flags, flag) }

func one(name, text string) []Fact { return []Fact{{Name: name, Text: text}} }

// first and last are the numbers of the data's first and last byte.
func (a *subject) first() uint32 {
	if a.has("S") {
		return a.Seq + 1
	}
	return a.Seq
}

func (a *subject) last() uint32 { return a.first() + uint32(a.Len) - 1 }

// end returns the number behind a segment. SYN and FIN count as one each (RFC
// 9293, section 3.4).
func end(p *trace.Packet) uint32 {
	n := p.Seq + uint32(p.Len)
	for _, flag := range "SF" {
		if strings.ContainsRune(p.Flags, flag) {
			n++
		}
	}
	return n
}

// before compares sequence numbers, which wrap around (RFC 9293, section 3.4).
func before(a, b uint32) bool { return int32(a-b) < 0 }

// noPort ends the address of a packet that has no port, as an ICMP message has none.
const noPort = ":0"

// way says between which addresses the packet travels, and since when.
func (a *subject) way() string {
	text := wWay.F(a.s.Lang, strings.TrimSuffix(a.Src, noPort), strings.TrimSuffix(a.Dst, noPort))
	if a.s.Step.Step >= a.Step {
		text += wSentIn.F(a.s.Lang, a.Step)
	}
	switch a.Fate {
	case trace.FateDelivered:
		text += wCameIn.F(a.s.Lang, a.Ended)
	case trace.FateDropped:
		text += wLostIn.F(a.s.Lang, a.Ended)
	case trace.FateLost:
		text += a.s.Say(wLostAtOnce)
	}
	return text
}

func (a *subject) copied() []Fact {
	if a.Of == 0 {
		return nil
	}
	return one(a.s.Say(wCopy), a.s.Say(wCopySays))
}

func (a *subject) opens() []Fact {
	if !a.has("S") {
		return nil
	}
	says := wAsks
	if a.has("A") {
		says = wAgrees
	}
	return one("SYN", says.F(a.s.Lang, a.Seq, a.Seq+1))
}

// asks tells of a probe, which has the form of an ACK and is repeated.
func (a *subject) asks() []Fact {
	says, ok := probes[a.Probe]
	if !ok {
		return nil
	}
	return one(fmt.Sprintf("seq %d", a.Seq), says.F(a.s.Lang, a.Seq, a.Seq+1))
}

// carries tells of the data, and if others with these bytes or an answer to them
// were seen.
func (a *subject) carries() []Fact {
	if a.Proto != "tcp" || a.Len == 0 {
		return nil
	}
	says := wCarries
	if a.has("F") {
		says = wCarriesLast
	}
	text := says.F(a.s.Lang, bytes(a.s.Lang, a.Len))
	if a.Text != "" {
		text += a.s.Say(wColon) + a.Text
	}
	out := one(span(a.s.Lang, a.first(), a.last()), text)
	for i := range a.seen {
		o := &subject{&a.seen[i], a.s, nil}
		if o.ID != a.ID && o.Src == a.Src && o.Len > 0 && o.Fate == trace.FateDelivered && (a.Fate == "" || o.Ended < a.Ended) &&
			!before(a.first(), o.first()) && !before(o.last(), a.last()) {
			out = append(out, Fact{Name: a.s.Say(wAgain), Text: wCameBefore.F(a.s.Lang, o.Ended)})
			break
		}
	}
	for i := range a.seen {
		o := &a.seen[i]
		if o.Src == a.Dst && o.Dst == a.Src && strings.Contains(o.Flags, "A") && !before(o.Ack, end(a.Packet)) {
			out = append(out, Fact{Name: a.s.Say(wAnswered), Text: wAnsweredBy.F(a.s.Lang, a.s.HostName(o.From), o.Ack, o.Step)})
			break
		}
	}
	return out
}

func (a *subject) ends() []Fact {
	if !a.has("F") {
		return nil
	}
	n := end(a.Packet) - 1
	return one("FIN", wEnds.F(a.s.Lang, n, n+1))
}

func (a *subject) resets() []Fact {
	if !a.has("R") {
		return nil
	}
	out := one("RST", a.s.Say(wResets))
	if a.Fate != "" {
		return out
	}
	switch sock := endIn(&a.s.Step, a.Dst, a.Src); {
	case sock == nil:
		return append(out, Fact{Name: fmt.Sprintf("seq %d", a.Seq), Text: a.s.Say(wResetsNobody)})
	case sock.State == "SYN_SENT":
		return append(out, Fact{Name: fmt.Sprintf("ack %d", a.Ack), Text: a.s.Say(wResetsOpening)})
	}
	return append(out, Fact{Name: fmt.Sprintf("seq %d", a.Seq), Text: wResetsOpen.F(a.s.Lang, a.Seq)})
}

// offers tells of the options that only a SYN has.
func (a *subject) offers() (out []Fact) {
	if !a.has("S") || a.Options == nil {
		return nil
	}
	if n := a.Options.MSS; n > 0 {
		out = append(out, Fact{Name: fmt.Sprintf("MSS %d", n), Text: wMSS.F(a.s.Lang, bytes(a.s.Lang, n))})
	}
	if n := a.Options.Scale; n != nil && *n >= 0 && *n < 31 {
		says := wScale
		if !a.has("A") {
			says = wScaleOffer
		}
		out = append(out, Fact{Name: fmt.Sprintf("%s %d", a.s.Say(wScaleName), *n), Text: says.F(a.s.Lang, 1<<*n)})
	}
	if a.Options.SACKPermitted {
		out = append(out, Fact{Name: a.s.Say(wSACKName), Text: a.s.Say(wSACK)})
	}
	return out
}

// rest lists the fields of the header with their numbers alone.
func (a *subject) rest() string {
	var out []string
	add := func(w tell.Word, args ...any) { out = append(out, w.F(a.s.Lang, args...)) }
	if a.Proto == "tcp" {
		add(wFlags, flagNames(a.Flags))
		out = append(out, a.Numbers())
	}
	add(wLen, a.Len)
	if a.Size > 0 {
		add(wSize, a.Size)
	}
	if a.Proto == "tcp" && (a.RawWindow > 0 || a.Size > 0 && a.Window == 0) {
		add(wField, a.RawWindow)
	}
	if o := a.Options; o != nil {
		if o.Timestamps != nil {
			add(wStamps, o.Timestamps.Value, o.Timestamps.Echo)
		}
	} else if a.Detail != "" && a.Proto == "tcp" { // an older trace has the options in words alone
		out = append(out, a.older())
	}
	if a.Copies > 1 {
		add(wTimes, a.Copies)
	}
	return strings.Join(out, " · ")
}

// older returns the options of a segment as an older trace has them.
func (a *subject) older() string {
	if a.s.Lang != "zh" {
		return a.Detail
	}
	return strings.NewReplacer("sack permitted", "允许 SACK", "timestamps", "时间戳", "wscale", "窗口扩大", "mss", "MSS",
		"sack of 1 range", "SACK 1 段", "sack of ", "SACK ", " ranges", " 段", ", ", "，").Replace(a.Detail)
}

// flagNames writes the flags of a segment as RFC 9293 calls them.
func flagNames(letters string) string {
	var out []string
	for _, r := range letters {
		name := string(r)
		for _, full := range []string{"SYN", "ACK", "FIN", "RST", "PSH", "URG"} {
			if full[:1] == name {
				name = full
			}
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// More says how to see every byte of a run's packets; capture is as for Packet. It
// says nothing of a run of which no flag writes them: in an open lab, and on the
// host network.
func More(s *tell.Scene, capture string) string {
	switch {
	case capture != "":
		return wCaptured.F(s.Lang, capture)
	case s.Header.Open || s.Header.Lesson == "" || !trace.Holds(s.Header.Network):
		return ""
	}
	run := s.Header.Lesson
	if s.Header.Network == trace.NetstackNetwork {
		run += " --net " + trace.NetstackNetwork // where a private network can be made, the packets would be a kernel's
	}
	return wCapture.F(s.Lang, run)
}
