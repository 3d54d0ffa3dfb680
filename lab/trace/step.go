package trace

import (
	"fmt"
	"slices"
	"strings"
)

// Step is one move and everything that it led to. It is complete in itself: it
// holds the state of every socket, call and packet once the run had settled, so
// that a view can show step i without having read step i-1. Only the ladder
// looks back, over the events of a bounded number of earlier steps.
type Step struct {
	Step       int      `json:"step"`                  // 0 is the start
	Move       Move     `json:"move"`                  // the move that was made
	Millis     int64    `json:"ms"`                    // since the start of the run
	Beat       string   `json:"beat,omitempty"`        // the script's row that this step took
	Told       []string `json:"told,omitempty"`        // beats told with Beat: of packets that flowed, or of a run step
	Expected   bool     `json:"expected"`              // the step took a beat and all its claims held
	PassedOver bool     `json:"passed_over,omitempty"` // rows before the beat were not taken, so its text may not fit
	Ahead      bool     `json:"ahead,omitempty"`       // the beat's text tells of a later row with the same id, at which n stops
	Stop       bool     `json:"stop,omitempty"`        // the key n stops here

	Events   []Event   `json:"events"`
	Findings []Finding `json:"findings,omitempty"`

	// Unmet and Missing say why the step is not as its beat has it where that is
	// no finding: the claims that do not hold behind a move that was not the
	// script's next, and the beats that should have come before.
	Unmet   []Finding `json:"unmet,omitempty"`
	Missing []string  `json:"missing,omitempty"`

	Sockets  []Socket `json:"sockets"`             // by id; closed ones stay, at most MaxGone of them
	Calls    []Call   `json:"calls"`               // at the gate or inside, by id
	Held     []Packet `json:"held"`                // oldest first, at most MaxHeld
	HeldMore int      `json:"held_more,omitempty"` // how many more are held than Held lists
	Wire     []Packet `json:"wire,omitempty"`      // the last MaxWire packets no longer held, oldest first
	Hosts    []State  `json:"hosts"`               // the processes, in the header's order

	Taken    map[string]int `json:"taken,omitempty"`     // rows of the script taken so far, by chapter
	Next     *Move          `json:"next,omitempty"`      // the move that the keys n and s make next; nil if nothing is possible
	NextBeat string         `json:"next_beat,omitempty"` // the row that Next would take
	More     int            `json:"next_more,omitempty"` // how many moves the key n makes behind Next, as the script has it; 0 if none, or if that is not known
	NextStop string         `json:"next_stop,omitempty"` // the beat at which n stops then, if it makes more moves and that is known
	Moves    []Move         `json:"moves,omitempty"`     // that a student may choose, at most MaxMoves; absent from older recordings
	Done     string         `json:"done,omitempty"`      // DoneTold or DoneStuck once the run is at its end
}

// The values of Step.Done.
const (
	DoneTold  = "told"  // every row of the script was taken, or the last one was and the others can no longer come
	DoneStuck = "stuck" // nothing is possible, held, or running on a timer
)

// The bounds that keep a step small however much a lesson sends.
const (
	MaxHeld  = 64   // packets in Step.Held
	MaxWire  = 12   // packets in Step.Wire
	MaxGone  = 16   // closed sockets in Step.Sockets
	MaxMoves = 64   // moves in Step.Moves
	MaxText  = 2048 // bytes of text that one event keeps
)

// Move is one thing that can happen next, or has happened.
type Move struct {
	Kind string `json:"kind"`           // a Move… constant
	Host string `json:"host,omitempty"` // the host that calls, sent the packet or is killed
	Name string `json:"name,omitempty"` // the call's or the packet's name
	ID   int    `json:"id,omitempty"`   // the call's, packet's or socket's id; 0 for the first of that name
	To   string `json:"to,omitempty"`   // the packet's receiver, if known; of a call, a peer that shares its program
}

// The kinds of move.
const (
	MoveStart     = "start"     // step 0: the hosts are up and stand at their first gates
	MoveCall      = "call"      // let a waiting call begin
	MoveDeliver   = "deliver"   // let a held packet arrive
	MoveDrop      = "drop"      // throw a held packet away
	MoveDuplicate = "duplicate" // let a held packet arrive, and hold a copy of it
	MoveRun       = "run"       // open the gates and the wire until the loop of the script ends
	MoveWait      = "wait"      // wait until something happens by itself
	MoveTime      = "time"      // something happened by itself while nobody pressed a key
	MoveKill      = "kill"      // end a host's process as kill -9 does
	MoveDestroy   = "destroy"   // have the kernel destroy a socket
)

// Made reports whether somebody made the move. Nobody made the start of a run,
// and nobody what happened by itself, be it waited for or not.
func (m Move) Made() bool {
	return m.Kind != MoveStart && m.Kind != MoveTime && m.Kind != MoveWait
}

// AboutPacket reports whether the move delivers, drops or duplicates a packet.
func (m Move) AboutPacket() bool {
	return m.Kind == MoveDeliver || m.Kind == MoveDrop || m.Kind == MoveDuplicate
}

// Event is one thing that a step led to. The fields that are set depend on its
// kind.
type Event struct {
	Kind   string   `json:"kind"`             // an Event… constant
	Host   string   `json:"host,omitempty"`   // the host that the event is about; the sender if it is about a packet
	Name   string   `json:"name,omitempty"`   // of the call or the packet
	ID     int      `json:"id,omitempty"`     // of the call, packet or socket
	Text   string   `json:"text,omitempty"`   // a call with its arguments, a call's results, output, an exit in words
	Err    string   `json:"err,omitempty"`    // the error's text, as Go prints it
	Errno  string   `json:"errno,omitempty"`  // ECONNREFUSED, EPIPE, …, if there is one
	From   string   `json:"from,omitempty"`   // a socket's state before
	To     string   `json:"to,omitempty"`     // a socket's state after; a packet's receiver
	Passed []string `json:"passed,omitempty"` // states that must have been passed between From and To
	Packet *Packet  `json:"packet,omitempty"` // the packet as it crossed; nil if a run step sums up several
	Count  int      `json:"count,omitempty"`  // in run steps the number of packets or calls; of an exit the exit status
	Src    string   `json:"src,omitempty"`    // in run steps the packets' source, "127.0.0.1:40001"; Packet has its own
	Dst    string   `json:"dst,omitempty"`    // in run steps their destination
	Bytes  int64    `json:"bytes,omitempty"`  // in run steps the bytes of data
	Size   int64    `json:"size,omitempty"`   // in run steps the bytes of the whole packets, IP headers included
	First  uint32   `json:"first,omitempty"`  // in run steps the relative sequence number of the first packet
	Last   uint32   `json:"last,omitempty"`   // in run steps the relative sequence number after the last packet

	// Kinds counts a run step's packets by kind, in the order of the first
	// ones, so that a SYN, a FIN and a RST can be told from data.
	Kinds []KindCount `json:"kinds,omitempty"`
}

// KindCount is how many packets of one kind crossed in a run step.
type KindCount struct {
	Name  string `json:"name"` // a packet's name without its length: SYN, DATA, FIN ACK, RST, UDP, …
	Count int    `json:"count"`
}

// The kinds of event. Within a step they stand in this order.
const (
	EventDelivered  = "packet-delivered"
	EventDropped    = "packet-dropped"
	EventDuplicated = "packet-duplicated"
	EventCopy       = "packet-copy" // a copy is held by itself: of a duplicated packet, or one that its kernel sent before the original was dropped
	EventSent       = "packet-sent"
	EventOverflow   = "packet-overflow" // packets thrown away because too many were held
	EventAgain      = "packet-again"    // a copy was folded into the original
	EventStarted    = "call-started"
	EventEnded      = "call-ended"
	EventOutput     = "output"
	EventWaiting    = "call-waiting"
	EventExit       = "exit"
	EventState      = "state"
	EventDestroyed  = "socket-destroyed"
)

// lacks returns the kind of an event that lacks its packet, in a step that was
// read from a file. It is "" if nothing is missing.
func (s *Step) lacks() string {
	for _, e := range s.Events {
		if e.ofOnePacket() && e.Packet == nil {
			return e.Kind
		}
	}
	return ""
}

// Sent reports whether an event is about a packet that a kernel has sent and
// that is on the wire by itself since this step. It was sent in the step, or
// before a drop that took the original of which it is a copy. A copy that a
// duplication has made was sent by no kernel.
func (s *Step) Sent(e Event) bool {
	return e.Packet != nil && (e.Kind == EventSent || e.Kind == EventCopy && s.Move.Kind == MoveDrop)
}

// ofOnePacket reports whether an event is about a single packet, and not about
// the many that a run step sums up.
func (e Event) ofOnePacket() bool {
	switch e.Kind {
	case EventDelivered, EventDuplicated:
		return e.Count == 0
	case EventDropped, EventCopy, EventSent, EventAgain:
		return true
	}
	return false
}

// Finding is a difference between what the script expected and what happened.
// It is shown, never hidden: the kernel is the authority.
type Finding struct {
	Beat    string `json:"beat"`
	Subject string `json:"subject"` // "client", "server/listener", "client Dial"
	Want    string `json:"want"`
	Got     string `json:"got"`
}

// Socket is one socket as the operating system reported it.
type Socket struct {
	ID      int      `json:"id"`
	Host    string   `json:"host"`
	Role    string   `json:"role"`   // listener, connection, or socket (UDP)
	Proto   string   `json:"proto"`  // tcp, udp
	Local   string   `json:"local"`  // "127.0.0.1:8001"
	Remote  string   `json:"remote"` // "" if there is none
	State   string   `json:"state"`  // an RFC 9293 name; of UDP, UNCONN or ESTABLISHED, as ss and netstat print it
	Source  string   `json:"source"` // kernel, stack, or passed
	RecvQ   int      `json:"recv_q"` // bytes; of a listener, connections that are not accepted yet
	SendQ   int      `json:"send_q"` // bytes; of a listener, the backlog in connections
	Timer   *Timer   `json:"timer,omitempty"`
	Been    []string `json:"been,omitempty"`   // its earlier states, each once, in order
	Passed  []string `json:"passed,omitempty"` // the states in Been that were not seen but must have been passed
	Owned   bool     `json:"owned"`            // a program holds it: it was accepted or dialled, and is not closed
	Program string   `json:"program,omitempty"`
	Guessed bool     `json:"guessed,omitempty"` // in open labs, only the port's number suggests that the socket is Host's

	// StateOnly is true if the system told the addresses and the state alone,
	// as Windows does. Then nobody knows RecvQ, SendQ, Timer and Owned: they
	// are zero and mean nothing.
	StateOnly bool `json:"state_only,omitempty"`
}

// The roles of a socket, and the sources of a state.
const (
	RoleListener   = "listener"
	RoleConnection = "connection"
	RoleSocket     = "socket"

	SourceKernel = "kernel" // read from the operating system
	SourceStack  = "stack"  // read from another TCP stack
	SourcePassed = "passed" // concluded, not read; tcplab itself never writes it, and draws it differently
)

// Timer is the kernel's timer of a socket.
type Timer struct {
	Kind        string `json:"kind"` // a Timer… constant
	Millis      int64  `json:"ms"`   // the time left when the step was read
	Retransmits int    `json:"retransmits,omitempty"`
}

// The kinds of timer, as Linux tells them apart (sock_diag(7), idiag_timer).
const (
	TimerRetransmit = "retransmit"
	TimerKeepalive  = "keepalive"
	TimerTimeWait   = "time-wait"
	TimerPersist    = "persist"
)

// Ticking reports whether some socket's timer runs, so that time alone will
// change something.
func (s *Step) Ticking() bool {
	return slices.ContainsFunc(s.Sockets, func(sock Socket) bool { return sock.Timer != nil })
}

// Call is a call of a program that stands at the gate or is under way.
type Call struct {
	ID     int    `json:"id"`
	Host   string `json:"host"`
	Name   string `json:"name"`           // Dial, Accept, Read, …, exit
	Text   string `json:"text,omitempty"` // with its arguments: Dial("tcp", "127.0.0.1:8001")
	Status string `json:"status"`         // waiting or running
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Socket int    `json:"socket,omitempty"` // the id of the socket that it is about, if that is known
	Since  int    `json:"since,omitempty"`  // of a running call, the step in which it began
}

// The states of a call.
const (
	CallWaiting = "waiting" // at the gate
	CallRunning = "running" // inside
)

// State is how a host's process stood after a step.
type State struct {
	Host   string `json:"host"`
	Alive  bool   `json:"alive"`
	Exit   string `json:"exit,omitempty"`   // in words, once it has ended: "exit 0", "killed", "panic: …"
	Line   int    `json:"line,omitempty"`   // of a host that was killed or has left, the line of the call at which it stood; 0 if none
	Output string `json:"output,omitempty"` // the end of its output, at most MaxText bytes; … marks a cut
	Error  *Fault `json:"error,omitempty"`  // the last error that one of its calls returned
}

// Fault is an error that a call returned. It is kept so that the view can
// explain it.
type Fault struct {
	Step  int    `json:"step"`
	Call  string `json:"call"`
	Line  int    `json:"line,omitempty"` // of the call, in the host's program
	Err   string `json:"err"`
	Errno string `json:"errno,omitempty"`
	Cause string `json:"cause,omitempty"` // the packet that brought it, "server RST ACK"
}

// Packet is a packet on the wire, or one that was.
type Packet struct {
	ID     int    `json:"id"`
	From   string `json:"from"`
	To     string `json:"to"`
	Proto  string `json:"proto"` // tcp, udp, icmp
	Name   string `json:"name"`  // SYN, SYN ACK, ACK, FIN ACK, RST, DATA 5, UDP 5, ICMP …
	Src    string `json:"src,omitempty"`
	Dst    string `json:"dst,omitempty"`
	Flags  string `json:"flags,omitempty"`    // letters of SAFRPU, in that order
	Seq    uint32 `json:"seq"`                // relative to the sender's first
	Ack    uint32 `json:"ack"`                // relative to the receiver's first; 0 without the A flag
	Len    int    `json:"len"`                // bytes of payload
	Size   int    `json:"size,omitempty"`     // bytes of the whole packet, its IP header included
	Window int    `json:"window,omitempty"`   // bytes as announced, scaled if the scale is known
	Text   string `json:"text,omitempty"`     // the payload's first bytes, quoted as Go does
	Detail string `json:"detail,omitempty"`   // options, in words: "mss 1460, wscale 7"
	Copies int    `json:"copies"`             // how often it was sent; more than 1 if copies were folded
	Probe  string `json:"probe,omitempty"`    // of an ACK that only asks for an answer, a Probe… constant
	Of     int    `json:"of,omitempty"`       // of a copy that is held by itself, the id of the original
	Fate   string `json:"fate,omitempty"`     // "" while held; delivered, dropped
	Step   int    `json:"sent_in,omitempty"`  // the step it was sent in
	Ended  int    `json:"ended_in,omitempty"` // the step its fate was decided in

	// Guessed is true in an open lab if only the numbers of the ports suggest
	// which end is From and which is To.
	Guessed bool `json:"guessed,omitempty"`
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
)

// NewConnection reports whether an event is about a connection that came up
// beside a listener, and not about a change of state.
func (e Event) NewConnection() bool {
	return e.Kind == EventState && e.Name != RoleListener && e.From == "LISTEN"
}

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
