package tell

import "tcplab/lab/trace"

// changes tells what else is different after the step, if no event tells of it:
// queues, timers, and programs that have come to their next gate. known is
// false if the step before is not known, or if the system does not tell of
// queues and timers, so that nobody can say that nothing changed.
func (s *Scene) changes() (told []string, known bool) {
	for _, e := range s.Step.Events {
		if e.Kind == trace.EventWaiting {
			told = append(told, EventText(s.Header, e, s.Lang))
		}
	}
	if s.Before == nil {
		return told, false
	}
	known = true
	before := make(map[int]*trace.Socket, len(s.Before.Sockets))
	for i := range s.Before.Sockets {
		before[s.Before.Sockets[i].ID] = &s.Before.Sockets[i]
	}
	for i := range s.Step.Sockets {
		is := &s.Step.Sockets[i]
		known = known && !is.StateOnly && !is.QueuesOnly
		if was := before[is.ID]; was != nil && is.State != ClosedState && !is.StateOnly {
			told = append(told, s.queueChanges(was, is)...)
			told = append(told, s.timerChange(was, is)...)
		}
	}
	return told, known
}

// queueChanges tells how the queues of a socket have changed.
func (s *Scene) queueChanges(was, is *trace.Socket) (told []string) {
	for _, q := range []struct {
		name    string
		was, is int
	}{{"Recv-Q", was.RecvQ, is.RecvQ}, {"Send-Q", was.SendQ, is.SendQ}} {
		if q.was == q.is {
			continue
		}
		text := wQueueChanged.F(s.Lang, s.ownerOf(is), q.name, q.was, q.is)
		if is.Proto == "udp" {
			text += s.Say(wMemory)
		}
		told = append(told, text)
	}
	return told
}

// timerChange tells if a socket's timer was started, stopped or begun anew. A
// timer that only ran on is no change.
func (s *Scene) timerChange(was, is *trace.Socket) []string {
	switch {
	case is.Timer == nil && was.Timer == nil:
		return nil
	case is.Timer == nil:
		return []string{wTimerStopped.F(s.Lang, s.ownerOf(is))}
	case was.Timer == nil || was.Timer.Kind != is.Timer.Kind:
		return []string{wTimerRuns.F(s.Lang, s.ownerOf(is), TimerText(s.Lang, is))}
	case is.Timer.Millis > was.Timer.Millis:
		return []string{wTimerAnew.F(s.Lang, s.ownerOf(is), TimerText(s.Lang, is))}
	}
	return nil
}

// ownerOf names a socket as the events about it do: by its host, and by its
// client's port if the client has several connections.
func (s *Scene) ownerOf(sock *trace.Socket) string {
	if sock.Role == trace.RoleListener {
		return wListenerOf.F(s.Lang, s.HostName(sock.Host))
	}
	return s.EndName(sock)
}

// The words for what has changed without an event.
var (
	wQueueChanged = Word{"%[1]s: %[2]s %[3]d → %[4]d", "%[1]s：%[2]s %[3]d → %[4]d"}
	wMemory       = Word{" (memory, not bytes)", "（占用的内存，不是字节数）"} // that a datagram's bookkeeping counts, too
	wTimerRuns    = Word{"%[1]s: a timer runs now (%[2]s)", "%[1]s：定时器开始计时（%[2]s）"}
	wTimerAnew    = Word{"%[1]s: its timer begins anew (%[2]s)", "%[1]s：定时器重新计时（%[2]s）"}
	wTimerStopped = Word{"%[1]s: its timer has stopped", "%[1]s：定时器停了"}
	wListenerOf   = Word{"%[1]s listener", "%[1]s 监听套接字"}
)
