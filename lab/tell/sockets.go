package tell

import (
	"cmp"
	"fmt"
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// Tabled returns the sockets that have a row in a table of n rows, in the order
// of Ranked, and the number of those that are left out. If some are, one row says
// so.
func (s *Scene) Tabled(n int) (socks []*trace.Socket, left int) {
	for i := range s.Step.Sockets {
		if s.Step.Sockets[i].State != ClosedState {
			socks = append(socks, &s.Step.Sockets[i])
		}
	}
	if n < 1 {
		n = len(socks)
	}
	if len(socks) > n {
		n--
	}
	return s.Ranked(socks, n)
}

// rank is the place of a socket in a list: listeners come first, because a program
// is known by them, then UDP sockets, then the connections that live, then those
// in TIME_WAIT, which wait for a time only.
func rank(k *trace.Socket) int {
	switch {
	case k.Role == trace.RoleListener:
		return 0
	case k.Role == trace.RoleSocket:
		return 1
	case k.State == string(tcp.TimeWait):
		return 3
	}
	return 2
}

// Ranked returns at most n of some sockets, the listeners first and those in
// TIME_WAIT last, and the number of those that are left out: of the last rank
// first, each time the oldest. The sockets that the maps show are never left out.
func (s *Scene) Ranked(socks []*trace.Socket, n int) (kept []*trace.Socket, left int) {
	slices.SortStableFunc(socks, func(a, b *trace.Socket) int { return cmp.Compare(rank(a), rank(b)) })
	if len(socks) <= n {
		return socks, 0
	}
	l, r := s.Both()
	tooMany := len(socks) - n
	for goes := 3; goes >= 0; goes-- {
		socks = slices.DeleteFunc(socks, func(k *trace.Socket) bool {
			if left == tooMany || rank(k) != goes || l.Shows(*k) || r.Shows(*k) {
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
	switch {
	case sock.StateOnly:
		for i := 5; i < len(cells); i++ {
			cells[i] = Untold
		}
	case UntoldTimer(sock):
		cells[7] = Untold
	}
	if state == "" { // of UDP such a system tells no peer either
		cells[3], cells[4] = Untold, Untold
	}
	if sock.StateOnly && sock.PID > 0 {
		cells[8] = fmt.Sprint("pid ", sock.PID)
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

// UntoldTimer reports whether the system does not tell which timer of a socket runs,
// though it may have one.
func UntoldTimer(sock *trace.Socket) bool {
	return sock.QueuesOnly && sock.Proto == "tcp" && sock.Role == trace.RoleConnection
}

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
	MoreRows  = Word{"… %d more", "……另有 %d 个"} // a list that has no room for all ends with it
	Nobody    = Word{"kernel alone", "仅内核"}
	wOnce     = Word{"once %s", "原属 %s"}
)
