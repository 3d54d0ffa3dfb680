package netstack

import (
	"reflect"
	"testing"

	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"tcplab/lab/gate"
)

// TestTheFieldsAreThere: another version of the stack may have other fields, and
// then what is read out of them would be 0 without a word.
func TestTheFieldsAreThere(t *testing.T) {
	b := newBench(t, Settings{})
	ln := b.ask("server", gate.Sys{Op: gate.OpListen, Proto: "tcp", Local: "127.0.0.1:8001"})
	conn := b.ask("client", gate.Sys{Op: gate.OpDial, Proto: "tcp", Remote: "127.0.0.1:8001"})
	dialling := reflect.ValueOf(b.sockets[conn.Sock].end.(*tcp.Endpoint))
	if f := field(dialling, "h", "retransmitTimer", "t"); !f.IsValid() || !b.own(f).runs {
		t.Errorf("an endpoint in SYN_SENT lacks h.retransmitTimer.t, or it does not run")
	}
	b.crosses("SYN")
	b.crosses("SYN ACK")
	b.crosses("ACK")
	b.ask("client", gate.Sys{Op: gate.OpWrite, Sock: conn.Sock, Data: []byte("hello")})
	end := b.sockets[conn.Sock].end.(*tcp.Endpoint)
	for _, path := range [][]string{
		{"keepalive", "timer"}, {"keepalive", "unacked"}, {"finWait2Timer"}, {"timeWaitTimer"}, {"hardError"},
		{"sndQueueInfo", "TCPSndBufState", "SndBufUsed"}, {"acceptQueue", "endpoints", "len"}, {"acceptQueue", "capacity"},
		{"snd", "SndUna"}, {"snd", "SndNxt"}, {"snd", "SndWnd"}, {"snd", "SndCwnd"}, {"snd", "Ssthresh"}, {"snd", "Outstanding"},
		{"snd", "SackedOut"}, {"snd", "MaxPayloadSize"}, {"snd", "RTO"}, {"snd", "rtt", "TCPRTTState", "SRTT"},
		{"snd", "zeroWindowProbing"}, {"snd", "unackZeroWindowProbes"}, {"snd", "resendTimer", "state"},
		{"snd", "resendTimer", "target", "nanoseconds"},
	} {
		if !field(reflect.ValueOf(end), path...).IsValid() {
			t.Errorf("an endpoint has no field %v", path)
		}
	}
	in := b.inside(end)
	if in.next-in.una != 5 || in.buffered != 5 || in.outstanding != 1 || in.cwnd != 10 || !in.resend.runs || in.resend.left != least {
		t.Errorf("inside are %+v, want five bytes and one segment on their way, ten as the window, and a timer of %v", in, least)
	}
	if waiting, room := queued(b.sockets[ln.Sock].end.(*tcp.Endpoint)); waiting != 1 || room < 4096 {
		t.Errorf("%d connections wait, with room for %d, want one, with room for 4096 at least", waiting, room)
	}
}
