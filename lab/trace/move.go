package trace

// Move is one thing that can happen next, or has happened.
type Move struct {
	Kind string `json:"kind"`           // a Move… constant
	Host string `json:"host,omitempty"` // the host that calls, sent the packet or is killed; of a cut, whose packets the wire takes no more, or Everybody
	Name string `json:"name,omitempty"` // the call's or the packet's name
	ID   int    `json:"id,omitempty"`   // the call's, packet's or socket's id; 0 for the first of that name
	To   string `json:"to,omitempty"`   // the packet's receiver, if known; of a call, a peer that shares its program
	By   string `json:"by,omitempty"`   // ByFault if nobody made the move, but a fault that the command asked for
}

// ByFault marks what a fault has done that the command asked for (Header.Faults).
const ByFault = "fault"

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
	MoveCut       = "cut"       // from now on the wire takes nothing that a host sends
	MoveMend      = "mend"      // it takes it again
	MoveInput     = "input"     // give a host's program the line Name to read
)

// Everybody stands for all hosts in a move that cuts or mends the wire.
const Everybody = "*"

// StdinRead is the name of the call with which a program waits for a line.
const StdinRead = "Stdin.Read"

// Made reports whether somebody made the move. Nobody made the start of a run,
// nobody what happened by itself, be it waited for or not, and nobody what a
// fault has done.
func (m Move) Made() bool {
	return m.By == "" && m.Kind != MoveStart && m.Kind != MoveTime && m.Kind != MoveWait
}

// AboutWire reports whether the move cuts or mends the wire.
func (m Move) AboutWire() bool { return m.Kind == MoveCut || m.Kind == MoveMend }

// AboutPacket reports whether the move delivers, drops or duplicates a packet.
func (m Move) AboutPacket() bool {
	return m.Kind == MoveDeliver || m.Kind == MoveDrop || m.Kind == MoveDuplicate
}
