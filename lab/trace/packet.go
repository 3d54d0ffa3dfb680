package trace

import (
	"fmt"
	"strings"
)

// Packet is a packet on the wire, or one that was.
type Packet struct {
	ID     int    `json:"id"`
	From   string `json:"from"`
	To     string `json:"to"`
	Proto  string `json:"proto"`         // tcp, udp, icmp
	Name   string `json:"name"`          // SYN, SYN ACK, ACK, FIN ACK, RST, DATA 5, UDP 5, ICMP …
	Src    string `json:"src,omitempty"` // "127.0.0.1:8001"; a fragment behind the first has its datagram's ports, or port 0 if these are not known
	Dst    string `json:"dst,omitempty"`
	Flags  string `json:"flags,omitempty"`  // letters of SAFRPU, in that order
	Seq    uint32 `json:"seq"`              // relative to the sender's first
	Ack    uint32 `json:"ack"`              // relative to the receiver's first; 0 without the A flag
	Len    int    `json:"len"`              // bytes of payload
	Size   int    `json:"size,omitempty"`   // bytes of the whole packet, its IP header included
	Window int    `json:"window,omitempty"` // bytes as announced, scaled if the scale is known
	Text   string `json:"text,omitempty"`   // the payload's first bytes, quoted as Go does
	Detail string `json:"detail,omitempty"` // options, in words: "mss 1460, wscale 7"

	RawWindow int      `json:"window_field,omitempty"` // the header's field, which Window is scaled from
	Options   *Options `json:"options,omitempty"`      // TCP's; nil if there are none, and in older traces

	// About is, of an ICMP message, the packet that it quotes, which went the other way;
	// nil if there is none, and in older traces.
	About *About `json:"about,omitempty"`

	Copies int    `json:"copies"`             // how often it was sent; more than 1 if copies were folded
	Probe  string `json:"probe,omitempty"`    // of an ACK that only asks for an answer, a Probe… constant
	Of     int    `json:"of,omitempty"`       // of a copy that is held by itself, the id of the original
	Fate   string `json:"fate,omitempty"`     // "" while held; delivered, dropped, lost
	Step   int    `json:"sent_in,omitempty"`  // the step it was sent in
	Ended  int    `json:"ended_in,omitempty"` // the step its fate was decided in

	// Guessed is true in an open lab if only the numbers of the ports suggest
	// which end is From and which is To.
	Guessed bool `json:"guessed,omitempty"`
}

// Options are those of a TCP segment (RFC 9293, section 3.2, RFC 7323,
// RFC 2018).
type Options struct {
	MSS           int         `json:"mss,omitempty"`
	Scale         *int        `json:"wscale,omitempty"` // bits; nil if it is not announced
	SACKPermitted bool        `json:"sack_permitted,omitempty"`
	Timestamps    *Timestamps `json:"timestamps,omitempty"`
	SACK          []Range     `json:"sack,omitempty"`
}

// Timestamps are ticks of the sender's clock, and of the receiver's that the
// sender echoes.
type Timestamps struct {
	Value uint32 `json:"value"`
	Echo  uint32 `json:"echo"`
}

// Range is a run of bytes that have arrived out of order, in relative sequence
// numbers: from First up to the one before After.
type Range struct {
	First uint32 `json:"first"`
	After uint32 `json:"after"`
}

// About is a packet that an ICMP message quotes.
type About struct {
	Proto string `json:"proto"` // tcp, udp
	Src   string `json:"src"`
	Dst   string `json:"dst"`
}

// Between returns the protocol and the ends of the connection, or of the pair of UDP
// sockets, to which a packet belongs. Those of an ICMP message are the ends of the packet
// that it quotes.
func (p *Packet) Between() (proto, src, dst string) {
	if p.About != nil {
		return p.About.Proto, p.About.Dst, p.About.Src
	}
	return p.Proto, p.Src, p.Dst
}

// Move returns the move of that kind about the packet.
func (p *Packet) Move(kind string) Move {
	return Move{Kind: kind, Host: p.From, Name: p.Name, ID: p.ID, To: p.To}
}

// The kinds of probe, by the timer of the socket that sent it.
const (
	ProbeKeepalive  = "keepalive"   // asks whether the other end is still there (RFC 9293, section 3.8.4)
	ProbeZeroWindow = "zero-window" // asks whether the other end's window is still closed (RFC 9293, section 3.8.6.1)
)

// The fates of a packet.
const (
	FateDelivered = "delivered"
	FateDropped   = "dropped"
	FateLost      = "lost" // by a cut wire, as soon as it was sent; Copies counts how often
)

// Numbers returns a packet's relative sequence numbers as the panel writes
// them: "seq 0 ack 1". It returns "" for a packet that is not TCP.
func (p Packet) Numbers() string {
	if p.Proto != "tcp" {
		return ""
	}
	text := fmt.Sprintf("seq %d", p.Seq)
	if strings.Contains(p.Flags, "A") {
		text += fmt.Sprintf(" ack %d", p.Ack)
	}
	if p.Len > 0 && !strings.HasPrefix(p.Name, "DATA") {
		text += fmt.Sprintf(" len %d", p.Len) // a FIN that carries the last bytes
	}
	return text
}
