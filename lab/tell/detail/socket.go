package detail

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A holder is a socket in a step.
type holder struct {
	*trace.Socket
	s *tell.Scene
}

// Socket says what the system tells of a socket of the scene's step.
func Socket(s *tell.Scene, sock *trace.Socket) Sheet {
	k := &holder{sock, s}
	cells := s.SocketCells(sock)
	out := Sheet{
		Title:  s.EndName(sock) + s.Say(wColon) + cells[1],
		Corner: cells[4],
		About:  wEnd.F(s.Lang, sock.Local, cells[3]),
	}
	facts := socketFacts
	switch {
	case sock.State == tell.ClosedState:
		facts = []func(*holder) []Fact{(*holder).path, (*holder).gone}
	case sock.StateOnly:
		facts = []func(*holder) []Fact{(*holder).path, (*holder).untold}
	}
	for _, say := range facts {
		out.Facts = append(out.Facts, say(k)...)
	}
	if sock.Guessed {
		out.Tail = s.Say(wGuessed)
	}
	return out
}

// socketFacts say what the numbers of a socket mean, in the order in which they
// are read. Each says nothing of a socket that lacks its number by its nature.
var socketFacts = []func(*holder) []Fact{
	(*holder).path, (*holder).program, (*holder).families, (*holder).timer,
	(*holder).accepts, (*holder).datagrams, (*holder).unread, (*holder).unacked, (*holder).windows,
	(*holder).congestion, (*holder).flight, (*holder).resends, (*holder).times, (*holder).memory, (*holder).silent,
}

func (k *holder) say(w tell.Word, args ...any) string {
	if len(args) == 0 {
		return k.s.Say(w)
	}
	return w.F(k.s.Lang, args...)
}

func (k *holder) bytes(n int) string { return bytes(k.s.Lang, n) }

func (k *holder) in(states ...tcp.State) bool { return slices.Contains(states, tcp.State(k.State)) }

// connected reports whether the socket is one end of a connection.
func (k *holder) connected() bool { return k.Proto == "tcp" && k.Role == trace.RoleConnection }

// minimal reports whether a kernel has only a small row of a connection, which
// has no queues and no numbers: before the handshake is done, in TIME_WAIT, and
// in the second part of a FIN_WAIT_2 that no program holds.
func (k *holder) minimal() bool {
	return k.Info == nil && !k.QueuesOnly && (k.in(tcp.TimeWait, tcp.SynRcvd) || k.in(tcp.FinWait2) && !k.Owned && k.Timer != nil && k.Timer.Kind == trace.TimerTimeWait)
}

func (k *holder) path() []Fact {
	if k.Proto == "udp" {
		if k.State == "" {
			return one(k.say(wBeen), k.say(wStateless))
		}
		says := wUnconn
		if k.Remote != "" {
			says = wConn
		}
		return one(k.State, k.say(says))
	}
	var all []string
	for _, state := range append(slices.Clone(k.Been), k.State) {
		if slices.Contains(k.Passed, state) || state == k.State && k.Source == trace.SourcePassed {
			state = "~" + state
		}
		all = append(all, state)
	}
	text := strings.Join(all, " → ")
	if strings.Contains(text, "~") {
		text += k.say(wPassed)
	}
	return one(k.say(wBeen), text)
}

func (k *holder) gone() []Fact { return one(tell.ClosedState, k.say(wGone)) }

// untold says all that a system tells beside the addresses and the state.
func (k *holder) untold() []Fact {
	if k.PID == 0 {
		return one(unknown(k.s), k.say(wStateOnly))
	}
	return append(one(k.say(wProgram), k.say(wOpenedBy, k.PID)), one(unknown(k.s), k.say(wPIDOnly))...)
}

// families says that a socket with all addresses of IPv6 takes no IPv4, or that one of
// IPv6 has addresses of IPv4.
func (k *holder) families() []Fact {
	switch {
	case k.V6Only:
		return one("IPV6_V6ONLY", k.say(wV6Only))
	case k.Mapped:
		return one("IPv6", k.say(wMapped))
	}
	return nil
}

func (k *holder) program() []Fact {
	says := wHolds
	switch {
	case k.Owned && len(k.Also) > 0:
		return one(k.say(wProgram), k.s.Holder(k.Socket)+k.say(wColon)+k.say(wHeldToo, strings.Join(k.Also, k.say(wComma))))
	case k.Owned:
	case k.Role != trace.RoleConnection:
		return one(k.say(wProgram), k.s.Holder(k.Socket))
	case k.in(tcp.SynRcvd):
		says = wNoneYet
	case k.in(tcp.FinWait1, tcp.FinWait2, tcp.Closing, tcp.TimeWait, tcp.LastAck):
		says = wNoneMore
	default:
		says = wHeldByNone
	}
	return one(k.say(wProgram), k.s.Holder(k.Socket)+k.say(wColon)+k.say(says))
}

// accepts tells of a listener's queue. Linux takes it for full if it is longer
// than its limit, so it has room for one connection more.
func (k *holder) accepts() []Fact {
	if k.Role != trace.RoleListener {
		return nil
	}
	if !strings.HasPrefix(k.s.Header.Stack, "Linux") {
		return one(k.say(wQueue), k.say(wQueueIs, k.RecvQ, k.SendQ))
	}
	room := k.SendQ + 1
	text := k.say(wQueueOf, k.RecvQ, room)
	if k.RecvQ > k.SendQ {
		text += k.say(wQueueFull)
	}
	return []Fact{
		{Name: k.say(wQueue), Bar: &Bar{Used: k.RecvQ, Total: room}, Text: text},
		{Name: k.say(wLimit, k.SendQ), Text: k.say(wLimitSays)},
	}
}

func (k *holder) datagrams() []Fact {
	if k.Proto != "udp" {
		return nil
	}
	if k.Memory == nil {
		return []Fact{{Name: k.say(wDatagrams), Text: k.say(wUDPMemory, k.bytes(k.RecvQ))}, {Name: k.say(wDrops), Text: unknown(k.s)}}
	}
	m := k.Memory
	return []Fact{
		{Name: k.say(wDatagrams), Bar: &Bar{Used: m.RecvUsed, Total: m.RecvRoom}, Text: k.say(wUDPMemoryOf, m.RecvUsed, m.RecvRoom)},
		{Name: fmt.Sprintf("%s %d", k.say(wDrops), m.Drops), Text: k.say(wDropsSays)},
	}
}

// unread tells of what came in. The window announced is the room for more.
func (k *holder) unread() []Fact {
	if !k.connected() || k.minimal() {
		return nil
	}
	n := tell.Unread(k.Socket)
	text := k.bytes(n)
	if k.FIN || tell.CountsFIN(k.Socket) {
		text = k.say(wAndFIN, text)
	}
	f := Fact{Name: k.say(wUnread), Text: text + k.say(wUnreadSays)}
	if k.Info != nil && k.Info.RecvWindow != nil {
		f.Bar = &Bar{Used: n, Total: n + *k.Info.RecvWindow}
	}
	return []Fact{f}
}

// unacked tells of what goes out: the bytes on their way, and those behind them
// that were never sent.
func (k *holder) unacked() []Fact {
	if !k.connected() || k.minimal() {
		return nil
	}
	if k.Info == nil || k.Info.NotSent == nil {
		return []Fact{
			{Name: k.say(wUnacked), Text: k.outgoing(k.SendQ) + k.say(wSendQSays)},
			{Name: k.say(wNotSent), Text: unknown(k.s)},
		}
	}
	waiting := *k.Info.NotSent
	flying := k.SendQ - waiting
	f := Fact{Name: k.say(wUnacked), Text: k.outgoing(flying) + k.say(wUnackedSays)}
	if k.Info.SendWindow != nil {
		f.Bar = &Bar{Used: flying, Waiting: waiting, Total: max(*k.Info.SendWindow, flying+waiting)}
	}
	out := []Fact{f}
	if waiting > 0 {
		out = append(out, Fact{Name: k.say(wNotSent), Text: k.bytes(waiting) + k.say(wNotSentSays)})
	}
	return out
}

// outgoing counts numbers that are not acknowledged. In some states one of them
// is the SYN or the FIN.
func (k *holder) outgoing(n int) string {
	mark := ""
	switch {
	case n == 0 || k.QueuesOnly:
	case k.in(tcp.SynSent, tcp.SynRcvd):
		mark = "SYN"
	case k.in(tcp.FinWait1, tcp.Closing, tcp.LastAck):
		mark = "FIN"
	}
	switch {
	case mark == "":
		return k.bytes(n)
	case n == 1:
		return k.say(wTheMark, mark)
	}
	return k.say(wAndMark, k.bytes(n-1), mark)
}

func (k *holder) windows() []Fact {
	if k.Info == nil {
		return nil
	}
	return []Fact{
		{Name: k.say(wAnnounced), Text: k.told(k.Info.RecvWindow, wAnnouncedSays)},
		{Name: k.say(wGiven), Text: k.told(k.Info.SendWindow, wGivenSays)},
	}
}

// told counts bytes with a few words behind; a nil n was not told.
func (k *holder) told(n *int, w tell.Word) string {
	if n == nil {
		return unknown(k.s)
	}
	return k.bytes(*n) + k.say(w)
}

func (k *holder) congestion() []Fact {
	if k.Info == nil {
		return nil
	}
	threshold := Fact{Name: "ssthresh", Text: k.say(wNoThreshold)}
	if n := k.Info.Ssthresh; n > 0 {
		threshold = Fact{Name: fmt.Sprintf("ssthresh %d", n), Text: k.say(wThreshold)}
	}
	return []Fact{{Name: fmt.Sprintf("cwnd %d", k.Info.Cwnd), Text: k.say(wCwnd, k.Info.MSS)}, threshold}
}

// flight tells of the segments on their way.
func (k *holder) flight() []Fact {
	if k.Info == nil {
		return nil
	}
	parts := []string{k.say(wSegments, k.Info.Unacked)}
	for _, c := range []struct {
		n    int
		says tell.Word
	}{{k.Info.Sacked, wSacked}, {k.Info.Lost, wLost}, {k.Info.Resent, wResent}} {
		if c.n > 0 {
			parts = append(parts, k.say(c.says, c.n))
		}
	}
	return one(k.say(wFlight), strings.Join(parts, k.say(wComma)))
}

func (k *holder) resends() []Fact {
	if k.Info == nil {
		return nil
	}
	var parts []string
	if k.Info.Resends > 0 {
		parts = append(parts, k.say(wResends, k.Info.Resends))
	}
	if k.Info.Backoff > 0 {
		parts = append(parts, k.say(wBackoff, k.Info.Backoff))
	}
	if k.Info.Probes > 0 && (k.Timer == nil || k.Timer.Retransmits == 0) { // else the timer tells it
		parts = append(parts, k.say(wProbes, k.Info.Probes))
	}
	if len(parts) == 0 {
		return nil
	}
	return one(k.say(wSoFar), strings.Join(parts, k.say(wComma)))
}

// times tells of the round trip, and of the timeout that follows from it.
func (k *holder) times() []Fact {
	if k.Info == nil {
		return nil
	}
	rto := k.say(wRTOSays)
	if u := k.s.Header.Usual; u != nil && u.Resend > 0 && !k.in(tcp.SynSent, tcp.SynRcvd) {
		rto += k.say(wLabClock, lasts(k.s.Lang, time.Duration(u.Resend)*time.Millisecond))
	}
	rtt := Fact{Name: "RTT", Text: k.say(wNoRTT)}
	if k.Info.RTT > 0 {
		rtt = Fact{Name: "RTT " + lasts(k.s.Lang, time.Duration(k.Info.RTT)*time.Microsecond), Text: k.say(wRTTSays)}
	}
	return []Fact{{Name: "RTO " + lasts(k.s.Lang, time.Duration(k.Info.RTO)*time.Millisecond), Text: rto}, rtt}
}

// timer tells which timer runs, and what it has done so far.
func (k *holder) timer() []Fact {
	if k.Role == trace.RoleListener || k.Proto == "udp" {
		return nil
	}
	if tell.UntoldTimer(k.Socket) {
		return one(k.say(wTimer), unknown(k.s))
	}
	if k.Timer == nil {
		return one(k.say(wTimer), k.say(wNoTimer))
	}
	text := k.s.Timer(k.Socket)
	switch says, ok := timers[k.Timer.Kind]; {
	case k.in(tcp.FinWait2) && !k.Owned:
		text += k.say(wColon) + k.say(wOrphan)
	case ok:
		text += k.say(wColon) + k.say(says)
	}
	if n := k.Timer.Retransmits; n > 0 {
		text += k.say(wRanOut, n)
	}
	return one(k.say(wTimer), text)
}

func (k *holder) memory() []Fact {
	if k.Memory == nil || !k.connected() || k.minimal() {
		return nil
	}
	m := k.Memory
	out := one(k.say(wMemory), k.say(wMemorySays, m.RecvUsed, m.RecvRoom, m.SendUsed, m.SendRoom))
	if m.Drops > 0 {
		out = append(out, Fact{Name: fmt.Sprintf("%s %d", k.say(wDrops), m.Drops), Text: k.say(wDropsSays)})
	}
	return out
}

// silent says why a connection has no numbers.
func (k *holder) silent() []Fact {
	switch {
	case !k.connected() || k.Info != nil:
		return nil
	case k.minimal():
		return one(k.say(wNumbers), k.say(wMinimal, k.State))
	}
	return one(k.say(wNumbers), unknown(k.s))
}
