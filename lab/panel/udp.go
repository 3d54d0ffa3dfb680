package panel

import (
	"strings"
)

// udpPane draws one side of a lesson on UDP: its sockets with their peers and
// queues, and why there is nothing more to draw.
func udpPane(s *scene, sd side, w, h int) []line {
	var out []line
	if len(sd.udp) == 0 {
		out = append(out, text(plain, " ").add(faint, s.t(wNoSocket)))
	}
	for i := range sd.udp {
		sock := &sd.udp[i]
		if sock.State == closedState {
			out = append(out, text(plain, "*").add(faint, sock.Local+"  "+closedState))
			continue
		}
		st := now
		if s.isNew(sock.ID) {
			st = changed
		}
		peer := s.t(wUDPUnconn)
		if sock.Remote != "" && !strings.HasSuffix(sock.Remote, ":0") && !strings.HasSuffix(sock.Remote, ":*") {
			peer = wUDPConn.F(s.lang, sock.Remote)
		}
		local := sock.Local
		if w < 36 { // the ports say which is which
			local = local[max(0, strings.LastIndexByte(local, ':')):]
			if peer != s.t(wUDPUnconn) {
				peer = arrow + " " + sock.Remote[max(0, strings.LastIndexByte(sock.Remote, ':')):]
			}
		}
		l := text(plain, " ").add(st, "["+local+"]").add(plain, " "+peer)
		out = append(out, l.cut(w))
		if sock.RecvQ > 0 {
			out = append(out, text(plain, "   ").add(strong, wUDPQueue.F(s.lang, sock.RecvQ)).cut(w))
		}
	}
	var why []line
	if isLeft(s.header, sd.host.Name) {
		why = wrap(faint, s.t(wUDPWhy), w-2) // once is enough
	}
	room := h - len(out)
	if room > len(why) {
		out = append(out, line{})
		room--
	}
	for i := range why {
		if len(why) <= room { // half a reason is worse than none
			out = append(out, append(text(plain, " "), why[i]...))
		}
	}
	if len(out) > h {
		out = out[:h]
	}
	return out
}
