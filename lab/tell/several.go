package tell

import (
	"strings"

	"tcplab/lab/trace"
)

// If a client has more than one connection, its name does not tell which of them
// a packet or a state belongs to. Then the client's port is named, too: behind
// its host's name where that is told, else beside the packet's name. Nothing is
// added if every client has one connection.

// A crowd holds the ports at which each client has sockets, by protocol and
// host.
type crowd map[[2]string]map[string]bool

// add adds a client's socket. at is its address.
func (c crowd) add(proto, host, at string) {
	port := portOf(at)
	if port == "" {
		return
	}
	key := [2]string{proto, host}
	if c[key] == nil {
		c[key] = map[string]bool{}
	}
	c[key][port] = true
}

// addPacket adds the client's socket of a packet.
func (c crowd) addPacket(h *trace.Header, p *trace.Packet) {
	host, at := clientOf(h, p)
	c.add(p.Proto, host, at)
}

// clientOf returns the client's end of a packet.
func clientOf(h *trace.Header, p *trace.Packet) (host, at string) {
	if IsLeft(h, p.From) {
		return p.From, p.Src
	}
	return p.To, p.Dst
}

// crowd returns the sockets that the scene is about: those that are open, and
// those whose packets are on the wire or in the step.
func (s *Scene) crowd() crowd {
	c := crowd{}
	for i := range s.Step.Sockets {
		if sock := &s.Step.Sockets[i]; sock.State != ClosedState && sock.Role != trace.RoleListener {
			if IsLeft(s.Header, sock.Host) {
				c.add(sock.Proto, sock.Host, sock.Local)
			} else if other := s.clientAt(sock); other != "" {
				c.add(sock.Proto, other, sock.Remote)
			}
		}
	}
	for _, list := range [][]trace.Packet{s.Step.Wire, s.Step.Held} {
		for i := range list {
			c.addPacket(s.Header, &list[i])
		}
	}
	for _, e := range s.Step.Events {
		if e.Packet != nil {
			c.addPacket(s.Header, e.Packet)
		}
	}
	return c
}

// clientAt returns the host of the client at the other end of a server's
// connection; "" if that is not known.
func (s *Scene) clientAt(sock *trace.Socket) string {
	if sock.Remote == "" {
		return ""
	}
	for i := range s.Step.Sockets {
		if o := &s.Step.Sockets[i]; o.Local == sock.Remote && o.Remote == sock.Local && o.Proto == sock.Proto && IsLeft(s.Header, o.Host) {
			return o.Host
		}
	}
	if left, _ := sides(s.Header); len(left) == 1 {
		return left[0].Name
	}
	return ""
}

// port returns the client's port of a packet if the client has others, too; else
// "".
func (c crowd) port(h *trace.Header, p *trace.Packet) string {
	host, at := clientOf(h, p)
	if len(c[[2]string{p.Proto, host}]) > 1 {
		return portOf(at)
	}
	return ""
}

// PacketName returns the name of a packet with the host or the port that tells
// it from others of that name.
func (s *Scene) PacketName(p *trace.Packet) string { return s.packetName(s.crowd(), p) }

func (s *Scene) packetName(c crowd, p *trace.Packet) string {
	name, port := s.FullName(p.From, p.To, PacketName(s.Lang, p)), c.port(s.Header, p)
	from, to := s.HostName(p.From), s.HostName(p.To)
	switch {
	case port == "":
		return name
	case !IsLeft(s.Header, p.From) && strings.HasSuffix(name, arrowTo+to):
		return name + port
	case !IsLeft(s.Header, p.From):
		return name + arrowTo + port
	case strings.HasPrefix(name, from+" "):
		return from + port + strings.TrimPrefix(name, from)
	}
	return port + " " + name
}

// arrowTo stands between a packet's name and its receiver.
const arrowTo = " → "

// withPort adds the client's port of a packet to the names in a sentence about
// it: from, name and to, as far as the sentence has them. tellsTo is true if it
// names the receiver.
func (s *Scene) withPort(p *trace.Packet, tellsFrom, tellsTo bool, from, name, to string) (string, string, string) {
	port := s.crowd().port(s.Header, p)
	switch left := IsLeft(s.Header, p.From); {
	case port == "":
	case left && tellsFrom:
		from += port
	case left:
		name = port + " " + name
	case tellsTo:
		to += port
	default:
		name += arrowTo + port
	}
	return from, name, to
}

// EventText describes an event in one line, as the function of that name does.
// It also says which connection the event is about if a client has several, and
// in an open lab which program has done it.
func (s *Scene) EventText(e trace.Event) string {
	switch {
	case e.Kind == trace.EventState && e.Name != trace.RoleSocket:
		return s.stateText(e)
	case e.Packet != nil:
		arrives := e.Kind == trace.EventDelivered || e.Kind == trace.EventDuplicated
		e.Host, e.Name, e.To = s.withPort(e.Packet, true, arrives, e.Host, e.Name, e.To)
	}
	return EventText(s.Header, e, s.Lang)
}

// stateText tells the new state of a TCP socket.
func (s *Scene) stateText(e trace.Event) string {
	sock := s.socket(e.ID)
	if sock == nil {
		return EventText(s.Header, e, s.Lang)
	}
	if s.Header.Open && e.Name == trace.RoleListener {
		if e.To == "LISTEN" && e.From == ClosedState {
			return wCalledListen.F(s.Lang, s.program(sock), sock.Local, e.From, e.To)
		}
		e.Host += " " + sock.Local
	}
	e.Host = s.endName(sock, e.Host)
	if s.Header.Open && e.From == ClosedState && e.To == "SYN_SENT" {
		return wCalledConnect.F(s.Lang, s.program(sock), s.HostName(e.Host), e.From, e.To)
	}
	return EventText(s.Header, e, s.Lang)
}

// EndName names an end of a connection: its host, and its client's port if the
// client has several connections.
func (s *Scene) EndName(sock *trace.Socket) string { return s.HostName(s.endName(sock, sock.Host)) }

func (s *Scene) endName(sock *trace.Socket, host string) string {
	if sock.Role != trace.RoleConnection {
		return host
	}
	client, at, left := sock.Host, sock.Local, IsLeft(s.Header, sock.Host)
	if !left {
		client, at = s.clientAt(sock), sock.Remote
	}
	switch several := len(s.crowd()[[2]string{sock.Proto, client}]) > 1; {
	case !several:
		return host
	case left:
		return host + portOf(at)
	}
	return host + " (" + portOf(at) + ")"
}

// socket returns the socket of that id in the step; nil if there is none.
func (s *Scene) socket(id int) *trace.Socket {
	for i := range s.Step.Sockets {
		if s.Step.Sockets[i].ID == id {
			return &s.Step.Sockets[i]
		}
	}
	return nil
}

// program names the program that holds a socket. It has no name if it is
// another user's, or is just being started.
func (s *Scene) program(sock *trace.Socket) string {
	if sock.Program != "" {
		return sock.Program
	}
	return s.Say(SomeProgram)
}

// The words for what programs do by themselves in an open lab, and for a program
// that cannot be seen.
var (
	wCalledListen  = Word{"%[1]s called listen on %[2]s: %[3]s → %[4]s", "%[1]s 在 %[2]s 上调用了 listen：%[3]s → %[4]s"}
	wCalledConnect = Word{"%[1]s called connect as %[2]s: %[3]s → %[4]s", "%[1]s 以 %[2]s 调用了 connect：%[3]s → %[4]s"}
	SomeProgram    = Word{"a program", "某个程序"}
)
