package netstack

import (
	"strconv"
	"strings"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"tcplab/lab/words"
)

// Settings are what a lesson wants of its network.
type Settings struct {
	MTU     int               // the largest packet in bytes; 0 means 1500
	MinRTO  time.Duration     // the least retransmission timeout; 0 means 200 ms, as on Linux
	MaxRTO  time.Duration     // the largest one of an open connection; 0 means two minutes, as on Linux, or MinRTO if that is more
	Brisk   string            // an address to which that is 200 ms all the same, as "127.0.0.2"; "" for none
	Sysctls map[string]string // by Linux's names; those that the stack has no word for are in Ignored
}

// least is Linux's least retransmission timeout.
const least = 200 * time.Millisecond

// set makes the stack what a lesson's settings ask for.
func (s *Stack) set(sysctls map[string]string) error {
	// With SACK the stack makes every segment smaller, for options that it may have
	// to put in later, which no text of a lesson has. A lesson about SACK has it.
	sack, recovery, modest := tcpip.TCPSACKEnabled(false), tcpip.TCPRecovery(0), tcpip.TCPModerateReceiveBufferOption(false)
	cc := tcpip.CongestionControlOption("reno")
	reuse := tcpip.TCPTimeWaitReuseOption(tcpip.TCPTimeWaitReuseLoopbackOnly)
	first, last := 32768, 60999
	recv, send := tcpip.TCPReceiveBufferSizeRangeOption{Min: 4096, Default: 131072, Max: 6 << 20}, tcpip.TCPSendBufferSizeRangeOption{Min: 4096, Default: 1 << 20, Max: 4 << 20}
	// The stack tries for hours before it gives up, as kernels do on the private network.
	dials, resends := tcpip.TCPSynRetriesOption(127), tcpip.TCPMaxRetriesOption(255)
	var cookies tcpip.TCPAlwaysUseSynCookies
	var linger tcpip.TCPLingerTimeoutOption = tcpip.TCPLingerTimeoutOption(time.Hour)
	for name, value := range sysctls {
		n := numbers(value)
		switch {
		case name == "net.ipv4.tcp_sack" && len(n) == 1:
			sack = n[0] != 0
		case name == "net.ipv4.tcp_timestamps" && len(n) == 1:
			s.plain = n[0] == 0
		case name == "net.core.somaxconn" && len(n) == 1:
			s.somaxconn = n[0]
		case name == "net.ipv4.ip_local_port_range" && len(n) == 2:
			first, last = n[0], n[1]
		case name == "net.ipv4.tcp_rmem" && len(n) == 3:
			recv.Min, recv.Default, recv.Max = n[0], n[1], n[2]
		case name == "net.ipv4.tcp_wmem" && len(n) == 3:
			send.Min, send.Default, send.Max = n[0], n[1], n[2]
		case name == "net.ipv4.tcp_syncookies" && len(n) == 1 && n[0] > 0: // the stack always has cookies for a full SYN queue, which is Linux's 1
			cookies = n[0] == 2
		case name == "net.ipv4.tcp_fin_timeout" && len(n) == 1:
			linger = tcpip.TCPLingerTimeoutOption(time.Duration(n[0]) * time.Second)
		case name == "net.ipv4.tcp_tw_reuse" && value == "0":
			reuse = tcpip.TCPTimeWaitReuseDisabled
		default:
			s.ignored = append(s.ignored, name)
		}
	}
	s.first, s.lastPort = first, last
	if err := s.s.SetPortRange(uint16(first), uint16(last)); err != nil {
		return fails("its ports", err)
	}
	for _, o := range []tcpip.SettableTransportProtocolOption{&sack, &recovery, &modest, &cc, &reuse, &recv, &send, &cookies, &linger, &dials, &resends} {
		if err := s.s.SetTransportProtocolOption(tcp.ProtocolNumber, o); err != nil {
			return fails("its settings", err)
		}
	}
	return s.setRTO(s.minRTO)
}

// setRTO sets the least retransmission timeout of connections that begin now.
func (s *Stack) setRTO(d time.Duration) error {
	most := tcpip.TCPMaxRTOOption(max(s.maxRTO, d))
	if err := s.s.SetTransportProtocolOption(tcp.ProtocolNumber, &most); err != nil {
		return fails("its timers", err)
	}
	min := tcpip.TCPMinRTOOption(d)
	if err := s.s.SetTransportProtocolOption(tcp.ProtocolNumber, &min); err != nil {
		return fails("its timers", err)
	}
	return nil
}

// numbers reads a sysctl's whole numbers; nil if it has others.
func numbers(text string) (list []int) {
	for _, f := range strings.Fields(text) {
		n, err := strconv.Atoi(f)
		if err != nil {
			return nil
		}
		list = append(list, n)
	}
	return list
}

func fails(what string, err tcpip.Error) error {
	return words.Errorf("the model of a TCP/IP stack cannot be made, %s: %s", "协议栈的模型建不起来，%s：%s", what, err.String())
}

// Ignored lists the sysctls that the stack has no word for.
func (s *Stack) Ignored() []string { return s.ignored }
