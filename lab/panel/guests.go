package panel

import (
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

var (
	wGuests   = tell.Word{"sockets and their programs", "套接字与所属程序"}
	wNoGuests = tell.Word{"none yet", "还没有"}
	wByPort   = tell.Word{"side told by port alone", "仅凭端口归边"}
)

// An open lab has no lesson, no script and no programs of ours: whatever the
// student starts in its network stands here with its sockets.

// guestTitle stands above a side's sockets.
func guestTitle(s *scene, host trace.Host, w int) line {
	l := text(faint, bar+bar+" ").add(strong, host.Name+s.t(wColon)).add(plain, s.t(wGuests)+" ")
	return rule(l.cut(w), w)
}

// guestPane lists a side's sockets with the programs that hold them, the newest
// last.
func guestPane(s *scene, host trace.Host, w, h int) []line {
	var out []line
	for _, sock := range s.step.Sockets {
		if sock.Host != host.Name || sock.State == closedState {
			continue
		}
		who := sock.Program
		if who == "" {
			who = s.t(wNobody)
		}
		where := sock.Local
		if sock.Remote != "" {
			where += " " + arrow + " " + sock.Remote
		}
		l := text(plain, "   ").add(strong, who).add(plain, "  "+where+"  "+sock.State)
		if sock.Guessed {
			l = l.add(faint, "  "+s.t(wByPort))
		}
		out = append(out, l.cut(w))
	}
	if len(out) == 0 {
		return []line{text(plain, "   ").add(faint, s.t(wNoGuests))}
	}
	return out[max(0, len(out)-h):]
}
