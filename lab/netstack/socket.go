package netstack

import (
	"bytes"
	"io"
	"net/netip"
	"slices"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"tcplab/lab/gate"
)

// socket is one that a program holds.
type socket struct {
	number int // of the stack
	host   *Host
	proto  string
	end    tcpip.Endpoint
}

// socketsOf lists the sockets of a host, the oldest first.
func (s *Stack) socketsOf(h *Host) (list []*socket) {
	for _, k := range s.sockets {
		if k.host == h {
			list = append(list, k)
		}
	}
	slices.SortFunc(list, func(a, b *socket) int { return a.number - b.number })
	return list
}

// hold gives a host a socket.
func (s *Stack) hold(h *Host, proto string, end tcpip.Endpoint) *socket {
	s.last++
	k := &socket{number: s.last, host: h, proto: proto, end: end}
	s.sockets[k.number] = k
	s.cookie(end) // now, so that the marks have the order in which sockets are made
	return k
}

// close closes a socket, as a program does or the end of its process.
func (s *Stack) close(k *socket) {
	delete(s.sockets, k.number)
	k.end.Close()
}

// make makes an endpoint with its options.
func (s *Stack) make(proto string, presets []gate.Preset) (tcpip.Endpoint, *gate.Ret) {
	number := tcp.ProtocolNumber
	if proto == "udp" {
		number = udp.ProtocolNumber
	}
	end, err := s.s.NewEndpoint(number, ipv4.ProtocolNumber, new(waiter.Queue))
	if err != nil {
		return nil, failed("socket", err)
	}
	for _, p := range presets {
		if ret := option(end, p.Option, p.Value); ret.Errno != "" || ret.Lacks != "" {
			end.Close()
			return nil, &ret
		}
	}
	return end, nil
}

// tries has a function for each request. It returns the answer, or false if the
// request has to wait.
var tries = map[string]func(*Stack, *request, *socket) (gate.Ret, bool){
	gate.OpListen:    (*Stack).listen,
	gate.OpBind:      (*Stack).bind,
	gate.OpDial:      (*Stack).dial,
	gate.OpConnected: (*Stack).connected,
	gate.OpAccept:    (*Stack).accept,
	gate.OpRead:      (*Stack).read,
	gate.OpRecvFrom:  (*Stack).read,
	gate.OpWrite:     (*Stack).write,
	gate.OpSendTo:    (*Stack).sendTo,
	gate.OpShutdown:  (*Stack).shutdown,
	gate.OpClose:     (*Stack).closes,
	gate.OpOption:    (*Stack).setOption,
	gate.OpTaken:     (*Stack).taken,
	gate.OpDeadline:  (*Stack).deadline,
}

// try answers a request if it can be answered now.
func (s *Stack) try(r *request) (gate.Ret, bool) {
	f := tries[r.Op]
	if f == nil {
		return gate.Ret{Lacks: r.Op}, true
	}
	var k *socket
	if r.Sock != 0 {
		if k = s.sockets[r.Sock]; k == nil || k.host != r.host {
			return gate.Ret{Closed: true}, true
		}
	}
	return f(s, r, k)
}

func (s *Stack) listen(r *request, _ *socket) (gate.Ret, bool) {
	end, ret := s.make("tcp", r.Preset)
	if ret != nil {
		return *ret, true
	}
	if ret := s.bindTo(end, r.Local); ret != nil {
		end.Close()
		return *ret, true
	}
	// The stack takes in no more than this, and Linux one more than its limit. So
	// gVisor's own listen(2) asks for one more, and its handshakes for one less.
	if err := end.Listen(s.somaxconn + 1); err != nil {
		end.Close()
		return *failed("listen", err), true
	}
	return s.made(r.host, "tcp", end), true
}

func (s *Stack) bind(r *request, _ *socket) (gate.Ret, bool) {
	end, ret := s.make("udp", r.Preset)
	if ret != nil {
		return *ret, true
	}
	if ret := s.bindTo(end, r.Local); ret != nil {
		end.Close()
		return *ret, true
	}
	return s.made(r.host, "udp", end), true
}

func (s *Stack) dial(r *request, _ *socket) (gate.Ret, bool) {
	end, ret := s.make(r.Proto, r.Preset)
	if ret != nil {
		return *ret, true
	}
	to, err := netip.ParseAddrPort(r.Remote)
	if err != nil {
		end.Close()
		return gate.Ret{Call: "connect", Errno: "EINVAL"}, true
	}
	s.has(to.Addr())
	if own, err := netip.ParseAddrPort(r.Local); err == nil && (own.Port() != 0 || own.Addr() != localhost) {
		if ret := s.bindTo(end, r.Local); ret != nil {
			end.Close()
			return *ret, true
		}
	}
	switch err := end.Connect(full(to)).(type) {
	case nil, *tcpip.ErrConnectStarted:
	default:
		end.Close()
		return *failed("connect", err), true
	}
	ret2 := s.made(r.host, r.Proto, end)
	ret2.Remote = r.Remote
	return ret2, true
}

// localhost is the address that the stack chooses for itself.
var localhost = netip.MustParseAddr("127.0.0.1")

// bindTo binds an endpoint; "" leaves the address to the stack.
func (s *Stack) bindTo(end tcpip.Endpoint, local string) *gate.Ret {
	at := netip.AddrPortFrom(localhost, 0)
	if local != "" {
		var err error
		if at, err = netip.ParseAddrPort(local); err != nil {
			return &gate.Ret{Call: "bind", Errno: "EINVAL"}
		}
	}
	s.has(at.Addr())
	if err := end.Bind(full(at)); err != nil {
		return failed("bind", err)
	}
	return nil
}

// made answers the request that has made a socket.
func (s *Stack) made(h *Host, proto string, end tcpip.Endpoint) gate.Ret {
	k := s.hold(h, proto, end)
	local, remote := ends(end)
	return gate.Ret{Sock: k.number, Local: local.String(), Remote: text(remote)}
}

func (s *Stack) connected(_ *request, k *socket) (gate.Ret, bool) {
	if k.proto == "udp" {
		return gate.Ret{}, true
	}
	switch state := tcp.EndpointState(k.end.State()); state {
	case tcp.StateSynSent, tcp.StateSynRecv, tcp.StateConnecting, tcp.StateBound, tcp.StateInitial:
		return gate.Ret{}, false
	}
	err := k.end.LastError()
	if err == nil {
		if e, ok := k.end.(*tcp.Endpoint); ok && e.EndpointState() == tcp.StateError {
			err = hardError(e)
		}
	}
	if err != nil {
		s.close(k)
		return *failed("connect", err), true
	}
	return gate.Ret{}, true
}

func (s *Stack) accept(r *request, k *socket) (gate.Ret, bool) {
	end, _, err := k.end.Accept(nil)
	if err != nil {
		return wait("accept", err)
	}
	return s.made(r.host, "tcp", end), true
}

func (s *Stack) read(r *request, k *socket) (gate.Ret, bool) {
	var got bytes.Buffer
	to := tcpip.LimitedWriter{W: &got, N: int64(r.Room)}
	call := "read"
	if r.Op == gate.OpRecvFrom {
		call = "recvfrom"
	}
	if k.proto == "tcp" && r.Room == 0 {
		return gate.Ret{}, true
	}
	result, err := k.end.Read(&to, tcpip.ReadOptions{NeedRemoteAddr: true})
	switch err.(type) {
	case nil:
	case *tcpip.ErrClosedForReceive:
		if k.proto == "tcp" {
			s.met(k.end)
			return gate.Ret{EOF: true}, true
		}
		return wait(call, err)
	default:
		return wait(call, err)
	}
	if k.proto == "udp" {
		return gate.Ret{Data: got.Bytes(), Remote: address(result.RemoteAddr).String()}, true
	}
	n := got.Len()
	if r.Ahead > 0 {
		k.end.Read(&tcpip.LimitedWriter{W: &got, N: int64(r.Ahead)}, tcpip.ReadOptions{Peek: true}) // an error is one of the next read
	}
	return gate.Ret{Data: got.Bytes(), Ahead: got.Len() - n}, true
}

// taken takes bytes out of the receive queue that the program has got already.
func (s *Stack) taken(r *request, k *socket) (gate.Ret, bool) {
	k.end.Read(&tcpip.LimitedWriter{W: io.Discard, N: int64(r.Room)}, tcpip.ReadOptions{}) // a reset has perhaps emptied the queue
	return gate.Ret{}, true
}

func (s *Stack) write(r *request, k *socket) (gate.Ret, bool) {
	for first := true; first || r.done < len(r.Data); first = false {
		var from io.Reader = bytes.NewReader(r.Data[r.done:])
		n, err := k.end.Write(payload{from, len(r.Data) - r.done}, tcpip.WriteOptions{})
		r.done += int(n)
		if err != nil {
			ret, done := wait("write", err)
			if ret.N = r.done; k.proto == "udp" {
				ret.N = 0
			}
			return ret, done
		}
	}
	ret := gate.Ret{N: r.done}
	if e, ok := k.end.(*tcp.Endpoint); ok {
		ret.Room = max(0, int(e.SocketOptions().GetSendBufferSize())-bufferedIn(e))
	}
	return ret, true
}

// payload is what a write hands to the stack.
type payload struct {
	io.Reader
	n int
}

func (p payload) Len() int { return p.n }

func (s *Stack) sendTo(r *request, k *socket) (gate.Ret, bool) {
	to, err := netip.ParseAddrPort(r.Remote)
	if err != nil {
		return gate.Ret{Call: "sendto", Errno: "EINVAL"}, true
	}
	s.has(to.Addr())
	far := full(to)
	n, fault := k.end.Write(payload{bytes.NewReader(r.Data), len(r.Data)}, tcpip.WriteOptions{To: &far})
	if fault != nil {
		return wait("sendto", fault)
	}
	return gate.Ret{N: int(n)}, true
}

func (s *Stack) shutdown(r *request, k *socket) (gate.Ret, bool) {
	how := tcpip.ShutdownRead
	if r.Value == 1 {
		how = tcpip.ShutdownWrite
	}
	if err := k.end.Shutdown(how); err != nil {
		return *failed("shutdown", err), true
	}
	return gate.Ret{}, true
}

// closes closes a socket. The requests that wait on it are answered first, in
// the order in which they came.
func (s *Stack) closes(r *request, k *socket) (gate.Ret, bool) {
	for _, other := range s.waiting(k) {
		if other != r {
			s.reply(other, gate.Ret{Closed: true, N: other.done}) // a host that has ended takes no answer, and needs none
		}
	}
	s.close(k)
	return gate.Ret{}, true
}

func (s *Stack) setOption(r *request, k *socket) (gate.Ret, bool) {
	return option(k.end, r.Option, r.Value), true
}

// deadline gives the requests on a socket that wait another deadline.
func (s *Stack) deadline(r *request, k *socket) (gate.Ret, bool) {
	now := s.clock.since()
	for _, other := range s.waiting(k) {
		if other != r && writes(other.Op) == (r.Value == 1) {
			other.Timed, other.Left, other.since = r.Timed, r.Left, now
		}
	}
	return gate.Ret{}, true
}

func writes(op string) bool { return op == gate.OpWrite || op == gate.OpSendTo }

// options has a function for each option that the stack has.
var options = map[string]func(tcpip.Endpoint, int) tcpip.Error{
	gate.OptReuseAddr: func(e tcpip.Endpoint, v int) tcpip.Error { e.SocketOptions().SetReuseAddress(v != 0); return nil },
	gate.OptReusePort: func(e tcpip.Endpoint, v int) tcpip.Error { e.SocketOptions().SetReusePort(v != 0); return nil },
	gate.OptNoDelay:   func(e tcpip.Endpoint, v int) tcpip.Error { e.SocketOptions().SetDelayOption(v == 0); return nil },
	gate.OptKeepAlive: func(e tcpip.Endpoint, v int) tcpip.Error { e.SocketOptions().SetKeepAlive(v != 0); return nil },
	gate.OptLinger: func(e tcpip.Endpoint, v int) tcpip.Error {
		e.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: v >= 0, Timeout: time.Duration(max(v, 0)) * time.Second})
		return nil
	},
	gate.OptKeepIdle: func(e tcpip.Endpoint, v int) tcpip.Error {
		d := tcpip.KeepaliveIdleOption(time.Duration(v) * time.Millisecond)
		return e.SetSockOpt(&d)
	},
	gate.OptKeepIntvl: func(e tcpip.Endpoint, v int) tcpip.Error {
		d := tcpip.KeepaliveIntervalOption(time.Duration(v) * time.Millisecond)
		return e.SetSockOpt(&d)
	},
	gate.OptKeepCount: func(e tcpip.Endpoint, v int) tcpip.Error {
		return e.SetSockOptInt(tcpip.KeepaliveCountOption, v)
	},
	gate.OptRecvBuffer: func(e tcpip.Endpoint, v int) tcpip.Error {
		e.SocketOptions().SetReceiveBufferSize(int64(v), true)
		return nil
	},
	gate.OptSendBuffer: func(e tcpip.Endpoint, v int) tcpip.Error {
		e.SocketOptions().SetSendBufferSize(int64(v), true)
		return nil
	},
}

// option sets an option of an endpoint.
func option(end tcpip.Endpoint, name string, value int) gate.Ret {
	set := options[name]
	if set == nil {
		return gate.Ret{Lacks: name}
	}
	if err := set(end, value); err != nil {
		return *failed("setsockopt", err)
	}
	return gate.Ret{}
}

// full returns an address as the stack has it.
func full(a netip.AddrPort) tcpip.FullAddress {
	return tcpip.FullAddress{NIC: nic, Addr: tcpip.AddrFrom4(a.Addr().As4()), Port: a.Port()}
}

// address is the other way; the zero value if there is none.
func address(a tcpip.FullAddress) netip.AddrPort {
	if a.Addr.Len() != 4 {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(netip.AddrFrom4(a.Addr.As4()), a.Port)
}

// ends returns the two addresses of an endpoint.
func ends(end tcpip.Endpoint) (local, remote netip.AddrPort) {
	if a, err := end.GetLocalAddress(); err == nil {
		local = address(a)
	}
	if a, err := end.GetRemoteAddress(); err == nil {
		remote = address(a)
	}
	return local, remote
}

func text(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}
