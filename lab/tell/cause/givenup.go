package cause

import (
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// The causes of the end of a connection that got no answer.

// ended lists the ends of connections as they were before the step that are gone
// after it, if nothing came in and nobody made a move.
func (l *look) ended() (list []*trace.Socket) {
	if l.step.Move.Kind != trace.MoveTime && l.step.Move.Kind != trace.MoveWait {
		return nil
	}
	for i := range l.before.Sockets {
		s := &l.before.Sockets[i]
		if s.Proto == "tcp" && s.Role == trace.RoleConnection && s.State != closed && s.State != string(tcp.TimeWait) && s.Timer != nil && l.now(s.Local, s.Remote) == nil {
			list = append(list, s)
		}
	}
	return list
}

// timedOut reports whether a call of a host has ended in this step because the
// kernel gave up.
func (l *look) timedOut(host string) bool {
	return slices.ContainsFunc(l.step.Events, func(e trace.Event) bool {
		return e.Kind == trace.EventEnded && e.Host == host && e.Errno == "ETIMEDOUT"
	})
}

// limit returns how often a socket's kernel sends again before it gives up;
// 0 if that is not known.
func (l *look) limit(s *trace.Socket) int {
	t := l.header.TriesAt(l.step)
	switch {
	case t == nil:
		return 0
	case s.State == string(tcp.SynSent):
		return t.SYN + t.Linear
	case s.State == string(tcp.SynRcvd):
		return t.SYNACK
	case orphan(s) && t.Orphan == 0:
		return 8
	case orphan(s):
		return t.Orphan
	}
	return t.Data
}

func givenUp(l *look) *Cause {
	for _, was := range l.ended() {
		n, limit := was.Timer.Retransmits, l.limit(was)
		reset := slices.ContainsFunc(l.sent, func(p *trace.Packet) bool { return p.Src == was.Local && p.Dst == was.Remote && has(p, "R") })
		switch {
		case !l.ranOut(was):
		case was.State == string(tcp.FinWait2) && !was.Owned && !reset:
			return &Cause{
				Say: say("The other end's FIN has not come, and no program holds %[1]s any more: its kernel ends FIN_WAIT_2 when the time is up.",
					"对端的 FIN 一直没来，而 %[1]s 已经没有程序持有：时间一到，内核就让它的 FIN_WAIT_2 结束。", End{was}),
				Evidence: []Sentence{say("%s was in FIN_WAIT_2, and its timer had %s left before this step", "%s 先前处于 FIN_WAIT_2；这一步之前，它的定时器还剩 %s", End{was}, Millis(was.Timer.Millis))},
				Source:   "tcp(7), tcp_fin_timeout",
			}
		case was.Timer.Kind == trace.TimerKeepalive && probes(was) > 0 && (reset || l.timedOut(was.Host)):
			return &Cause{
				Say: say("No answer came to %[2]s of %[1]s: its kernel takes the other end for gone and gives up (ETIMEDOUT).",
					"%[1]s 的 %[2]s都没有得到回答：内核认为对端已不在，就此放弃（ETIMEDOUT）。", End{was}, plural(l.unanswered(was), "a keepalive probe", "%d keepalive probes", "%d 个保活探测")),
				Evidence: []Sentence{say("keepalive probes without an answer: %d; the timer had %s left before this step", "没有得到回答的保活探测：%d；这一步之前定时器还剩 %s", l.unanswered(was), Millis(was.Timer.Millis))},
				Source:   "RFC 9293, section 3.8.4; tcp(7)",
			}
		case was.Timer.Kind == trace.TimerRetransmit && (l.timedOut(was.Host) || limit > 0 && n >= limit):
			return &Cause{
				Say: say("%[1]s was in %[2]s, and no answer came to what it sent%[3]s: its kernel has given up%[4]s.",
					"%[1]s 处于 %[2]s，它发出的没有得到回答%[3]s：内核放弃了%[4]s。", End{was}, was.State, andResends(n), timeout(was)),
				Evidence: []Sentence{say("resends since the last answer: %d; the timer had %s left before this step", "上次得到回答以来的重传次数：%d；这一步之前定时器还剩 %s", n, Millis(was.Timer.Millis))},
				Source:   "RFC 9293, section 3.8.3; tcp(7)",
			}
		}
	}
	return nil
}

// unanswered returns how many keepalive probes of a socket got no answer. Copies of one
// that is held or lost make no step of their own, so the kernel's number as the step
// before has it may be of an earlier moment. All copies count unless something has come
// in since the first one.
func (l *look) unanswered(s *trace.Socket) int {
	n := probes(s)
	for _, list := range [][]trace.Packet{l.step.Held, l.step.Wire} {
		for i := range list {
			p := &list[i]
			cameSince := func(o trace.Packet) bool {
				return o.Src == s.Remote && o.Dst == s.Local && o.Fate == trace.FateDelivered && o.Ended >= p.Step
			}
			if p.Probe == trace.ProbeKeepalive && p.Src == s.Local && p.Dst == s.Remote && p.Fate != trace.FateDelivered && !slices.ContainsFunc(l.step.Wire, cameSince) {
				n = max(n, p.Copies)
			}
		}
	}
	return n
}

// andResends names the resends that got no answer either.
func andResends(n int) words.Word {
	if n == 0 {
		return words.Word{}
	}
	return plural(n, ", nor to 1 resend", ", nor to %d resends", "，%d 次重传也没有")
}

// timeout names the error that a program gets if its kernel has given up.
func timeout(s *trace.Socket) words.Word {
	if !s.Owned {
		return words.Word{} // no program has it
	}
	return words.Word{" (ETIMEDOUT)", "（ETIMEDOUT）"}
}

// programGaveUp tells of a SYN whose socket went while its kernel's timer still
// ran. If the timer ran out, nobody knows who was first.
func programGaveUp(l *look) *Cause {
	for _, was := range l.ended() {
		n, limit := was.Timer.Retransmits, l.limit(was)
		if was.State != string(tcp.SynSent) || was.Timer.Kind != trace.TimerRetransmit || limit == 0 || n >= limit || l.ranOut(was) {
			continue
		}
		return &Cause{
			Say: say("The kernel did not give up: the socket of %[1]s was closed after %[2]s of the SYN, and the kernel's limit is %[3]d.",
				"放弃的不是内核：%[1]s 的套接字在 SYN %[2]s之后就关闭了，而内核的上限是 %[3]d 次。", End{was}, plural(n, "1 resend", "%d resends", "%d 次重传"), limit),
			Evidence: []Sentence{
				say("limits: tcp_syn_retries %d and tcp_syn_linear_timeouts %d", "上限：tcp_syn_retries %d，tcp_syn_linear_timeouts %d", l.header.TriesAt(l.step).SYN, l.header.TriesAt(l.step).Linear),
				say("the resend timer still had %s to run before this step, which came sooner", "这一步之前重传定时器还剩 %s，而这一步来得更早", Millis(was.Timer.Millis)),
			},
			Source: "tcp(7)",
		}
	}
	return nil
}
