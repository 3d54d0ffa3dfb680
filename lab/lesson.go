package lab

import (
	"io/fs"
	"slices"
	"strings"

	"tcplab/lab/gate"
	"tcplab/lab/nearest"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// Lesson is one lesson of the course: programs, a script, and prose. It lives
// in a folder of its own below lessons/.
type Lesson struct {
	Name     string // as on the command line: "connection"
	Part     Part   // of the course; Curious if it is not set
	Files    fs.FS  // the folder: *.go of the programs, en.md, zh.md
	Hosts    []Host // in the order in which they start
	Settings Settings
	Chapters []string // the script's chapters, in order
	Script   []Beat
	Keep     bool // the files that the hosts wrote stay on the disk after the run

	// Free gives the run to the student once the script is told, and before that,
	// too: no move of the student's own counts as a difference from the script,
	// and the run is never stuck while a program waits for a line.
	Free bool
}

// Part is a part of the course.
type Part int

// The parts, in teaching order.
const (
	Curious  Part = iota // for the curious; the last part
	Life                 // the life of a connection
	Programs             // bytes and programs
	UDP
	Files
	Errors // everyday errors
	Loss   // what gets lost, and what it is for
	Queues // windows and queues
)

// Host is one computer of a lesson.
type Host struct {
	Name string   // "client", "server", "client-2"
	Role string   // Client or Server: the side of the panel
	File string   // the program's file in the lesson's folder: "client.go"
	Main func()   // the program; nil on a system that cannot build it
	Args []string // os.Args[1:]; FilePlace stands for a file

	// Brings are files of the lesson's folder that are put into the host's
	// working directory before it starts. FilePlace in Args is replaced by the
	// student's own file (--file), or by the first of these if there is none.
	Brings []string

	// Lines are what a student may tell the program to do, in the order in which
	// they are offered. The program reads them from lab/os.Stdin.
	Lines []Line
}

// ArgOn returns one of the host's arguments with a run's port in place of 8001 if
// it is an address, and so for the ports that follow (see gate.PortOn).
func (h Host) ArgOn(arg string, port int) string {
	at := strings.LastIndexByte(arg, ':')
	if at < 0 {
		return arg
	}
	return arg[:at] + gate.PortsOn(arg[at:], port)
}

// The two sides of the panel.
const (
	Client = "client"
	Server = "server"
)

// DefaultPort is the TCP and UDP port in the lessons' programs.
const DefaultPort = gate.Port

// The networks that a lesson may ask for.
const (
	PrivateNetwork = trace.PrivateNetwork // every packet is held until a move delivers it
	HostNetwork    = trace.HostNetwork    // packets flow by themselves

	// NetstackNetwork holds packets on every system, but is a model.
	NetstackNetwork = trace.NetstackNetwork
)

// Kernel stands in a row's Only for the private network and not the model, which
// does otherwise there: rows beside it have NetstackNetwork.
const Kernel = "kernel"

// Settings are what a lesson wants of its network.
type Settings struct {
	Network string            // PrivateNetwork or HostNetwork if the lesson needs that one, else ""
	Clock   Clock             // how long the kernel's timers are; Calm if it is not set
	Brisk   string            // an address, "127.0.0.2", to which a kernel sends again by its own timers though the clock is Calm; "" for none
	MTU     int               // bytes; 0 is 1500, as on Ethernet
	IPv6    bool              // packets from ::1 to ::1 are held as well, as in the open lab; else there is no IPv6
	Sysctls map[string]string // "net.ipv4.tcp_fin_timeout": "10"
	Quiet   bool              // the key n stops at every packet, as in the lesson free

	// Model is set on NetstackNetwork alone, behind Sysctls and by the same names:
	// "net.ipv4.tcp_sack": "1", which is off there if a lesson is not about it.
	Model map[string]string
}

// HasBeat returns nil if the script has a beat of that name. Else it returns an
// error that names the nearest one.
func (l *Lesson) HasBeat(id string) error {
	ids := make([]string, 0, len(l.Script))
	for _, b := range l.Script {
		if b.ID == id {
			return nil
		}
		if !slices.Contains(ids, b.ID) { // several rows may be told as one beat
			ids = append(ids, b.ID)
		}
	}
	return words.Errorf("lesson %s has no beat %q: %s", "课程 %s 没有 %q 这一拍：%s", l.Name, id, nearest.DidYouMean(id, ids))
}

// Beat is a row of a lesson's script: a move, what must be true after it, and
// whether the key n stops there.
//
// Then lists claims, separated by semicolons:
//
//	client SYN_SENT            the state of the client's newest connection
//	server/client-2 SYN_RCVD   of the server's connection with client-2
//	server/listener LISTEN     of the server's listener
//	server/udp UNCONN          of the server's newest UDP socket
//	server/listener recv_q 1   its accept queue; send_q likewise
//	server recv_q grows        in this step, by just as many bytes as the packet that was delivered to it carries
//	server/udp recv_q grows    in this step; the system counts the memory of whole datagrams
//	client send_q falls        in this step; or send_q stays
//	client cwnd 10             its congestion window in segments; ssthresh likewise
//	client cwnd grows          in this step; or cwnd falls
//	client timer retransmit    the timer that runs: retransmit, persist, keepalive, time-wait, or none
//	client timer restarts      in this step that timer began anew: more time is left than if it had run on
//	server unowned             no program holds that connection: not accepted yet, or closed; owned likewise
//	client ends Read: EOF      in this step its Read ended, and what it gave contains "EOF"
//	client ends Write: EPIPE   in this step its Write ended with that error, whatever its words are
//	client runs Dial           its Dial is under way and has not ended
//	server runs Read: buf[82]  with arguments that contain "buf[82]"
//	server runs nothing        none of its calls is under way
//	server waits WriteToUDP 3  so many of its calls of that name stand at their gates
//	server sends SYN ACK       in this step its kernel put that packet on the wire
//	server sends DATA *        a segment of any length
//	server sends ACK ack 9     that packet, with that acknowledgement number as the panel shows it
//	server sends nothing       in this step it put no packet on the wire
//	server sends probe         an ACK that only asks for an answer, as keepalive and a closed window have it sent
//	client gets ACK ack 9      in this step that packet arrived at it
//	client sends DATA * seq 9  a sequence number likewise
//	server sends ACK window 0  the window in bytes, as the panel shows it
//	server sends ACK sack 9-14 the first block of the option SACK: from byte 9 up to the one before 14
//	client resends DATA 5      in this step it sent that packet, and it has sent its bytes, SYN or FIN before
//	client held DATA 4 seq 25  a packet that it sent is held after the step, and so it has not arrived
//	client prints hello        in this step its output contains "hello"
//	client prints EPIPE        in this step its output contains its system's words for its last error, EPIPE
//	client exits 0             in this step its process ended with that status
type Beat struct {
	ID      string     // key of its section in the prose
	Move    trace.Move // made by Call, Deliver, Drop, … below
	Then    string     // claims, as listed above
	Chapter string     // one of Lesson.Chapters
	Stop    bool       // the key n stops here
	When    string     // a claim; a step takes the row only if this holds. Not for rows about packets
	After   string     // beats, separated by spaces; the row is told only if they were taken
	Only    string     // PrivateNetwork if the row is in the script where packets are held alone; HostNetwork, NetstackNetwork, Kernel
	Needs   string     // words of Needs, separated by spaces; the row is left out if the kernel lacks one of them
	Lacks   string     // words of Needs, separated by spaces; the row is there only if the kernel lacks one of them
	Look    string     // "server: defer conn.Close()": the line to show while the row's text stands; that host's program has this piece once

	// Loop is a name. Consecutive rows with the same name may repeat, in order,
	// until none of them is possible. The name a/b is that of a loop within
	// loop a.
	Loop string
}

// Looked returns the host and the line, from 1, that a row's Look names; 0 if
// the row names none. An error is a mistake in the lesson.
func (l *Lesson) Looked(b Beat) (Host, int, error) {
	if b.Look == "" {
		return Host{}, 0, nil
	}
	name, piece, _ := strings.Cut(b.Look, ": ")
	i := slices.IndexFunc(l.Hosts, func(h Host) bool { return h.Name == name })
	if i < 0 || piece == "" {
		return Host{}, 0, words.Errorf("beat %s looks at %q: write a host of the lesson, a colon, and a piece of its program", "步骤 %s 的 Look 是 %q：请写课程里的一个主机、一个冒号和它程序里的一段", b.ID, b.Look)
	}
	source, err := fs.ReadFile(l.Files, l.Hosts[i].File)
	if err != nil {
		return Host{}, 0, words.Errorf("lesson %s lacks its program: %w", "课程 %s 缺少程序：%w", l.Name, err)
	}
	before, after, found := strings.Cut(string(source), piece)
	if !found || strings.Contains(after, piece) {
		return Host{}, 0, words.Errorf("beat %s looks at %q: write a piece that %s has exactly once", "步骤 %s 的 Look 是 %q：请写 %s 里恰好出现一次的一段", b.ID, piece, l.Hosts[i].File)
	}
	return l.Hosts[i], strings.Count(before, "\n") + 1, nil
}

// Call lets host start its waiting call of that name.
func Call(host, name string) trace.Move {
	return trace.Move{Kind: trace.MoveCall, Host: host, Name: name}
}

// CallFor is Call for a host that serves several peers: it means the call whose
// socket has that peer at its other end, or whose datagram goes there.
func CallFor(host, name, peer string) trace.Move {
	return trace.Move{Kind: trace.MoveCall, Host: host, Name: name, To: peer}
}

// DeliverTo is Deliver for the oldest packet of that name to one receiver.
func DeliverTo(host, name, to string) trace.Move {
	return trace.Move{Kind: trace.MoveDeliver, Host: host, Name: name, To: to}
}

// Deliver lets the oldest held packet of that name from host arrive. In a row,
// "DATA *" and "UDP *" stand for any length, and * alone stands for any host or
// name.
func Deliver(host, name string) trace.Move {
	return trace.Move{Kind: trace.MoveDeliver, Host: host, Name: name}
}

// Drop throws away the oldest held packet of that name from host.
func Drop(host, name string) trace.Move {
	return trace.Move{Kind: trace.MoveDrop, Host: host, Name: name}
}

// Duplicate lets the oldest held packet of that name from host arrive and
// holds a copy of it.
func Duplicate(host, name string) trace.Move {
	return trace.Move{Kind: trace.MoveDuplicate, Host: host, Name: name}
}

// Cut lets the wire take nothing any more of what host sends; "*" stands for
// everybody. Packets that are held already stay held. The claim "client sends
// DATA 5" holds for a packet that a cut wire loses, too, and for its repetitions
// if a row waits for them.
func Cut(host string) trace.Move { return trace.Move{Kind: trace.MoveCut, Host: host} }

// Mend lets the wire take again what host sends; "*" stands for everybody.
func Mend(host string) trace.Move { return trace.Move{Kind: trace.MoveMend, Host: host} }

// Wait waits until something happens by itself.
func Wait() trace.Move { return trace.Move{Kind: trace.MoveWait} }

// Destroy has the kernel destroy the newest socket of host that only time would
// end: one in TIME_WAIT, or in FIN_WAIT_2 if no program holds it. Such a row is
// for the private network alone.
func Destroy(host string) trace.Move {
	return trace.Move{Kind: trace.MoveDestroy, Host: host}
}

// Kill ends host's process as kill -9 does.
func Kill(host string) trace.Move {
	return trace.Move{Kind: trace.MoveKill, Host: host}
}
