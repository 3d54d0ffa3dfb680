package view

import (
	"slices"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

var (
	wGuests   = tell.Word{"sockets and their programs", "套接字与所属程序"}
	wNoGuests = tell.Word{"none now", "现在没有"}
	wByPort   = tell.Word{"side told by port alone", "仅凭端口归边"}
)

// An open lab has no lesson, no script and no programs of its own. Its panes
// list the sockets of all programs that the student starts in its network.

// guestTitle draws the rule above a side's sockets.
func guestTitle(s *Scene, host trace.Host, w int) canvas.Line {
	l := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ").Add(canvas.Strong, s.HostName(host.Name)+s.Say(wColon)).Add(canvas.Plain, s.Say(wGuests)+" ")
	return canvas.Rule(l.Cut(w), w)
}

// guestPane lists a side's sockets with the programs that hold them, the newest
// last. If there are more than rows, those that the panel draws above stay in
// sight, and the newest of the others. A row keeps its place beside the others
// whatever the panel draws, because that changes with each packet.
func guestPane(s *Scene, host trace.Host, w, h int) []canvas.Line {
	var out []canvas.Line
	var socks, drawn []int // indices of the sockets
	left, right := s.Both()
	for i, sock := range s.Step.Sockets {
		switch {
		case sock.Host != host.Name || sock.State == tell.ClosedState:
		case left.Shows(sock) || right.Shows(sock):
			drawn = append(drawn, i)
		default:
			socks = append(socks, i)
		}
	}
	seen := append(socks, drawn...)
	seen = seen[max(0, len(seen)-h):]
	slices.Sort(seen)
	for _, i := range seen {
		sock := s.Step.Sockets[i]
		where := sock.Local
		if sock.Remote != "" {
			where += " " + canvas.Arrow + " " + sock.Remote
		}
		l := canvas.Text(canvas.Plain, "   ").Add(canvas.Strong, s.Holder(&sock)).Add(canvas.Plain, "  "+where+"  "+sock.State)
		if sock.Guessed {
			l = l.Add(canvas.Faint, "  "+s.Say(wByPort))
		}
		out = append(out, l.Cut(w))
	}
	if len(out) == 0 {
		return []canvas.Line{canvas.Text(canvas.Plain, "   ").Add(canvas.Faint, s.Say(wNoGuests))}
	}
	return out
}
