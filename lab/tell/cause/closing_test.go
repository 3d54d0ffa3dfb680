package cause

import (
	"tcplab/lab/trace"
)

// closings are sights of how a connection closes.
var closings = []sight{
	{"the other end has passed CLOSE_WAIT", "closed-first", "closed-first", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")))
		w.both(atServer("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.arrives(fin(server, 1, 2))
		w.sends(ack(client, 2, 2))
	}, []string{"closed first", "not at the other's", "先关闭"}},
	{"its port is that of a listener that has gone", "closed-first", "closed-first", func(w *world) {
		w.both(edited(listens(0, 0), []func(*trace.Socket){gone}))
		w.was(atServer("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atServer("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"), timer(trace.TimerTimeWait, 60000, 0)))
		w.both(atClient("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.arrives(fin(client, 1, 2))
		w.sends(ack(server, 2, 2))
	}, []string{"closed first", "For 60 s", "SO_REUSEADDR", "60 秒"}},
	{"nothing is known of the other end", "closed-first", "closed-first", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")))
		w.arrives(fin(server, 1, 2))
	}, []string{"went out before the other's came in"}},
	{"the FINs crossed, and the ACK came first: FIN_WAIT_2 all the same", "closed-first", "closed-together", func(w *world) {
		w.was(atClient("FIN_WAIT_2", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2")))
		w.both(atServer("CLOSING", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.arrives(fin(server, 1, 1))
		w.sends(ack(client, 2, 2))
	}, []string{"Both closed before"}},
	{"the FINs crossed", "fins-crossed", "fins-crossed", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1), been("ESTABLISHED")))
		w.is(atClient("CLOSING", sendQ(1), been("ESTABLISHED", "FIN_WAIT_1")))
		w.arrives(fin(server, 1, 1))
		w.sends(ack(client, 2, 2))
	}, []string{"Both have sent a FIN, and they crossed: this one (ack 1)", "CLOSING lasts", "交错了"}},
	{"a connection with itself: there is one FIN", "fins-crossed", "", func(w *world) {
		w.was(atClient("FIN_WAIT_1", at(cAt, cAt), sendQ(1), been("ESTABLISHED")))
		w.is(atClient("CLOSING", at(cAt, cAt), sendQ(1), been("ESTABLISHED", "FIN_WAIT_1")))
		p := fin(client, 1, 1)
		p.Dst = p.Src
		w.arrives(p)
	}, nil},
	{"the FIN acknowledges the other one: TIME_WAIT at once", "fins-crossed", "closed-first", func(w *world) {
		w.was(atClient("FIN_WAIT_1", sendQ(1), been("ESTABLISHED")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.both(atServer("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.arrives(fin(server, 1, 2))
		w.sends(ack(client, 2, 2))
	}, []string{"closed first"}},
	{"the FINs crossed, and the port cannot be bound", "closed-together", "closed-together", func(w *world) {
		w.both(edited(listens(0, 0), []func(*trace.Socket){gone}))
		w.was(atServer("CLOSING", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atServer("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "CLOSING"), timer(trace.TimerTimeWait, 60000, 0)))
		w.arrives(ack(client, 2, 2))
	}, []string{"The FINs crossed", sAt, "SO_REUSEADDR", "交错"}},
	{"by CLOSING", "closed-together", "closed-together", func(w *world) {
		w.was(atClient("CLOSING", unowned, been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", unowned, been("ESTABLISHED", "FIN_WAIT_1", "CLOSING")))
		w.arrives(ack(server, 2, 2))
	}, []string{"Both closed before either had the other's FIN", "两端都在"}},
	{"a connection with itself: one end has closed", "closed-together", "", func(w *world) {
		w.was(atClient("CLOSING", at(cAt, cAt), been("ESTABLISHED", "FIN_WAIT_1")))
		w.is(atClient("TIME_WAIT", at(cAt, cAt), unowned, been("ESTABLISHED", "FIN_WAIT_1", "CLOSING")))
	}, nil},
	{"by LAST_ACK to CLOSED", "closed-together", "", func(w *world) {
		w.was(atClient("LAST_ACK", unowned, been("ESTABLISHED", "CLOSE_WAIT")))
		w.is(atClient("LAST_ACK", gone))
		w.arrives(ack(server, 2, 2))
	}, nil},
}
