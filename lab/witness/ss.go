// Package witness asks other programs what tcplab has recorded, for the tests of
// several packages: ss, which reads the same sockets, and tshark, which reads the
// same packets. Each comparison says what it leaves out, and why.
package witness

import (
	"bytes"
	"fmt"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// Lab is a running lab: a *bench.Bench.
type Lab interface {
	Latest() (trace.Step, error)
	Start(*exec.Cmd) error
}

// Sockets reads the sockets as ss and as the trace have them at one moment, a
// sorted row for each. If owners is set, a row has the program that holds the
// socket, too. If several hold it, as after a fork, any of them may be named, and
// Sockets looks again for a while if none of them is, because the trace does not
// ask who holds a socket at each look.
//
// The kernel's timers go on meanwhile, so the trace is read before and behind ss,
// and all is read anew if anything has changed in between. A timer's time left is
// not in the rows, because it is never twice the same: what ss prints must be
// between what was read before and behind it.
func Sockets(t testing.TB, b Lab, owners bool) (step trace.Step, fromSS, fromTrace []string) {
	t.Helper()
	var first []string
	for began := time.Now(); ; {
		before, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		printed := printedRows(t, b, owners)
		if step, err = b.Latest(); err != nil {
			t.Fatal(err)
		}
		withWindow := map[string]bool{} // the sockets of which ss prints rcv_wnd
		named := map[string][]string{}  // the trace's owners, by socket; several sockets may share an address
		for _, r := range tracedRows(step, owners) {
			named[r.socket] = append(named[r.socket], r.owner)
		}
		strange := false // the trace names a program that does not hold the socket
		fromSS = []string{}
		for _, r := range printed {
			own := func(owner string) bool { return slices.Contains(r.holders, owner) }
			if i := slices.IndexFunc(named[r.socket], own); i >= 0 {
				r.owner = named[r.socket][i]
			} else if len(r.holders) > 0 {
				r.owner, strange = r.holders[0], true
			}
			fromSS = append(fromSS, r.text())
			withWindow[r.socket] = r.values["rcv_wnd"] != ""
		}
		early, late := map[string]time.Duration{}, map[string]time.Duration{}
		first = texts(tracedRows(before, owners), withWindow, early)
		fromTrace = texts(tracedRows(step, owners), withWindow, late)
		moved := !slices.Equal(first, fromTrace) || before.Step != step.Step
		for socket, left := range late {
			moved = moved || left > early[socket] // it was started anew
		}
		tooLate := time.Since(began) > patience
		if moved && tooLate {
			break
		}
		if moved || strange && !tooLate {
			continue
		}
		for _, r := range printed {
			if most, least := early[r.socket], late[r.socket]-r.rough; r.timer != "" && (r.left > most || r.left < least) {
				t.Errorf("step %d (%s): ss says that %v are left of the timer of %s, want between %v and %v, as the trace says before and behind it",
					step.Step, step.Beat, r.left, r.socket, least, most)
			}
		}
		slices.Sort(fromSS)
		return step, fromSS, fromTrace
	}
	t.Fatalf("the sockets never stand still for as long as ss runs:\n%s", cmp.Diff(first, fromTrace))
	return
}

// patience bounds how long Sockets looks again.
const patience = 20 * time.Second

// texts returns rows as text, sorted, and adds the times left of their timers to
// left. A row has rcv_wnd only if its socket is in withWindow.
func texts(rows []row, withWindow map[string]bool, left map[string]time.Duration) []string {
	list := []string{}
	for _, r := range rows {
		if r.timer != "" {
			left[r.socket] = r.left
		}
		if !withWindow[r.socket] {
			delete(r.values, "rcv_wnd")
		}
		list = append(list, r.text())
	}
	slices.Sort(list)
	return list
}

// row is what is read of a socket, in the words of ss.
type row struct {
	socket       string // protocol, local and remote address
	state        string
	recvQ, sendQ string
	timer        string // its kind, "" if none runs
	retransmits  string
	left         time.Duration
	rough        time.Duration     // ss cuts off so much of left at most
	owner        string            // "nc (4711)"; "" if no program holds it, or if nobody asks
	holders      []string          // all that ss names
	values       map[string]string // by the names of ss
}

// ssNames are the numbers that are compared, by the names of ss. It leaves out a
// number that is 0, and an rto of three seconds, and so do rows of the trace.
// Numbers of the trace that ss does not print: probes; and rcv_wnd before iproute2 6.6.
var ssNames = []string{"rto", "backoff", "rtt", "mss", "cwnd", "ssthresh", "unacked", "retrans", "lost", "sacked", "notsent", "snd_wnd", "rcv_wnd", "r", "rb", "tb", "w", "d"}

func (r row) text() string {
	text := fmt.Sprintf("%s %s Recv-Q %s Send-Q %s", r.socket, r.state, r.recvQ, r.sendQ)
	if r.timer != "" {
		text += fmt.Sprintf(" timer:(%s,%s)", r.timer, r.retransmits)
	}
	if r.owner != "" {
		text += " held by " + r.owner
	}
	for _, name := range ssNames {
		if v := r.values[name]; v != "" {
			text += " " + name + ":" + v
		}
	}
	return text
}

// Names lists the names of the numbers that a row has, and timer if one runs.
func Names(row string) (names []string) {
	for word := range strings.FieldsSeq(row) {
		if name, _, ok := strings.Cut(word, ":"); ok && (name == "timer" || slices.Contains(ssNames, name)) {
			names = append(names, name)
		}
	}
	return names
}

var (
	ssTimer  = regexp.MustCompile(`^timer:\((\w+),([^,]*),(\d+)\)$`)
	ssMemory = regexp.MustCompile(`^skmem:\((.*)\)$`)
	ssOwner  = regexp.MustCompile(`"(.*?)",pid=(\d+),fd=\d+`)
	ssNumber = regexp.MustCompile(`^(\w+):([\d./]+)$`)
	skmem    = regexp.MustCompile(`^([a-z]+)(\d+)$`)
)

// printedRows asks ss for all sockets of a lab's network.
func printedRows(t testing.TB, b Lab, owners bool) []row {
	t.Helper()
	var out bytes.Buffer
	options := "-tuanHOimo"
	if owners {
		options += "p"
	}
	cmd := exec.Command("ss", options)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := b.Start(cmd); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("ss failed: %v\n%s", err, out.String())
	}
	var rows []row
	for line := range strings.Lines(out.String()) {
		f := strings.Fields(line)
		if len(f) < 6 {
			t.Fatalf("this line of ss is not understood: %q", line)
		}
		r := row{socket: f[0] + " " + f[4] + " " + f[5], state: f[1], recvQ: f[2], sendQ: f[3], values: map[string]string{}}
		for _, word := range f[6:] {
			if m := ssTimer.FindStringSubmatch(word); m != nil {
				r.timer, r.retransmits = m[1], m[3]
				r.left, r.rough = ssTime(t, m[2])
			} else if m := ssMemory.FindStringSubmatch(word); m != nil {
				for part := range strings.SplitSeq(m[1], ",") {
					n := skmem.FindStringSubmatch(part)
					if n == nil {
						t.Fatalf("this memory is not understood: %q", word)
					}
					r.values[n[1]] = n[2]
				}
			} else if strings.HasPrefix(word, "users:") {
				for _, o := range ssOwner.FindAllStringSubmatch(word, -1) {
					r.holders = append(r.holders, fmt.Sprintf("%s (%s)", o[1], o[2]))
				}
			} else if m := ssNumber.FindStringSubmatch(word); m != nil && slices.Contains(ssNames, m[1]) {
				r.values[m[1]] = m[2]
			}
		}
		if whole, _, ok := strings.Cut(r.values["rtt"], "/"); ok { // behind it stands the variance
			r.values["rtt"] = whole
		}
		if whole, _, ok := strings.Cut(r.values["rto"], "."); ok { // the trace has whole milliseconds
			r.values["rto"] = whole
		}
		maps.DeleteFunc(r.values, func(name, v string) bool {
			return v == "0" || r.state == "LISTEN" && (name == "cwnd" || name == "unacked") // ss prints what means something else of a listener
		})
		rows = append(rows, r)
	}
	return rows
}

var ssClock = regexp.MustCompile(`^(?:(\d+)min)?(?:(\d+)(?:sec|\.))?(?:(\d+)ms)?$`)

// ssTime reads a time as ss prints it: "200ms", "1.020ms" for 1,020 ms, "9sec",
// "12sec", "1min59sec". Milliseconds are left out from ten seconds on, seconds
// from ten minutes on; rough is how much was left out at most.
func ssTime(t testing.TB, text string) (left, rough time.Duration) {
	t.Helper()
	m := ssClock.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("this time is not understood: %q", text)
	}
	for i, unit := range []time.Duration{time.Minute, time.Second, time.Millisecond} {
		n, _ := strconv.Atoi(m[i+1]) // "" is 0
		left += time.Duration(n) * unit
	}
	switch {
	case left >= 10*time.Minute:
		rough = time.Minute
	case left >= 10*time.Second:
		rough = time.Second
	}
	return left, rough
}

// ssTimers are the kinds of timer in the words of ss.
var ssTimers = map[string]string{
	trace.TimerRetransmit: "on", trace.TimerKeepalive: "keepalive", trace.TimerTimeWait: "timewait", trace.TimerPersist: "persist",
}

// addresses returns the addresses of a socket of a trace as ss prints them. ss writes *
// for all addresses of both families.
func addresses(s trace.Socket) (local, remote string) {
	port, all := strings.CutPrefix(s.Local, "[::]:")
	switch {
	case s.Mapped:
		return mapped(s.Local), mapped(s.Remote)
	case s.Remote != "":
		return s.Local, s.Remote
	case all && !s.V6Only:
		return "*:" + port, "*:*"
	case strings.HasPrefix(s.Local, "["):
		return s.Local, "[::]:*"
	}
	return s.Local, "0.0.0.0:*"
}

// mapped returns an address of IPv4 as a socket of IPv6 has it. The trace has it
// without the prefix, as it is in the packets.
func mapped(at string) string {
	if at == "" {
		return "[::]:*"
	}
	i := strings.LastIndexByte(at, ':')
	return "[::ffff:" + at[:i] + "]" + at[i:]
}

// tracedRows lists the sockets of a step in the words of ss.
func tracedRows(step trace.Step, owners bool) []row {
	var rows []row
	for _, s := range step.Sockets {
		if s.State == string(tcp.Closed) {
			continue
		}
		local, remote := addresses(s)
		state := s.State // UNCONN has the same name everywhere
		if n := tcp.Names(tcp.State(s.State)).SS; n != "" {
			state = n
		}
		r := row{
			socket: s.Proto + " " + local + " " + remote, state: state,
			recvQ: strconv.Itoa(s.RecvQ), sendQ: strconv.Itoa(s.SendQ), values: map[string]string{},
		}
		if s.Timer != nil {
			r.timer, r.retransmits = ssTimers[s.Timer.Kind], strconv.Itoa(s.Timer.Retransmits)
			r.left = time.Duration(s.Timer.Millis) * time.Millisecond
		}
		if owners && s.Owned {
			r.owner = s.Program
		}
		put := func(name string, n int) {
			if n != 0 {
				r.values[name] = strconv.Itoa(n)
			}
		}
		told := func(name string, n *int) {
			if n != nil {
				put(name, *n)
			}
		}
		if i := s.Info; i != nil {
			if i.RTO != 3000 {
				put("rto", int(i.RTO))
			}
			if i.RTT != 0 {
				r.values["rtt"] = fmt.Sprintf("%.6g", float64(i.RTT)/1000) // so does ss
			}
			if i.Resent != 0 || i.Resends != 0 {
				r.values["retrans"] = fmt.Sprintf("%d/%d", i.Resent, i.Resends)
			}
			put("backoff", i.Backoff)
			put("mss", i.MSS)
			put("cwnd", i.Cwnd)
			put("ssthresh", i.Ssthresh)
			put("unacked", i.Unacked)
			put("lost", i.Lost)
			put("sacked", i.Sacked)
			told("notsent", i.NotSent)
			told("snd_wnd", i.SendWindow)
			told("rcv_wnd", i.RecvWindow)
		}
		if m := s.Memory; m != nil {
			put("r", m.RecvUsed)
			put("rb", m.RecvRoom)
			put("w", m.SendUsed)
			put("tb", m.SendRoom)
			put("d", m.Drops)
		}
		rows = append(rows, r)
	}
	return rows
}
