package trace

import (
	"slices"

	"tcplab/lab/prose"
)

// Version is the value of the field trace in the first line of a trace.
const Version = "tcplab/1"

// The networks that a lesson can run on, as Header.Network and the command line
// name them.
const (
	PrivateNetwork  = "private"  // packets are held: Linux, in a namespace of its own
	HostNetwork     = "host"     // packets flow by themselves over the machine's loopback
	NetstackNetwork = "netstack" // packets are held: a model of a TCP/IP stack, on every system
)

// Holds reports whether packets are held on a network.
func Holds(network string) bool { return network != HostNetwork }

// Header is the first line of a trace. It carries all that a view needs beside
// the steps. So a replay needs neither the lesson nor its files.
type Header struct {
	Trace    string `json:"trace"`              // Version
	Lesson   string `json:"lesson"`             // its name: connection
	Number   int    `json:"number"`             // its place in the course, from 1; 0 if it has none
	Network  string `json:"network"`            // private, host or netstack
	Home     string `json:"home,omitempty"`     // the network that the lesson is written for, if it is for one alone
	Stack    string `json:"stack"`              // the TCP implementation: "Linux 6.18.44"
	Lang     string `json:"lang"`               // en or zh
	Fallback string `json:"fallback,omitempty"` // why the choice "auto" did not take the private network, in English
	Open     bool   `json:"open,omitempty"`     // no lesson: other people's programs run in an empty network
	Port     int    `json:"port"`               // stands in the programs instead of 8001
	Seed     uint32 `json:"seed,omitempty"`     // shuffles the options of the questions; 0 leaves them as the prose has them

	Free bool `json:"free,omitempty"` // the run is the student's: no move of their own is a difference from the script

	Faults []string `json:"faults,omitempty"` // that the command asked for, as the flag --fault has them

	Reasons map[string]string `json:"fallback_reasons,omitempty"` // the same by language; nil in older traces

	NoIPv6 map[string]string `json:"no_ipv6,omitempty"` // by language, why an open lab has no IPv6; nil if it has, if there is no lab, and in older traces

	Clock       string `json:"clock,omitempty"`        // of the kernel's timers on the private network: calm, ordinary or own; "" in older traces
	LessonClock string `json:"lesson_clock,omitempty"` // the lesson's own, if the run was given another

	Lacks []string `json:"lacks,omitempty"` // what rows of the script need and this kernel lacks, so that they are left out: destroy, rto_max, syncookies

	Usual *Usual `json:"usual_timers,omitempty"` // of the timers that the network stretches; nil if it stretches none, and in older traces

	Tries *Tries `json:"tries,omitempty"` // on the private network; nil if they are not known, and in older traces

	Hosts    []Host                 `json:"hosts"`
	Programs []Program              `json:"programs"`
	Chapters []string               `json:"chapters"`        // keys of Prose.Chapters, in order
	Beats    []Beat                 `json:"beats"`           // the script's rows, in order
	Prose    map[string]*prose.Text `json:"prose"`           // by language
	Terms    []prose.Term           `json:"terms,omitempty"` // the entries of the glossary that the prose names
}

// Usual is how long a kernel's timers usually run that the lesson's network
// stretches, in milliseconds; 0 if the network does not stretch that timer.
type Usual struct {
	Resend   int64 `json:"resend_ms,omitempty"`     // the retransmission timer of a connection that is open, and the first zero-window probe
	FinWait2 int64 `json:"fin_wait_2_ms,omitempty"` // a FIN_WAIT_2 that no program holds
}

// Tries is how often the kernels of a network try before they give up (tcp(7)).
type Tries struct {
	SYN    int `json:"syn"`              // tcp_syn_retries: how often a SYN is sent again
	Linear int `json:"linear,omitempty"` // tcp_syn_linear_timeouts: how many of these waits are not doubled, which come on top
	SYNACK int `json:"synack"`           // tcp_synack_retries
	Data   int `json:"data"`             // tcp_retries2
	Orphan int `json:"orphan,omitempty"` // tcp_orphan_retries of a connection that no program holds; 0 stands for 8
}

// TriesAt returns how often kernels try as it was at a step; nil if it is not known.
func (h *Header) TriesAt(s *Step) *Tries {
	if s.Tries != nil {
		return s.Tries
	}
	return h.Tries
}

// stretchedRTO is a timeout in milliseconds that only a network has which
// stretches it; or a kernel that measured a round trip of that length.
const stretchedRTO = 100_000

// UsualOf returns the time in milliseconds that a socket's timer usually runs if
// the lesson's network stretches it; else 0. The timer of a connection that is
// being opened is never stretched.
func (h *Header) UsualOf(sock *Socket) int64 {
	if h.Usual == nil || sock.Timer == nil {
		return 0
	}
	opens := sock.State == "SYN_SENT" || sock.State == "SYN_RCVD"
	short := sock.Info != nil && sock.Info.RTO < stretchedRTO
	switch sock.Timer.Kind {
	case TimerRetransmit, TimerPersist:
		if !opens && !short {
			return h.Usual.Resend
		}
	case TimerKeepalive, TimerTimeWait:
		if sock.State == "FIN_WAIT_2" && !sock.Owned {
			return h.Usual.FinWait2
		}
	}
	return 0
}

// Script returns the set of the beats that the script has on this network.
func (h *Header) Script() map[string]bool {
	ids := make(map[string]bool, len(h.Beats))
	for _, b := range h.Beats {
		ids[b.ID] = true
	}
	return ids
}

// Row returns the first row of the script with that id, or -1 if there is none.
func (h *Header) Row(id string) int {
	return slices.IndexFunc(h.Beats, func(b Beat) bool { return id != "" && b.ID == id })
}

// Host is one computer of the lesson: an operating-system process.
type Host struct {
	Name string   `json:"name"` // client, server, client-2
	Role string   `json:"role"` // client or server, which is its side of the panel
	File string   `json:"file"` // its program
	Args []string `json:"args,omitempty"`
	PID  int      `json:"pid,omitempty"`
}

// Program is the source of a program in its standalone form, which imports only
// the standard library.
type Program struct {
	File   string `json:"file"`
	Source string `json:"source"`
}

// Beat holds the part of a script's row that a view needs.
type Beat struct {
	ID      string `json:"id"` // the key of its section in the prose
	Chapter string `json:"chapter"`
	Move    Move   `json:"move"`
	Stop    bool   `json:"stop,omitempty"`
	Loop    string `json:"loop,omitempty"` // rows of one name that follow each other may repeat
	Look    *Look  `json:"look,omitempty"` // the line of a program that its text speaks of; nil if it is that of a call, and in older traces
}

// Look is a line of a host's program.
type Look struct {
	Host string `json:"host"`
	File string `json:"file"`
	Line int    `json:"line"` // from 1
}

// End is the last line of a trace. A run that was interrupted has none.
type End struct {
	End         bool     `json:"end"` // true
	Steps       int      `json:"steps"`
	Differences int      `json:"differences"` // findings, rows skipped and, on private, moves that no row has
	Skipped     []string `json:"skipped,omitempty"`
	Unjudged    int      `json:"unjudged,omitempty"`    // claims that are neither met nor differences: the system does not tell what they are about
	IdleFaults  []string `json:"idle_faults,omitempty"` // of Header.Faults, those whose packet was never sent
}

// Languages are the languages that tcplab speaks.
var Languages = []string{"en", "zh"}

// FallbackIn returns the reason in Fallback in a language, in English if the
// trace has no other.
func (h *Header) FallbackIn(lang string) string {
	if reason := h.Reasons[lang]; reason != "" {
		return reason
	}
	return h.Fallback
}
