package gate

// Message is what a host tells the bench. Each field's comment begins with the
// kinds that fill it.
type Message struct {
	Kind   string  `json:"kind"`             // a Kind… constant
	Call   int     `json:"call,omitempty"`   // begin, socket, end: the call's id in this host, from 1 in order of arrival
	Name   string  `json:"name,omitempty"`   // begin, end: Dial, Accept, File.Read, exit, …
	Text   string  `json:"text,omitempty"`   // begin: the call as written, with values; end: its results; output: the text printed
	File   string  `json:"file,omitempty"`   // begin: the program's file, without its folder; "" if unknown
	Line   int     `json:"line,omitempty"`   // begin: from 1; 0 if unknown
	Open   bool    `json:"open,omitempty"`   // begin: it passed an open gate, and is under way or has ended
	Socket *Socket `json:"socket,omitempty"` // begin: the socket the call uses; socket: the one it made
	Err    string  `json:"err,omitempty"`    // end: the error's text, as Go prints it
	Errno  string  `json:"errno,omitempty"`  // end: ECONNREFUSED, EPIPE, …; "" if there is none
	Bytes  int64   `json:"bytes,omitempty"`  // end: how many it read or wrote
	Counts []Count `json:"counts,omitempty"` // counts: by name, in alphabetical order
	Code   int     `json:"code,omitempty"`   // exit: the exit status
	Cut    int64   `json:"cut,omitempty"`    // output: bytes left out in front of Text

	// The fields of sys. Peer hands the request to its Kernel.
	Sys  *Sys `json:"sys,omitempty"`
	Size int  `json:"size,omitempty"` // how many bytes follow the message: Sys.Data

	// The fields of idle. Peer.Answer turns it into an Answer.
	Mark    string `json:"mark,omitempty"`    // the question's mark, also printed on standard error; "" if that is closed
	Running []int  `json:"running,omitempty"` // calls under way
	Timed   []int  `json:"timed,omitempty"`   // those of them that end by themselves after a time
	Busy    bool   `json:"busy,omitempty"`    // a goroutine still computes
}

// The kinds of message.
const (
	KindBegin  = "begin"  // a call waits at its gate
	KindEnd    = "end"    // a call has returned
	KindSocket = "socket" // the socket that a call made has an address
	KindOutput = "output" // the program's output since the last answer
	KindExit   = "exit"   // the program returned or called os.Exit; its process ends now
	KindCounts = "counts" // calls that passed open gates since the last answer

	kindIdle = "idle" // the answer to ask
	kindSys  = "sys"  // a request to the stack that holds the host's sockets
)

// Socket names the socket that a call uses by its addresses, because the
// operating system's own tables are searched by addresses.
type Socket struct {
	Proto  string `json:"proto"`            // tcp or udp
	Role   string `json:"role"`             // listener, connection, or socket (UDP)
	Local  string `json:"local,omitempty"`  // "127.0.0.1:8001"
	Remote string `json:"remote,omitempty"` // "" if there is none; in WriteToUDP this datagram's destination
	Inode  uint32 `json:"inode,omitempty"`  // of its descriptor, because several listeners, or UDP sockets, may share an address; 0 if the system has none
}

// Count is how often calls of one name passed an open gate.
type Count struct {
	Name  string `json:"name"`
	Calls int    `json:"calls"`
	Bytes int64  `json:"bytes,omitempty"` // read or written by them
}

// command is what the bench tells a host.
type command struct {
	Kind  string   `json:"kind"`            // a cmd… constant
	Call  int      `json:"call,omitempty"`  // go: the call's id
	Names []string `json:"names,omitempty"` // run: the calls that may pass, all if it is empty
	Mark  string   `json:"mark,omitempty"`  // ask: the text to print on standard error before the answer
	Text  string   `json:"text,omitempty"`  // input: the line, with its newline
	Ret   *Ret     `json:"ret,omitempty"`   // ret: the answer to a request
	Size  int      `json:"size,omitempty"`  // ret: how many bytes follow the command, Ret.Data
}

// The kinds of command.
const (
	cmdGo    = "go"
	cmdRun   = "run"
	cmdHold  = "hold"
	cmdAsk   = "ask"
	cmdInput = "input"
	cmdEnd   = "end"
	cmdRet   = "ret"
)

// maxText is how many bytes of a text or an error a message keeps, so that no
// message can fill the pipe.
const maxText = 2048

func clip(s string) string {
	if len(s) > maxText {
		return s[:maxText]
	}
	return s
}
