package tell

import (
	"strings"

	"tcplab/lab/trace"
)

// If a client has more than one connection, its name does not tell which of them
// a packet or a state belongs to. Then the client's port is named, too: behind
// its host's name where that is told, else beside the packet's name. In an open
// lab one host is all programs of a side, so there the client's program stands in
// the host's place. Nothing is added if every client has one connection.

// A crowd holds the connections that a scene is about, as far as their names have
// to tell them apart.
type crowd struct {
	ports map[[2]string]map[string]ported // by protocol and client's host: its ports
	peers map[[2]string]map[string]bool   // by protocol and server's host: the clients' hosts

	room     int                    // about how many connections there are
	programs map[ends]*trace.Socket // in an open lab, the sockets whose programs are named; else nil
}

// ported are the connections of one port of a client: as a rule it is one. Several
// share it if their client has two addresses, or if they go to different servers.
type ported struct {
	at, other string // the addresses of the first of them, its client's and its server's
	several   bool
	hosts     bool // the servers have different addresses, and all else is the same
}

// add adds a connection. at is its client's address, and other its server's.
func (c *crowd) add(proto, host, at, server, other string) {
	port := portOf(at)
	if port == "" {
		return
	}
	key := [2]string{proto, host}
	ports := c.ports[key]
	if ports == nil {
		ports = make(map[string]ported, c.room)
		c.ports[key] = ports
	}
	switch was, ok := ports[port]; {
	case !ok || proto != "tcp":
		ports[port] = ported{at: at, other: other}
	case was.at != at || was.other != other:
		was.hosts = (was.hosts || !was.several) && was.at == at && portOf(was.other) == portOf(other)
		was.several = true
		ports[port] = was
	}
	if server == "" {
		return
	}
	if key[1] = server; c.peers[key] == nil {
		c.peers[key] = map[string]bool{}
	}
	c.peers[key][host] = true
}

// addPacket adds the connection of a packet.
func (c *crowd) addPacket(h *trace.Header, p *trace.Packet) {
	proto, src, dst := p.Between()
	if IsLeft(h, p.From) {
		c.add(proto, p.From, src, p.To, dst)
	} else {
		c.add(proto, p.To, dst, p.From, src)
	}
}

// label names a connection by its client's port, with the program before it if
// that is known; "" if its client has no other.
func (c *crowd) label(proto, host, at, other string) string {
	ports, port := c.ports[[2]string{proto, host}], portOf(at)
	shared := ports[port]
	switch {
	case len(ports) < 2 && !shared.several:
		return ""
	case shared.hosts:
		return port + arrow + strings.TrimSuffix(other, portOf(other))
	case shared.several:
		return at + arrow + portOf(other)
	}
	return c.programAt(proto, at, other) + port
}

// programAt returns the short name of the program that holds an end of a
// connection, whose other end is at other; "" if it is not named, or not known.
func (c *crowd) programAt(proto, at, other string) string {
	sock := c.programs[ends{proto, at, other}]
	if sock == nil {
		sock = c.programs[ends{proto, at, ""}] // a UDP socket has no other end
	}
	if sock == nil && proto == "udp" { // and often no address of its own
		for _, all := range takesAll(at) {
			if sock = c.programs[ends{proto, all, ""}]; sock != nil {
				break
			}
		}
	}
	if sock == nil || sock.Role == trace.RoleListener {
		return ""
	}
	return shortProgram(sock.Program)
}

// of names the connection of a packet; "" if its client has no other.
func (c *crowd) of(h *trace.Header, p *trace.Packet) string {
	proto, src, dst := p.Between()
	if IsLeft(h, p.From) {
		return c.label(proto, p.From, src, dst)
	}
	return c.label(proto, p.To, dst, src)
}

// at names an end at a host by the label of its connection.
func at(host, label string) string {
	if strings.HasPrefix(label, ":") {
		return host + label
	}
	return label // a program's name stands in the host's place
}

// crowd returns the connections that the scene is about.
func (s *Scene) crowd() *crowd { return s.facts().crowd }

// newCrowd finds the connections that the scene is about: those that are open,
// those whose state the step changed, and those whose packets are on the wire or
// in the step.
func (s *Scene) newCrowd(f *facts) *crowd {
	c := &crowd{ports: map[[2]string]map[string]ported{}, peers: map[[2]string]map[string]bool{}, room: len(s.Step.Sockets) / 2}
	if s.Header.Open {
		c.programs = f.byEnds
	}
	add := func(sock *trace.Socket) {
		left := IsLeft(s.Header, sock.Host)
		switch {
		case sock.State == ClosedState && !f.fresh[sock.ID], sock.Role == trace.RoleListener:
		case left:
			c.add(sock.Proto, sock.Host, sock.Local, "", sock.Remote)
		default:
			if client := s.clientAt(sock); client != "" {
				c.add(sock.Proto, client, sock.Remote, sock.Host, sock.Local)
			}
		}
	}
	for i := range s.Step.Sockets {
		add(&s.Step.Sockets[i])
	}
	for _, sock := range f.gone {
		add(sock)
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
	if o := s.facts().byEnds[ends{sock.Proto, sock.Remote, sock.Local}]; o != nil && IsLeft(s.Header, o.Host) {
		return o.Host
	}
	client, n := "", 0
	for i := range s.Header.Hosts {
		if h := s.Header.Hosts[i].Name; IsLeft(s.Header, h) {
			client = h
			n++
		}
	}
	if n == 1 {
		return client
	}
	return ""
}

// PacketName returns the name of a packet with the host, the program or the port
// that tells it from others of that name.
func (s *Scene) PacketName(p *trace.Packet) string { return s.packetName(p, s.crowd().of(s.Header, p)) }

// BriefName is PacketName without a program's name, for a narrow window.
func (s *Scene) BriefName(p *trace.Packet) string {
	label := s.crowd().of(s.Header, p)
	return s.packetName(p, label[max(0, strings.LastIndexByte(label, ':')):])
}

func (s *Scene) packetName(p *trace.Packet, label string) string {
	return s.named(p.From, p.To, PacketName(s.Lang, p), label)
}

// named adds what tells a packet from others to its name. label names its
// connection; "" if it need not be told.
func (s *Scene) named(sender, receiver, name, label string) string {
	name = s.FullName(sender, receiver, name)
	from, to := s.HostName(sender), s.HostName(receiver)
	switch {
	case label == "":
		return name
	case !IsLeft(s.Header, sender) && strings.HasSuffix(name, arrowTo+to):
		return strings.TrimSuffix(name, to) + at(to, label)
	case !IsLeft(s.Header, sender):
		return name + arrowTo + label
	case strings.HasPrefix(name, from+" "):
		return at(from, label) + strings.TrimPrefix(name, from)
	}
	return label + " " + name
}

// arrowTo stands between a packet's name and its receiver, and arrow between two
// ends of a connection.
const (
	arrowTo = " → "
	arrow   = "→"
)

// withPort adds the connection of a packet to the names in a sentence about it:
// from, name and to, as far as the sentence has them. tellsTo is true if it names
// the receiver.
func (s *Scene) withPort(p *trace.Packet, tellsFrom, tellsTo bool, from, name, to string) (string, string, string) {
	label, left := s.crowd().of(s.Header, p), IsLeft(s.Header, p.From)
	server, client := p.To, p.From
	if !left {
		server, client = client, server
	}
	proto, _, _ := p.Between()
	switch several := s.crowd().peers[[2]string{proto, server}]; {
	case label == "" && len(several) < 2, label == "" && left && tellsFrom, label == "" && tellsTo && !left:
	case label == "" && left: // the hosts tell connections apart
		name = wItsPacket.F(s.Lang, s.HostName(client), name)
	case label == "":
		name += arrowTo + s.HostName(client)
	case left && tellsFrom:
		from = at(from, label)
	case left:
		name = label + " " + name
	case tellsTo:
		to = at(to, label)
	default:
		name += arrowTo + label
	}
	return from, name, to
}

// wItsPacket is a packet's name in a sentence, with the client that it comes from.
var wItsPacket = Word{"%s %s", "%s 的 %s"}

// PacketEnds returns the name of a packet, its sender and its receiver. An end
// names the connection if its client has several.
func (s *Scene) PacketEnds(p *trace.Packet) []any {
	from, name, to := s.withPort(p, true, true, s.HostName(p.From), PacketName(s.Lang, p), s.HostName(p.To))
	return []any{name, from, to}
}

// EventText describes an event in one line, as the function of that name does.
// It also says which connection the event is about if a client has several, and
// in an open lab which program has done it.
func (s *Scene) EventText(e trace.Event) string {
	switch {
	case e.Kind == trace.EventState:
		return s.stateText(e)
	case e.Kind == trace.EventDestroyed:
		if sock := s.socket(e.ID); sock != nil {
			e.Host = s.endName(sock, e.Host)
		}
	case e.Packet != nil:
		p := *e.Packet
		if e.Packet = &p; p.Probe != "" {
			e.Name, p.Probe = PacketName(s.Lang, &p), ""
		}
		arrives := e.Kind == trace.EventDelivered || e.Kind == trace.EventDuplicated
		e.Host, e.Name, e.To = s.withPort(e.Packet, true, arrives, e.Host, e.Name, e.To)
	case e.Src != "" && e.Others == 0 && s.Header.Open: // of a run step; the text has its ports already
		at, other := s.clientEnd(&e)
		if program := s.programAt(&e, at, other); program != "" && IsLeft(s.Header, e.Host) {
			e.Host = program
		} else if program != "" {
			e.To = program
		}
	}
	return EventText(s.Header, e, s.Lang)
}

// stateText tells the new state of a socket.
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
	host := e.Host
	if e.Host = s.endName(sock, host); s.Header.Open && e.From == ClosedState && e.To == "SYN_SENT" {
		if e.Host != host { // it has several
			return wCalledConnectAs.F(s.Lang, s.program(sock), sock.Remote, e.From, e.To, portOf(sock.Local))
		}
		return wCalledConnect.F(s.Lang, s.program(sock), sock.Remote, e.From, e.To)
	}
	return EventText(s.Header, e, s.Lang)
}

// EndName names an end of a connection: its host, and its client's port if the
// client has several connections, in an open lab with the program in the host's
// place. A server's end also names the client's host if several of them have
// connections to it.
func (s *Scene) EndName(sock *trace.Socket) string { return s.HostName(s.endName(sock, sock.Host)) }

func (s *Scene) endName(sock *trace.Socket, host string) string {
	switch sock.Role {
	case trace.RoleSocket:
		return s.udpName(sock, host)
	case trace.RoleListener:
		return host
	}
	if IsLeft(s.Header, sock.Host) {
		if label := s.crowd().label(sock.Proto, sock.Host, sock.Local, sock.Remote); label != "" {
			return at(host, label)
		}
		return host
	}
	client := s.clientAt(sock)
	if label := s.crowd().label(sock.Proto, client, sock.Remote, sock.Local); label != "" {
		return host + " (" + label + ")"
	}
	if client != "" && len(s.crowd().peers[[2]string{sock.Proto, sock.Host}]) > 1 {
		return host + " (" + s.HostName(client) + ")"
	}
	return host
}

// udpName names a UDP socket: its host, and its port if the host has several, in
// an open lab with the program in the host's place.
func (s *Scene) udpName(sock *trace.Socket, host string) string {
	if s.facts().udp[sock.Host] < 2 {
		return host
	}
	if s.Header.Open && sock.Program != "" {
		return shortProgram(sock.Program) + portOf(sock.Local)
	}
	return host + portOf(sock.Local)
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
	wCalledConnect = Word{"%[1]s called connect to %[2]s: %[3]s → %[4]s", "%[1]s 调用了 connect，连接 %[2]s：%[3]s → %[4]s"}

	wCalledConnectAs = Word{"%[1]s called connect from %[5]s to %[2]s: %[3]s → %[4]s", "%[1]s 调用了 connect，从 %[5]s 连接 %[2]s：%[3]s → %[4]s"}
	SomeProgram      = Word{"a program", "某个程序"}
)
