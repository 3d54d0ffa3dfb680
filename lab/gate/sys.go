package gate

import "time"

// On a network whose sockets live in the bench's process, a program's socket
// calls are no system calls of its own process. Each is a request, which the host
// sends as a message of kind sys and which the bench answers with the command
// ret. A request that has to wait, as a read does, is answered later; the
// goroutine that sent it is parked meanwhile, so that the host can say that it
// rests.

// Sys is a request to the stack that holds a host's sockets.
type Sys struct {
	ID     int           `json:"id"`               // of the request in this host, from 1
	Op     string        `json:"op"`               // an Op… constant
	Sock   int           `json:"sock,omitempty"`   // the number of the socket in its host, as an earlier Ret has it
	Proto  string        `json:"proto,omitempty"`  // listen, bind, dial: tcp or udp
	Local  string        `json:"local,omitempty"`  // listen, bind, dial: the own address; port 0, or "", leaves it to the stack
	Remote string        `json:"remote,omitempty"` // dial, sendto: the other end's address
	Room   int           `json:"room,omitempty"`   // read, recvfrom, taken: how many bytes the program takes
	Ahead  int           `json:"ahead,omitempty"`  // read, of a connection: how many more may come, which stay in the receive queue until taken
	Timed  bool          `json:"timed,omitempty"`  // accept, connected, read, write, recvfrom, sendto: it has a deadline
	Left   time.Duration `json:"left,omitempty"`   // the time to it, on the stack's clock; it has passed if this is not more than 0
	Option string        `json:"option,omitempty"` // option: an Opt… constant
	Value  int           `json:"value,omitempty"`  // option: its value; shutdown: 0 stops receiving, 1 stops sending; deadline: 0 of accept and of reads, 1 of writes
	Preset []Preset      `json:"preset,omitempty"` // listen, bind, dial: options that are set before the socket is bound
	Data   []byte        `json:"-"`                // write, sendto: the bytes, which follow the message
}

// Preset is an option of a socket that is not bound yet.
type Preset struct {
	Option string `json:"option"`
	Value  int    `json:"value"`
}

// The requests. Those of the first group are answered at once, the others when
// what they ask for has happened.
const (
	OpListen   = "listen"   // makes a TCP socket that listens at Local; Ret has Sock and Local
	OpBind     = "bind"     // makes a UDP socket at Local; Ret has Sock and Local
	OpDial     = "dial"     // makes a socket and begins to connect it; Ret has Sock, Local and Remote
	OpShutdown = "shutdown" // ends one direction of a connection
	OpClose    = "close"    // closes a socket; its requests that wait are answered with Closed
	OpOption   = "option"   // sets an option
	OpTaken    = "taken"    // takes bytes out of the receive queue that have come ahead, Room of them
	OpDeadline = "deadline" // sets the deadline of the requests on a socket that wait, if there are any; Timed is false if it removes it

	OpConnected = "connected" // waits for the end of what OpDial began
	OpAccept    = "accept"    // waits for a connection in the queue; Ret has Sock, Local and Remote
	OpRead      = "read"      // waits for bytes, for a datagram of a connected socket, or for the end
	OpWrite     = "write"     // waits until all bytes are in the send queue; Ret.N counts those that are
	OpRecvFrom  = "recvfrom"  // waits for a datagram; Ret has Remote
	OpSendTo    = "sendto"    // sends a datagram to Remote
)

// The options. Values are 0 and 1 unless it is said otherwise.
const (
	OptReuseAddr  = "SO_REUSEADDR"
	OptReusePort  = "SO_REUSEPORT"
	OptNoDelay    = "TCP_NODELAY"
	OptLinger     = "SO_LINGER"     // seconds; -1 switches it off
	OptKeepAlive  = "SO_KEEPALIVE"  //
	OptKeepIdle   = "TCP_KEEPIDLE"  // milliseconds
	OptKeepIntvl  = "TCP_KEEPINTVL" // milliseconds
	OptKeepCount  = "TCP_KEEPCNT"   // probes
	OptRecvBuffer = "SO_RCVBUF"     // bytes
	OptSendBuffer = "SO_SNDBUF"     // bytes
)

// Ret is the answer to a request.
type Ret struct {
	ID     int           `json:"id"` // the request's
	Sock   int           `json:"sock,omitempty"`
	Local  string        `json:"local,omitempty"`
	Remote string        `json:"remote,omitempty"`
	N      int           `json:"n,omitempty"`      // write, sendto: bytes taken
	Room   int           `json:"room,omitempty"`   // write: how many bytes more the send queue has room for
	Ahead  int           `json:"ahead,omitempty"`  // read: how many of the bytes of Data have come ahead, the last ones
	EOF    bool          `json:"eof,omitempty"`    // read: the other end has sent its FIN, and all bytes before it were read
	Call   string        `json:"call,omitempty"`   // of an error: the system call that gives it on Linux, "connect"
	Errno  string        `json:"errno,omitempty"`  // of an error: its name, "ECONNREFUSED"
	Late   bool          `json:"late,omitempty"`   // the deadline has passed
	Closed bool          `json:"closed,omitempty"` // the program has closed the socket
	Lacks  string        `json:"lacks,omitempty"`  // what the stack cannot do, "SO_REUSEPORT"; "" if it can
	Now    time.Duration `json:"now"`              // the stack's clock: since its start
	Data   []byte        `json:"-"`                // read, recvfrom: the bytes, which follow the command
}

// Kernel takes the requests of one host, in their order. Take must not wait; it
// is called on a goroutine of the host's Peer, also while the host is being closed.
//
// A host rests while it waits for an answer, even for one that is given at once. So
// its Answer says that it has settled only if it has sent no request since it was
// asked.
type Kernel interface{ Take(Sys) }
