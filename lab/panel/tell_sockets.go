package panel

import (
	"fmt"
	"slices"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// tabled are the sockets that have a row in a table of n rows, and how many have
// none for want of room: first those that only wait in TIME_WAIT, then other
// connections, then the rest, each time the oldest first; but never the
// connection that the maps show.
func (s *Scene) tabled(n int) (socks []*trace.Socket, left int) {
	for i := range s.step.Sockets {
		if s.step.Sockets[i].State != closedState {
			socks = append(socks, &s.step.Sockets[i])
		}
	}
	if len(socks) <= n || n < 1 {
		return socks, 0
	}
	shown, _ := s.look()
	tooMany := len(socks) - (n - 1) // a row says that there are more
	for _, goes := range []func(*trace.Socket) bool{
		func(k *trace.Socket) bool { return k.State == string(tcp.TimeWait) },
		func(k *trace.Socket) bool { return k.Role == trace.RoleConnection },
		func(*trace.Socket) bool { return true },
	} {
		socks = slices.DeleteFunc(socks, func(k *trace.Socket) bool {
			ours := k.Role == trace.RoleConnection && pairKey(k.Local, k.Remote) == shown.key
			if left == tooMany || ours || !goes(k) {
				return false
			}
			left++
			return true
		})
	}
	return socks, left
}

// openSockets counts the rows of the table below its header.
func (s *Scene) openSockets() int {
	n := 0
	for _, sock := range s.step.Sockets {
		if sock.State != closedState {
			n++
		}
	}
	return n
}

// socketCells are the cells of a row, in the order of wTableHead.
func (s *Scene) socketCells(sock *trace.Socket) []string {
	remote := sock.Remote
	if remote == "" {
		remote = "*"
	}
	state := sock.State
	if sock.Source == trace.SourcePassed {
		state = "~" + state
	}
	owner := sock.Host
	if !sock.Owned {
		owner = s.t(wNobody)
	}
	return []string{
		sock.Host, s.role(sock), sock.Local, remote, state,
		fmt.Sprint(sock.RecvQ), fmt.Sprint(sock.SendQ), timerText(s.lang, sock), owner,
	}
}

// roles are a socket's roles in words.
var roles = map[string]tell.Word{
	trace.RoleListener:   {"listener", "监听"},
	trace.RoleConnection: {"connection", "连接"},
	trace.RoleSocket:     {"socket", "UDP"},
}

func (s *Scene) role(sock *trace.Socket) string {
	if w, ok := roles[sock.Role]; ok {
		return s.t(w)
	}
	return sock.Role
}

var (
	wTableHead = tell.Word{"HOST ROLE LOCAL REMOTE STATE RECV-Q SEND-Q TIMER OWNER", "主机 角色 本地 远端 状态 Recv-Q Send-Q 定时器 所属程序"}
	wNobody    = tell.Word{"kernel alone", "仅内核"}
)
