package view

import (
	"strings"

	"tcplab/lab/tell"
)

// udpPane draws one side of a lesson on UDP: its sockets with their peers and
// queues, and why there is nothing more to draw.
func udpPane(s *Scene, sd tell.Side, w, h int) []Line {
	var out []Line
	if len(sd.UDP) == 0 {
		out = append(out, text(StylePlain, " ").add(StyleFaint, s.Say(wNoSocket)))
	}
	for i := range sd.UDP {
		sock := &sd.UDP[i]
		if sock.State == tell.ClosedState {
			out = append(out, text(StylePlain, "*").add(StyleFaint, sock.Local+"  "+tell.ClosedState))
			continue
		}
		st := StyleNow
		if s.IsNew(sock.ID) {
			st = StyleChanged
		}
		peer := s.Say(wUDPUnconn)
		if sock.Remote != "" && !strings.HasSuffix(sock.Remote, ":0") && !strings.HasSuffix(sock.Remote, ":*") {
			peer = wUDPConn.F(s.Lang, sock.Remote)
		}
		local := sock.Local
		if w < 36 { // the ports say which is which
			local = local[max(0, strings.LastIndexByte(local, ':')):]
			if peer != s.Say(wUDPUnconn) {
				peer = arrow + " " + sock.Remote[max(0, strings.LastIndexByte(sock.Remote, ':')):]
			}
		}
		l := text(StylePlain, " ").add(st, "["+local+"]").add(StylePlain, " "+peer)
		out = append(out, l.cut(w))
		if sock.RecvQ > 0 {
			out = append(out, text(StylePlain, "   ").add(StyleStrong, wUDPQueue.F(s.Lang, sock.RecvQ)).cut(w))
		}
	}
	var why []Line
	if tell.IsLeft(s.Header, sd.Host.Name) {
		why = wrap(StyleFaint, s.Say(wUDPWhy), w-2) // once is enough
	}
	room := h - len(out)
	if room > len(why) {
		out = append(out, Line{})
		room--
	}
	for i := range why {
		if len(why) <= room { // half a reason is worse than none
			out = append(out, append(text(StylePlain, " "), why[i]...))
		}
	}
	if len(out) > h {
		out = out[:h]
	}
	return out
}
