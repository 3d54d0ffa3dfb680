package tell

import (
	"math/bits"
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// A kernel that gets no answer sends again for some time, and then gives the
// connection up. In an open lab a program waits while somebody looks at a held
// packet, so it matters how long it can. The times are those of Linux
// (tcp_write_timeout in tcp_timer.c, reqsk_timer_handler in
// inet_connection_sock.c); tcp(7) has the settings. A program may have set limits
// of its own, for its kernel (TCP_USER_TIMEOUT, TCP_SYNCNT) or in its code, and
// nobody tells them.

// Linux's own times, in milliseconds.
const (
	firstSYN  = 1000    // the timeout of a SYN and of a SYN ACK (RFC 6298, section 2.1; TCP_TIMEOUT_INIT)
	leastRTO  = 200     // TCP_RTO_MIN
	mostRTO   = 120_000 // TCP_RTO_MAX
	orphanTry = 8       // what tcp_orphan_retries means if it is 0
)

// GivesUp says when the kernel of a socket gives up, if that helps: in an open
// lab, while its resend timer runs and a packet of its connection is held. That may
// be the answer for which it waits. It is "" if that is not so, or not known.
func (s *Scene) GivesUp(sock *trace.Socket) string {
	tries := s.Header.TriesAt(&s.Step)
	if !s.Header.Open || tries == nil || !s.holds(sock) {
		return ""
	}
	ms, latest, ok := GiveUp(tries, sock)
	if !ok {
		return ""
	}
	left := wSeconds.F(s.Lang, seconds(ms))
	if n := seconds(ms); n >= minutesFrom {
		left = wMinutes.F(s.Lang, (n+30)/60) // the nearest, since it is no countdown
	}
	if latest {
		return wGivesUpWithin.F(s.Lang, left)
	}
	return wGivesUp.F(s.Lang, left)
}

// NoLimitKnown says, behind GivesUp, that the program of a socket may have a limit
// of its own; "" if no program holds the socket.
func (s *Scene) NoLimitKnown(sock *trace.Socket) string {
	if !sock.Owned {
		return ""
	}
	return s.Say(wNoLimitKnown)
}

// GivingUp says of each socket when its kernel gives up, as far as that helps. One
// sentence names the first and the last of several sockets, and counts them, if it is
// the same for all.
func (s *Scene) GivingUp() []string {
	type alike struct {
		first, last *trace.Socket
		program     string
		text        string
		n           int
	}
	var all []alike
	for i := range s.Step.Sockets {
		sock := &s.Step.Sockets[i]
		text := s.GivesUp(sock)
		if text == "" {
			continue
		}
		text += s.NoLimitKnown(sock)
		at := slices.IndexFunc(all, func(a alike) bool { return a.text == text && a.program == sock.Program })
		if at < 0 {
			at = len(all)
			all = append(all, alike{first: sock, program: sock.Program, text: text})
		}
		all[at].last = sock
		all[at].n++
	}
	var out []string
	for _, a := range all {
		name := bothEnds(a.first)
		if a.n > 1 {
			name = wFirstToLast.F(s.Lang, name, bothEnds(a.last), a.n)
		}
		out = append(out, name+s.Say(wColonTo)+a.text)
	}
	return out
}

// bothEnds names a connection by both of its addresses.
func bothEnds(sock *trace.Socket) string { return sock.Local + arrowTo + sock.Remote }

// holds reports whether a packet of a socket's connection is held.
func (s *Scene) holds(sock *trace.Socket) bool {
	return slices.ContainsFunc(s.Step.Held, func(p trace.Packet) bool {
		return p.Proto == sock.Proto && (p.Src == sock.Local && p.Dst == sock.Remote || p.Src == sock.Remote && p.Dst == sock.Local)
	})
}

// GiveUp returns the milliseconds until a socket's kernel gives up if no answer
// comes. If latest is true, it may do so earlier. ok is false if that is not
// known, or if no timer of a resend runs.
func GiveUp(tries *trace.Tries, sock *trace.Socket) (ms int64, latest, ok bool) {
	if sock.Timer == nil || sock.Timer.Kind != trace.TimerRetransmit || sock.StateOnly {
		return 0, false, false
	}
	switch tcp.State(sock.State) {
	case tcp.SynSent:
		ms, ok = opening(tries, sock)
		return ms, false, ok
	case tcp.SynRcvd:
		ms, ok = answering(tries, sock)
		return ms, false, ok
	case tcp.Established, tcp.CloseWait, tcp.FinWait1, tcp.Closing, tcp.LastAck:
		return open(tries, sock)
	}
	return 0, false, false
}

// opening follows the timer of a SYN. The first waits, which
// tcp_syn_linear_timeouts counts, are not doubled. The kernel gives up as soon as
// it has sent the SYN again so often as both settings allow, or as the time has
// passed that tcp_syn_retries doubled waits take.
func opening(tries *trace.Tries, sock *trace.Socket) (ms int64, ok bool) {
	again, wait := sock.Timer.Retransmits, int64(firstSYN)
	var passed, next int64 // since the first SYN, and up to the timer that runs
	for sent := 0; ; sent++ {
		passed += wait
		if sent == again {
			if sock.Info == nil || sock.Info.RTO != wait {
				return 0, false // another first timeout, by a setting that nobody tells
			}
			next = passed
		}
		if sent >= again && (sent >= tries.SYN+tries.Linear || sent > 0 && passed >= doubled(tries.SYN, firstSYN)) {
			return max(sock.Timer.Millis, 0) + passed - next, true
		}
		if sent >= tries.Linear {
			wait = min(2*wait, mostRTO)
		}
	}
}

// answering follows the timer of a listener's SYN ACK, behind which stands no
// socket of a program yet. A simultaneous open keeps the timer of its SYN, and
// the beginning of that one is not known any more.
func answering(tries *trace.Tries, sock *trace.Socket) (ms int64, ok bool) {
	if slices.Contains(sock.Been, string(tcp.SynSent)) {
		return 0, false
	}
	ms = max(sock.Timer.Millis, 0)
	for sent := sock.Timer.Retransmits + 1; sent <= tries.SYNACK; sent++ {
		ms += min(int64(firstSYN)<<min(sent, 30), mostRTO)
	}
	return ms, true
}

// open follows the timer of a segment that a connection has sent. The kernel
// gives up as soon as the time has passed since the first resend that
// tcp_retries2 doubled waits take, from the least timeout on; or
// tcp_orphan_retries if the program has closed the connection.
//
// Once the waits have reached their bound, it is not known how long the earlier
// ones were. They were not shorter than they are then taken to be.
func open(tries *trace.Tries, sock *trace.Socket) (ms int64, latest, ok bool) {
	if sock.Info == nil || sock.Info.RTO <= 0 || sock.Info.RTO > mostRTO || sock.Info.SendWindow != nil && *sock.Info.SendWindow == 0 {
		return 0, false, false // a window that was closed is asked for by other rules
	}
	wait, again := sock.Info.RTO, sock.Timer.Retransmits
	latest = wait == mostRTO && again > 0
	var passed int64 // between the first resend and the end of the timer that runs
	for back, w := 0, wait; back < again; back++ {
		passed += w
		if w = w / 2; latest {
			w = max(w, min(int64(leastRTO)<<min(again-back-1, 30), mostRTO))
		}
	}
	ms = max(sock.Timer.Millis, 0)
	for sent := again; ; sent++ {
		if sent > 0 && passed >= allowed(tries, sock, wait) {
			return ms, latest, true
		}
		wait = min(2*wait, mostRTO)
		ms += wait
		passed += wait
	}
}

// allowed returns the milliseconds for which a kernel sends again, at a moment
// when a wait of that length is over.
func allowed(tries *trace.Tries, sock *trace.Socket, wait int64) int64 {
	if !orphan(sock) {
		return doubled(tries.Data, leastRTO)
	}
	times := tries.Orphan
	if times == 0 && wait < mostRTO {
		times = orphanTry
	}
	return doubled(times, leastRTO)
}

// orphan reports whether a program has closed a connection that its kernel still
// ends. A connection that nobody has accepted has no program either.
func orphan(sock *trace.Socket) bool {
	switch tcp.State(sock.State) {
	case tcp.FinWait1, tcp.Closing, tcp.LastAck:
		return !sock.Owned
	}
	return false
}

// doubled returns the sum of a first wait and of that many doubled ones, each at
// most mostRTO (tcp_model_timeout in tcp_timer.c), in milliseconds.
func doubled(times int, first int64) int64 {
	below := bits.Len64(uint64(mostRTO/first)) - 1 // as often it can be doubled
	if times <= below {
		return (2<<times - 1) * first
	}
	return (2<<below-1)*first + int64(times-below)*mostRTO
}

// The words for the end of a kernel's patience.
var (
	wGivesUp       = Word{"its kernel gives up in about %s", "内核大约 %s后放弃"}
	wGivesUpWithin = Word{"its kernel gives up within %s", "内核最多 %s后放弃"}
	wFirstToLast   = Word{"%[1]s … %[2]s (×%[3]d)", "%[1]s …… %[2]s（×%[3]d）"}
	wColonTo       = Word{": ", "："}
	wNoLimitKnown  = Word{"; its program's limit: not known here", "；程序自己的时限：此处不知道"}
)
