package gate

import "io"

// echo carries the poller byte: serve is parked in the runtime's network
// poller until round writes a byte, and round returns when serve has read it.
type echo struct {
	in   io.Writer
	out  io.Reader
	back chan struct{}
}

func (e *echo) serve() {
	var b [1]byte
	for {
		if _, err := e.out.Read(b[:]); err != nil {
			panic("tcplab: the host's own pipe broke: " + err.Error())
		}
		e.back <- struct{}{}
	}
}

func (e *echo) round() {
	if _, err := e.in.Write([]byte{0}); err != nil {
		panic("tcplab: the host's own pipe broke: " + err.Error())
	}
	<-e.back
}
