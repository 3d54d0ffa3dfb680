package cause

import (
	"tcplab/lab/trace"
)

// unanswered are sights of an end to which nobody answers.
var unanswered = []sight{
	{"as many resends as the limit", "given-up", "given-up", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 1, Linear: 1}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 400, 2)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(410)
	}, []string{"SYN_SENT", "nor to 2 resends", "ETIMEDOUT", "2 次重传"}},
	{"an error says so in a lesson, whatever the numbers", "given-up", "given-up", func(w *world) {
		w.was(atClient("ESTABLISHED", timer(trace.TimerRetransmit, 400, 1)))
		w.is(atClient("ESTABLISHED", gone))
		w.passes(410)
		w.now.Events = append(w.now.Events, trace.Event{Kind: trace.EventEnded, Host: client, Name: "Read", Errno: "ETIMEDOUT"})
	}, []string{"nor to 1 resend:"}},
	{"nobody gets an error for a connection without a program", "given-up", "given-up", func(w *world) {
		w.header.Tries = &trace.Tries{Orphan: 2}
		w.was(atClient("FIN_WAIT_1", unowned, timer(trace.TimerRetransmit, 400, 2)))
		w.is(atClient("FIN_WAIT_1", gone))
		w.passes(410)
	}, []string{"given up."}},
	{"no program holds it, and the other end has never closed", "given-up", "given-up", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, timer(trace.TimerTimeWait, 1000, 0)))
		w.is(atClient("FIN_WAIT_2", gone))
		w.passes(1010)
	}, []string{"The other end's FIN has not come", "ends FIN_WAIT_2", "一直没来"}},
	{"TIME_WAIT ends like that always", "given-up", "", func(w *world) {
		w.was(atClient("TIME_WAIT", unowned, timer(trace.TimerTimeWait, 1000, 0)))
		w.is(atClient("TIME_WAIT", gone))
		w.passes(1010)
	}, nil},
	{"the last wait had time left: a program may have closed it", "given-up", "", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 1, Linear: 1}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 4000, 2)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(410)
	}, nil},
	{"closed while the timer ran", "program-gave-up", "program-gave-up", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 6, Linear: 4}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 900, 1)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(400)
	}, []string{"after 1 resend of", "limit is 10", "上限是 10"}},
	{"TCP_USER_TIMEOUT or TCP_SYNCNT may end it with its timer", "program-gave-up", "", func(w *world) {
		w.header.Tries = &trace.Tries{SYN: 6, Linear: 4}
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 900, 1)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(905)
	}, nil},
	{"the limit is not known", "program-gave-up", "", func(w *world) {
		w.was(atClient("SYN_SENT", timer(trace.TimerRetransmit, 900, 1)))
		w.is(atClient("SYN_SENT", gone))
		w.passes(400)
	}, nil},
}
