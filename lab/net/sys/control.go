package sys

import (
	"syscall"

	"tcplab/lab/gate"
	"tcplab/lab/words"
)

// A program sets an option that has no method on a socket's descriptor: in Control,
// or through SyscallConn. A socket of the stack has none. So the program gets the
// descriptor of a spare socket of the system, which is made for this only and is
// neither bound nor connected, and the options that it has changed there are asked
// of the stack. If it has changed one that the stack does not have, that is an
// error: nothing that a program asks for is left out in silence.

// spare is a socket of the system whose options stand for those of a socket of the
// stack.
type spare struct {
	fd     descriptorOf
	proto  string
	before map[string]int
}

// newSpare makes a spare socket that has options.
func newSpare(proto string, options []gate.Preset) (*spare, error) {
	fd, err := openSpare(proto)
	if err != nil {
		return nil, err
	}
	s := &spare{fd: fd, proto: proto}
	for _, o := range options {
		s.set(o)
	}
	s.before = s.values()
	return s, nil
}

func (s *spare) close() { closeSpare(s.fd) }

// spareOption is an option that a program may set on a spare socket.
type spareOption struct {
	name          string // as gate.Opt… if the stack has it
	level, number int
	strange       bool // the stack does not have it
	tcp           bool // UDP sockets do not have it
	flag          bool // it is on or off; for on some systems give another number than 1
	doubled       bool // the system gives twice what was set
	unit          int  // what the system's 1 is for the stack; 0 if both count alike
}

// set sets an option, if the system lets it be set.
func (s *spare) set(p gate.Preset) {
	if p.Option == gate.OptLinger {
		setLinger(s.fd, p.Value)
		return
	}
	for _, o := range spareOptions {
		if o.name == p.Option {
			setSpare(s.fd, o.level, o.number, p.Value/max(o.unit, 1))
		}
	}
}

// values returns the options of the socket that can be read, as the stack counts.
func (s *spare) values() map[string]int {
	all := map[string]int{}
	if v, err := linger(s.fd); err == nil {
		all[gate.OptLinger] = v
	}
	for _, o := range spareOptions {
		v, err := getSpare(s.fd, o.level, o.number)
		if err != nil || o.tcp && s.proto != "tcp" {
			continue
		}
		switch {
		case o.flag:
			v = min(v, 1)
		case o.doubled:
			v /= 2
		}
		all[o.name] = v * max(o.unit, 1)
	}
	return all
}

// changed returns the options that have another value than when the socket was made.
func (s *spare) changed() ([]gate.Preset, error) {
	now := s.values()
	var all []gate.Preset
	note := func(name string, strange bool) error {
		v, ok := now[name]
		if !ok || v == s.before[name] {
			return nil
		}
		if strange {
			return lacks(name)
		}
		all = append(all, gate.Preset{Option: name, Value: v})
		return nil
	}
	note(gate.OptLinger, false)
	for _, o := range spareOptions {
		if err := note(o.name, o.strange); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// controlled runs the program's Control for a socket that is about to be made, with
// the options that it has already, and returns them with those that Control has
// changed. Control may be nil.
func controlled(proto, address string, options []gate.Preset, control func(network, address string, c syscall.RawConn) error) ([]gate.Preset, error) {
	if control == nil {
		return options, nil
	}
	raw := &rawConn{new: &socket{proto: proto, options: options}}
	if err := control(proto+"4", address, raw); err != nil {
		return nil, err
	}
	return raw.new.options, nil
}

// rawConn is the raw connection of a socket of the stack.
type rawConn struct {
	sock *socket // the socket
	new  *socket // one that is about to be made, if sock is nil
}

var _ syscall.RawConn = (*rawConn)(nil)

// Control gives f a spare socket, and passes on what f has changed.
func (r *rawConn) Control(f func(fd uintptr)) error {
	s := r.sock
	if s == nil {
		s = r.new
	} else if err := s.isClosed(); err != nil {
		return s.own("raw-control", err)
	}
	s.mu.Lock()
	options := append([]gate.Preset(nil), s.options...)
	s.mu.Unlock()
	spare, err := newSpare(s.proto, options)
	if err != nil {
		return err
	}
	defer spare.close()
	f(uintptr(spare.fd))
	changed, err := spare.changed()
	if err != nil {
		return err
	}
	for _, o := range changed {
		if r.sock == nil {
			s.options = with(s.options, o.Option, o.Value)
		} else if err := s.setOption(o.Option, o.Value); err != nil {
			return s.own("raw-control", err)
		}
	}
	return nil
}

// Read and Write would use the descriptor for more than options.
func (r *rawConn) Read(func(fd uintptr) bool) error  { return noDescriptor("RawConn.Read") }
func (r *rawConn) Write(func(fd uintptr) bool) error { return noDescriptor("RawConn.Write") }

// noDescriptor returns the error of a call that needs a real socket.
func noDescriptor(call string) error {
	return words.Errorf("%s needs a socket of this system, and on this network they live in tcplab: choose another network with --net private or --net host",
		"%s 需要操作系统自己的套接字，而这个网络的套接字在 tcplab 里：请用 --net private 或 --net host 换一种网络", call)
}
