package cause

// openings are sights of how a connection opens, or does not.
var openings = []sight{
	{"a SYN finds it full", "accept-queue-full", "accept-queue-full", func(w *world) {
		w.open()
		w.both(listens(2, 1), atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.calls(call(server, running, "clock_nanosleep", 0))
	}, []string{"2 wait, the limit is 1 and one more", "dropped unanswered", "2 条，上限是 1"}},
	{"an ACK finds it full", "accept-queue-full", "accept-queue-full", func(w *world) {
		w.both(listens(1, 0), atServer("SYN_RCVD", unowned))
		w.arrives(ack(client, 1, 1))
	}, []string{"1 waits, the limit is 0 and one more", "ACK is passed over", "SYN_RCVD"}},
	{"as many as the limit is not full: Linux takes one more", "accept-queue-full", "", func(w *world) {
		w.both(listens(1, 1), atClient("SYN_SENT"))
		w.arrives(syn(client))
	}, nil},
	{"a copy of a SYN that is not answered is no ACK", "accept-queue-full", "", func(w *world) {
		w.both(listens(2, 1), atServer("SYN_RCVD", unowned))
		w.arrives(syn(client))
	}, nil},
	{"of two listeners with SO_REUSEPORT nobody knows whose queue it is", "accept-queue-full", "", func(w *world) {
		twin := listens(0, 1)
		twin.ID = 9
		w.both(listens(2, 1), twin, atClient("SYN_SENT"))
		w.arrives(syn(client))
	}, nil},
	{"no row after a SYN ACK", "syn-cookie", "syn-cookie", func(w *world) {
		w.both(listens(0, 5), atClient("SYN_SENT"))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, []string{"SYN cookie", "keeps nothing of this SYN", "没有为这个 SYN 记下"}},
	{"a row in SYN_RCVD, as usual", "syn-cookie", "", func(w *world) {
		w.both(listens(0, 5), atClient("SYN_SENT"))
		w.is(atServer("SYN_RCVD", unowned))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, nil},
	{"both addresses are the same", "to-itself", "to-itself", func(w *world) {
		w.was(atClient("SYN_SENT", at(cAt, cAt)))
		w.is(atClient("SYN_RCVD", at(cAt, cAt)))
		p := syn(client)
		p.Dst = p.Src
		w.arrives(p)
	}, []string{"connected to itself", cAt, "连到了自己"}},
	{"one port, but two addresses", "to-itself", "both-dialled", func(w *world) {
		const two = "127.0.0.2:50000"
		w.was(atClient("SYN_SENT", at(cAt, two)))
		w.is(atClient("SYN_RCVD", at(cAt, two)))
		p := syn(client)
		p.Src, p.Dst = two, cAt
		w.arrives(p)
	}, []string{"Both ends asked to connect"}},
	{"a SYN meets a SYN", "both-dialled", "both-dialled", func(w *world) {
		w.was(atServer("SYN_SENT"))
		w.is(atServer("SYN_RCVD"))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, []string{"simultaneous open", "同时打开"}},
	{"a SYN at a listener", "both-dialled", "", func(w *world) {
		w.both(listens(0, 5))
		w.is(atServer("SYN_RCVD", unowned))
		w.arrives(syn(client))
		w.sends(segment(server, "SYN ACK", "SA", 0, 1, 0))
	}, nil},
	{"the SYN is of another connection than the one that changed", "both-dialled", "", func(w *world) {
		w.was(atServer("SYN_SENT", at(sAt, otherAt)))
		w.is(atServer("SYN_RCVD", at(sAt, otherAt)))
		w.arrives(syn(client))
	}, nil},
}
