package tell

import (
	"fmt"
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// Tabled returns the sockets that have a row in a table of n rows, and the
// number of those that are left out. Sockets in TIME_WAIT are left out first,
// then other connections, then the rest, each time the oldest first. The
// connection that the maps show is never left out.
func (s *Scene) Tabled(n int) (socks []*trace.Socket, left int) {
	for i := range s.Step.Sockets {
		if s.Step.Sockets[i].State != ClosedState {
			socks = append(socks, &s.Step.Sockets[i])
		}
	}
	if len(socks) <= n || n < 1 {
		return socks, 0
	}
	shown, _ := s.Look()
	tooMany := len(socks) - (n - 1) // one row says that there are more
	for _, goes := range []func(*trace.Socket) bool{
		func(k *trace.Socket) bool { return k.State == string(tcp.TimeWait) },
		func(k *trace.Socket) bool { return k.Role == trace.RoleConnection },
		func(*trace.Socket) bool { return true },
	} {
		socks = slices.DeleteFunc(socks, func(k *trace.Socket) bool {
			ours := k.Role == trace.RoleConnection && pairKey(k.Local, k.Remote) == shown.Key
			if left == tooMany || ours || !goes(k) {
				return false
			}
			left++
			return true
		})
	}
	return socks, left
}

// OpenSockets counts the sockets that are not CLOSED: each has a row in the
// table.
func (s *Scene) OpenSockets() int {
	n := 0
	for _, sock := range s.Step.Sockets {
		if sock.State != ClosedState {
			n++
		}
	}
	return n
}

// SocketCells returns the cells of a socket's row, in the order of TableHead.
func (s *Scene) SocketCells(sock *trace.Socket) []string {
	remote := sock.Remote
	if remote == "" {
		remote = "*"
	}
	state := sock.State
	if sock.Source == trace.SourcePassed {
		state = "~" + state
	}
	cells := []string{
		s.HostName(sock.Host), s.role(sock), sock.Local, remote, state,
		fmt.Sprint(sock.RecvQ), fmt.Sprint(sock.SendQ), s.Timer(sock), s.owner(sock),
	}
	if sock.StateOnly {
		for i := 5; i < len(cells); i++ {
			cells[i] = Untold
		}
	}
	return cells
}

// owner names the program that holds a socket now. In a lesson it has its
// host's name.
func (s *Scene) owner(sock *trace.Socket) string {
	switch {
	case !sock.Owned:
		return s.Say(Nobody)
	case s.Header.Open:
		return s.program(sock) // a host is all programs of a side
	}
	return s.HostName(sock.Host)
}

// Holder names the program that holds a socket, or held it last.
func (s *Scene) Holder(sock *trace.Socket) string {
	if !sock.Owned && sock.Program != "" {
		return wOnce.F(s.Lang, sock.Program)
	}
	return s.owner(sock)
}

// ShortTimer is the cell of a timer that the lesson's network stretches, where
// there is less room: the * at its end stands for what LabClock says.
func (s *Scene) ShortTimer(sock *trace.Socket) string { return TimerText(s.Lang, sock) + "*" }

// Untold stands in the socket table for what the system does not tell.
const Untold = "?"

// roles holds the words for a socket's roles.
var roles = map[string]Word{
	trace.RoleListener:   {"listener", "监听"},
	trace.RoleConnection: {"connection", "连接"},
	trace.RoleSocket:     {"socket", "UDP"},
}

func (s *Scene) role(sock *trace.Socket) string {
	if w, ok := roles[sock.Role]; ok {
		return s.Say(w)
	}
	return sock.Role
}

// The heads of the socket table in one text, with blanks between them, and the
// word for the owner of a socket that no program holds.
var (
	TableHead = Word{"HOST ROLE LOCAL REMOTE STATE RECV-Q SEND-Q TIMER OWNER", "主机 角色 本地 远端 状态 Recv-Q Send-Q 定时器 所属程序"}
	Nobody    = Word{"kernel alone", "仅内核"}
	wOnce     = Word{"once %s", "原属 %s"}
)
