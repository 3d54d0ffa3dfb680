package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
)

// udpPane draws one side of a lesson on UDP in h rows: its sockets with their
// peers and queues, and the reason why no machine is drawn.
func udpPane(s *Scene, sd tell.Side, w, h int) []canvas.Line {
	var out []canvas.Line
	if len(sd.UDP) == 0 {
		out = append(out, canvas.Text(canvas.Plain, " ").Add(canvas.Faint, s.Say(wNoSocket)))
	}
	for i := range sd.UDP {
		sock := &sd.UDP[i]
		if sock.State == tell.ClosedState {
			out = append(out, canvas.Text(canvas.Plain, "*").Add(canvas.Faint, sock.Local+"  "+tell.ClosedState))
			continue
		}
		st := canvas.Now
		if s.IsNew(sock.ID) {
			st = canvas.Changed
		}
		peer := s.Say(wUDPUnconn)
		if sock.Remote != "" && !strings.HasSuffix(sock.Remote, ":0") && !strings.HasSuffix(sock.Remote, ":*") {
			peer = wUDPConn.F(s.Lang, sock.Remote)
		}
		local := sock.Local
		if w < 36 { // the ports alone tell the sockets apart
			local = local[max(0, strings.LastIndexByte(local, ':')):]
			if peer == s.Say(wUDPUnconn) {
				peer = s.Say(wUDPAnyone)
			} else {
				peer = canvas.Arrow + " " + sock.Remote[max(0, strings.LastIndexByte(sock.Remote, ':')):]
			}
		}
		l := canvas.Text(canvas.Plain, " ").Add(st, "["+local+"]").Add(canvas.Plain, " "+peer)
		out = append(out, l.Cut(w))
		if sock.StateOnly {
			out = append(out, canvas.Text(canvas.Plain, "   ").Add(canvas.Faint, s.Say(wUDPUntold)).Cut(w))
		}
		if sock.RecvQ > 0 {
			out = append(out, canvas.Text(canvas.Plain, "   ").Add(canvas.Strong, wUDPQueue.F(s.Lang, sock.RecvQ)).Cut(w))
		}
	}
	var why []canvas.Line
	if tell.IsLeft(s.Header, sd.Host.Name) {
		why = canvas.Wrap(canvas.Faint, s.Say(wUDPWhy), w-2) // on one side only
	}
	room := h - len(out)
	if room > len(why) {
		out = append(out, canvas.Line{})
		room--
	}
	for i := range why {
		if len(why) <= room { // half a reason is worse than none
			out = append(out, append(canvas.Text(canvas.Plain, " "), why[i]...))
		}
	}
	if len(out) > h {
		out = out[:h]
	}
	return out
}
