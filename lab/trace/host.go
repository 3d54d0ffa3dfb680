package trace

// PortRange holds the ports that a kernel chooses from for a program that asks
// for none (ip_local_port_range of ip(7)).
type PortRange struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// Guest is somebody else's program in an open lab.
type Guest struct {
	Program string `json:"program"`           // as in Socket.Program
	Files   int    `json:"files,omitempty"`   // descriptors that it has open, with numbers below Allowed; 0 if that is not known
	Allowed int    `json:"allowed,omitempty"` // how many it may have open (RLIMIT_NOFILE of getrlimit(2)); 0 if that is not known
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

	Timed bool `json:"timed,omitempty"` // it ends by itself after a time that its program gave it; if not, in an open lab a socket's own option may still end it

	// In an open lab a call is what a thread of somebody else's program is in,
	// as its kernel tells. Then it has a program, and no file and line.
	Program string `json:"program,omitempty"` // "python3 (123)"; "" of an unknown call that stands for all that a step has no room for
	Set     []int  `json:"set,omitempty"`     // the ids of the sockets of which it waits for any, as poll and epoll_wait do
	Out     []int  `json:"out,omitempty"`     // those in Set for which it does not wait for data: for room to write, for connect to end, or for an error alone
	Input   bool   `json:"input,omitempty"`   // of a call with a set, it also waits for its standard input or a terminal, by which its user may make it speak
	Unknown bool   `json:"unknown,omitempty"` // it may wait for sockets, too, that could not be found out
	Room    int    `json:"room,omitempty"`    // of a call that reads, the bytes that it takes at most; 0 if that is not known
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
