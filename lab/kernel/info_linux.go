package kernel

import (
	"encoding/binary"
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"tcplab/lab/tcp"
)

// The attributes of a socket's row that are asked for, INET_DIAG_INFO and
// INET_DIAG_SKMEMINFO of linux/inet_diag.h, and INET_DIAG_SKV6ONLY, which comes unasked.
const (
	attrInfo   = 2
	attrMemory = 7
	attrV6Only = 11
)

// read takes in the attributes behind a socket's row. It passes over what it
// does not know, and what is cut off.
func (s *Socket) read(attrs []byte) {
	for len(attrs) >= unix.SizeofNlAttr {
		a := (*unix.NlAttr)(unsafe.Pointer(&attrs[0]))
		if int(a.Len) < unix.SizeofNlAttr || int(a.Len) > len(attrs) {
			return
		}
		value := attrs[unix.SizeofNlAttr:a.Len]
		switch a.Type {
		case attrInfo:
			if s.Proto == TCP && s.State != tcp.Listen {
				s.Info = infoOf(value)
			}
		case attrMemory:
			s.Memory = memoryOf(value)
		case attrV6Only:
			s.V6Only = len(value) > 0 && value[0] != 0 && s.Local.Addr() == netip.IPv6Unspecified()
		}
		attrs = attrs[min(align(int(a.Len)), len(attrs)):]
	}
}

// infinite is Linux's slow start threshold before the first loss.
const infinite = 0x7fffffff

// infoOf reads a struct tcp_info, which a kernel may end earlier than others do;
// nothing is told if even the fields are missing that all have.
func infoOf(b []byte) Info {
	var at unix.TCPInfo
	number := func(offset uintptr) int {
		if int(offset)+4 > len(b) {
			return -1
		}
		return int(binary.NativeEndian.Uint32(b[offset:]))
	}
	if len(b) < int(unsafe.Offsetof(at.Total_retrans))+4 {
		return Info{}
	}
	info := Info{
		Told:       true,
		SendWindow: number(unsafe.Offsetof(at.Snd_wnd)),
		RecvWindow: number(unsafe.Offsetof(at.Rcv_wnd)),
		NotSent:    number(unsafe.Offsetof(at.Notsent_bytes)),
		MSS:        number(unsafe.Offsetof(at.Snd_mss)),
		Cwnd:       number(unsafe.Offsetof(at.Snd_cwnd)),
		Ssthresh:   number(unsafe.Offsetof(at.Snd_ssthresh)),
		Unacked:    number(unsafe.Offsetof(at.Unacked)),
		Sacked:     number(unsafe.Offsetof(at.Sacked)),
		Lost:       number(unsafe.Offsetof(at.Lost)),
		Resent:     number(unsafe.Offsetof(at.Retrans)),
		Resends:    number(unsafe.Offsetof(at.Total_retrans)),
		Probes:     int(b[unsafe.Offsetof(at.Probes)]),
		Backoff:    int(b[unsafe.Offsetof(at.Backoff)]),
		RTO:        time.Duration(number(unsafe.Offsetof(at.Rto))) * time.Microsecond,
		RTT:        time.Duration(number(unsafe.Offsetof(at.Rtt))) * time.Microsecond,
	}
	if info.Ssthresh == infinite {
		info.Ssthresh = 0
	}
	return info
}

// memoryOf reads the numbers of SK_MEMINFO; nothing is told if one is missing.
func memoryOf(b []byte) Memory {
	number := func(i int) int { return int(binary.NativeEndian.Uint32(b[4*i:])) }
	if len(b) < 4*(unix.SK_MEMINFO_DROPS+1) {
		return Memory{}
	}
	return Memory{
		Told:     true,
		RecvUsed: number(unix.SK_MEMINFO_RMEM_ALLOC), RecvRoom: number(unix.SK_MEMINFO_RCVBUF),
		SendUsed: number(unix.SK_MEMINFO_WMEM_QUEUED), SendRoom: number(unix.SK_MEMINFO_SNDBUF),
		Drops: number(unix.SK_MEMINFO_DROPS),
	}
}
