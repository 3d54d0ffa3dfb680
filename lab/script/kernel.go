package script

import (
	"strconv"

	"tcplab/lab/trace"
)

// This file checks the claims about what a kernel keeps for a connection beside
// its state and its queues: its congestion window, its threshold, its timer.

// timerGrain is how much more time than expected, in milliseconds, a timer may seem
// to have left though it has run on. Kernels round, and a step's time is not quite
// that at which its timers were read.
const timerGrain = 25

// checkKernel checks how such a thing stands after the step. A claim about what
// the system does not tell holds, since nobody can contradict it.
func (c claim) checkKernel(step *trace.Step) (string, bool) {
	s := c.socket(step.Sockets)
	if s == nil {
		return "no socket", false
	}
	got, told := c.told(s)
	return c.verb + " " + got, !told || got == c.want
}

// told returns what the system tells of the thing that a claim is about. told is
// false if it tells nothing: of a listener and in TIME_WAIT, say, it keeps no
// congestion window.
func (c claim) told(s *trace.Socket) (text string, told bool) {
	switch {
	case c.verb == "timer" && s.Timer != nil:
		return s.Timer.Kind, true
	case c.verb == "timer":
		return noTimer, s.Info != nil
	case s.Info == nil:
		return "", false
	case c.verb == "ssthresh":
		return strconv.Itoa(s.Info.Ssthresh), true
	}
	return strconv.Itoa(s.Info.Cwnd), true
}

// checkChange checks that a congestion window has grown or become smaller in the
// step, or that a timer began anew. A timer that restarts has more time left than
// if it had run on since the step before; one of another kind, or where there was
// none, starts.
func (c claim) checkChange(step *trace.Step, before past) (string, bool) {
	now := c.socket(step.Sockets)
	if now == nil {
		return "no socket", false
	}
	was := earlier(before.sockets, now)
	if c.verb == "timer restarts" {
		switch {
		case now.Timer == nil:
			return "timer " + noTimer, now.Info == nil
		case was.Timer == nil || was.Timer.Kind != now.Timer.Kind:
			return "timer " + now.Timer.Kind + " starts", false
		}
		left := was.Timer.Millis - (step.Millis - before.millis)
		return "timer " + now.Timer.Kind + " goes on", now.Timer.Millis > left+timerGrain
	}
	if now.Info == nil || was.Info == nil {
		return "", true
	}
	got := "cwnd " + strconv.Itoa(now.Info.Cwnd) + ", before " + strconv.Itoa(was.Info.Cwnd)
	if c.verb == "cwnd grows" {
		return got, now.Info.Cwnd > was.Info.Cwnd
	}
	return got, now.Info.Cwnd < was.Info.Cwnd
}
