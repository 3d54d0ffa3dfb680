package netstack

import (
	"reflect"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// The stack has no function for some of what a lesson shows, such as how many
// bytes are not acknowledged. It is read out of its own fields here, which works
// only while the stack rests; TestTheFieldsAreThere holds their names.

// field follows names from a struct to one of its fields. It is the zero Value if
// a pointer on the way is nil.
func field(v reflect.Value, names ...string) reflect.Value {
	for _, name := range names {
		for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			if v.IsNil() {
				return reflect.Value{}
			}
			v = v.Elem()
		}
		if v = v.FieldByName(name); !v.IsValid() {
			return v
		}
	}
	return v
}

// sender is what an endpoint's sender knows.
type sender struct {
	known                    bool
	una, next                uint32
	window                   int // bytes, scaled
	cwnd, ssthresh           int
	outstanding, sacked      int // segments
	mss                      int
	rto, rtt                 time.Duration
	probing                  bool // of a closed window
	resend                   timing
	keep, finWait2, timeWait timing
	probes, keepUnacked      int
	buffered                 int // bytes that the program wrote and nobody acknowledged
}

// timing is a timer of the stack.
type timing struct {
	runs bool
	left time.Duration
}

func (s *Stack) inside(e *tcp.Endpoint) sender {
	v := reflect.ValueOf(e)
	snd := field(v, "snd")
	var out sender
	out.keep = s.target(field(v, "keepalive", "timer"))
	out.keepUnacked = int(number(field(v, "keepalive", "unacked")))
	out.finWait2 = s.own(field(v, "finWait2Timer"))
	out.timeWait = s.own(field(v, "timeWaitTimer"))
	out.buffered = bufferedIn(e)
	if !snd.IsValid() || snd.IsNil() {
		return out
	}
	out.known = true
	out.una, out.next = uint32(number(field(snd, "SndUna"))), uint32(number(field(snd, "SndNxt")))
	out.window = int(number(field(snd, "SndWnd")))
	out.cwnd, out.ssthresh = int(number(field(snd, "SndCwnd"))), int(number(field(snd, "Ssthresh")))
	out.outstanding, out.sacked = int(number(field(snd, "Outstanding"))), int(number(field(snd, "SackedOut")))
	out.mss = int(number(field(snd, "MaxPayloadSize")))
	out.rto, out.rtt = time.Duration(number(field(snd, "RTO"))), time.Duration(number(field(snd, "rtt", "TCPRTTState", "SRTT")))
	probing := field(snd, "zeroWindowProbing")
	out.probing = probing.IsValid() && probing.Bool()
	out.probes = int(number(field(snd, "unackZeroWindowProbes")))
	out.resend = s.target(field(snd, "resendTimer"))
	return out
}

// bufferedIn returns how many bytes of a program are in an endpoint's send queue.
func bufferedIn(e *tcp.Endpoint) int {
	return int(number(field(reflect.ValueOf(e), "sndQueueInfo", "TCPSndBufState", "SndBufUsed")))
}

// number reads a whole number, 0 if there is none.
func number(v reflect.Value) int64 {
	switch {
	case !v.IsValid():
		return 0
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(v.Uint())
	}
	return 0
}

// target reads one of the timers of package tcp, which runs on while it is
// switched off.
func (s *Stack) target(v reflect.Value) timing {
	const enabled = 2 // timerStateEnabled
	if !v.IsValid() || number(field(v, "state")) != enabled {
		return timing{}
	}
	at := time.Duration(number(field(v, "target", "nanoseconds")))
	return timing{true, at - s.clock.since() - time.Second}
}

// own reads one of the clock's own timers.
func (s *Stack) own(v reflect.Value) timing {
	if !v.IsValid() || v.Kind() != reflect.Interface || v.IsNil() {
		return timing{}
	}
	if t := s.clock.running(v.Elem().Pointer()); t != nil {
		return timing{true, t.at - s.clock.since()}
	}
	return timing{}
}

// endTimeWait lets the timer of a TIME_WAIT run out now.
func (s *Stack) endTimeWait(e *tcp.Endpoint) {
	v := field(reflect.ValueOf(e), "timeWaitTimer")
	if !v.IsValid() || v.IsNil() {
		return
	}
	if t := s.clock.running(v.Elem().Pointer()); t != nil {
		t.Reset(0)
	}
}

// queued returns how many connections no Accept has taken, and the limit that the
// program has set, which is one less than there is room for.
func queued(e *tcp.Endpoint) (waiting, limit int) {
	q := field(reflect.ValueOf(e), "acceptQueue")
	return int(number(field(q, "endpoints", "len"))), int(number(field(q, "capacity"))) - 1
}

// unreadOf returns how many bytes of datagrams no program has read. The stack's own
// function tells those of the next datagram alone.
func unreadOf(e tcpip.Endpoint) int { return int(number(field(reflect.ValueOf(e), "rcvBufSize"))) }

// hardError returns the error that has ended an endpoint.
func hardError(e *tcp.Endpoint) tcpip.Error {
	v := field(reflect.ValueOf(e), "hardError")
	if !v.IsValid() || v.IsNil() {
		return nil
	}
	return reflect.NewAt(v.Elem().Type().Elem(), v.Elem().UnsafePointer()).Interface().(tcpip.Error)
}
