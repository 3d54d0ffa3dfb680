package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

var (
	wGuests   = tell.Word{"sockets and their programs", "套接字与所属程序"}
	wNoGuests = tell.Word{"none now", "现在没有"}
	wByPort   = tell.Word{"side told by port alone", "仅凭端口归边"}
	wV6Only   = tell.Word{"IPv6 alone", "只收 IPv6"}
)

// An open lab has no lesson, no script and no programs of its own. Its panes
// list the sockets of all programs that the student starts in its network.

// paneTitle draws the rule above a program, or in an open lab above the sockets of
// a side, of which a pane has h rows.
func paneTitle(s *Scene, host trace.Host, w, h int) canvas.Line {
	if s.Header.Open {
		return guestTitle(s, host, w, h)
	}
	return programTitle(s, host, w)
}

// guestTitle draws the rule above a side's sockets, with the number of those for
// which a pane of h rows has no room.
func guestTitle(s *Scene, host trace.Host, w, h int) canvas.Line {
	l := canvas.Text(canvas.Faint, canvas.Bar+canvas.Bar+" ").Add(canvas.Strong, s.HostName(host.Name)+s.Say(wColon)).Add(canvas.Plain, s.Say(wGuests)+" ")
	if _, left := guests(s, host, h); left > 0 {
		more := canvas.Text(canvas.Plain, canvas.Dot+" "+tell.MoreRows.F(s.Lang, left)+" ")
		l = append(l.Cut(w-more.Width()-1), more...)
	}
	return canvas.Rule(l.Cut(w), w)
}

// guests returns the sockets of a side that have a row in a pane of h rows, and
// the number of those that are left out. A row keeps its place beside the others
// whatever the panel draws, because that changes with each packet.
func guests(s *Scene, host trace.Host, h int) (kept []*trace.Socket, left int) {
	var socks []*trace.Socket
	for i := range s.Step.Sockets {
		if sock := &s.Step.Sockets[i]; sock.Host == host.Name && sock.State != tell.ClosedState {
			socks = append(socks, sock)
		}
	}
	return s.Ranked(socks, h)
}

// guestPane lists a side's sockets with the programs that hold them and the calls
// in which they wait, the listeners first. As far as there are rows to spare, such
// a call stands below its socket if it has no room beside it, and so does when the
// socket's kernel gives up.
func guestPane(s *Scene, host trace.Host, w, h int) []canvas.Line {
	var out []canvas.Line
	kept, _ := guests(s, host, h)
	spare := h - len(kept)
	for _, sock := range kept {
		l, waits := guestRow(s, sock, w), s.WaitsAt(sock)
		below := []string{waits, givesUp(s, sock, w-canvas.Text(canvas.Plain, indent).Width())}
		if beside := l.Add(canvas.Plain, "  ").Add(canvas.Faint, waits); waits != "" && beside.Width() <= w {
			l, below[0] = beside, ""
		}
		out = append(out, l)
		for _, text := range below {
			if text != "" && spare > 0 {
				out = append(out, canvas.Text(canvas.Plain, indent).Add(canvas.Faint, text).Cut(w))
				spare--
			}
		}
	}
	if len(out) == 0 {
		return []canvas.Line{canvas.Text(canvas.Plain, "   ").Add(canvas.Faint, s.Say(wNoGuests))}
	}
	return out
}

// indent stands before what is said below a socket.
const indent = "     "

// givesUp says when a socket's kernel gives up; what else is said of that is left
// out where w columns have no room for it.
func givesUp(s *Scene, sock *trace.Socket, w int) string {
	text := s.GivesUp(sock)
	if text == "" {
		return ""
	}
	if whole := text + s.NoLimitKnown(sock); canvas.Text(canvas.Plain, whole).Width() <= w {
		return whole
	}
	return text
}

// guestRow draws a socket in w columns. If there is no room for the addresses, it
// has the ports alone, as long as that is enough.
func guestRow(s *Scene, sock *trace.Socket, w int) canvas.Line {
	row := func(local, remote string) canvas.Line {
		where := local
		if remote != "" {
			where += " " + canvas.Arrow + " " + remote
		}
		l := canvas.Text(canvas.Plain, "   ").Add(canvas.Strong, s.Holder(sock)).Add(canvas.Plain, "  "+where+"  "+sock.State)
		if sock.V6Only {
			l = l.Add(canvas.Faint, "  "+s.Say(wV6Only))
		}
		if sock.Guessed {
			l = l.Add(canvas.Faint, "  "+s.Say(wByPort))
		}
		return l
	}
	l := row(sock.Local, sock.Remote)
	if l.Width() > w {
		l = row(strings.TrimPrefix(sock.Local, usualIP), strings.TrimPrefix(sock.Remote, usualIP))
	}
	return l.Cut(w)
}
