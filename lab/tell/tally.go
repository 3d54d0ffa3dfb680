package tell

import (
	"strconv"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/trace"
)

// Tally counts what a run has shown, step by step. A closing page names a count
// as {what:whom}: {packets:udp} is the number of datagrams that were sent, and
// {output:server} is the text that the server printed. A tally sees a header
// and steps, each step once and in order, so that a saved trace gives the same
// counts as a live run.
//
// The part "whom" is a protocol (tcp, udp, icmp) or a host. The part "what" is
// one of:
//
//	packets   packets that were sent, including those sent again
//	bytes     their size on the wire, including the IP header
//	payload   the data in them, in bytes
//	dropped   packets that a move threw away
//	lost      packets that a cut wire has lost
//	reads     calls by which a host got data
//	lines     lines that a host printed
//	output    these lines, one after the other
//
// It does not count the copies that were folded into a packet that was still
// held: they exist because packets are held, and not because of the protocol.
type Tally struct {
	unseen  bool // packets flow by themselves, so nobody counted them
	known   map[string]bool
	numbers map[string]int64    // by "what:whom"
	flying  map[int]trace.Event // sent, but not known to have crossed, by packet id
	printed map[string]printed
}

// NewTally returns a tally of no steps for the run with that header.
func NewTally(h trace.Header) *Tally {
	t := &Tally{
		unseen: h.Network == "host", known: map[string]bool{"tcp": true, "udp": true, "icmp": true},
		numbers: map[string]int64{}, flying: map[int]trace.Event{}, printed: map[string]printed{},
	}
	for _, host := range h.Hosts {
		t.known[host.Name] = true
	}
	return t
}

// Step counts one step. A run step gives the sum of all packets that crossed in
// it. Some of these were sent, and counted, before it: they are taken off
// first.
func (t *Tally) Step(s trace.Step) {
	if s.Move.Kind == trace.MoveRun {
		for _, e := range t.flying {
			t.sent(e.Host, e.Packet.Proto, -1, -int64(e.Packet.Size), -int64(e.Packet.Len))
		}
		clear(t.flying)
	}
	for _, e := range s.Events {
		if s.Sent(e) {
			t.flying[e.ID] = e
			t.sent(e.Host, e.Packet.Proto, 1, int64(e.Packet.Size), int64(e.Packet.Len))
		}
		switch e.Kind {
		case trace.EventDelivered, trace.EventDuplicated:
			if delete(t.flying, e.ID); e.Count > 0 {
				t.sent(e.Host, protocol(e.Name), int64(e.Count), e.Size, e.Bytes)
			}
		case trace.EventDropped:
			if delete(t.flying, e.ID); e.Packet == nil { // a fault's, in a run step
				t.sent(e.Host, protocol(e.Name), int64(e.Count), e.Size, e.Bytes)
				t.add("dropped", int64(e.Count), e.Host, protocol(e.Name))
			} else {
				t.add("dropped", 1, e.Host, e.Packet.Proto)
			}
		case trace.EventLost:
			if delete(t.flying, e.ID); e.Packet == nil {
				t.sent(e.Host, protocol(e.Name), int64(e.Count), e.Size, e.Bytes)
				t.add("lost", int64(e.Count), e.Host, protocol(e.Name))
			} else {
				t.add("lost", 1, e.Host, e.Packet.Proto)
			}
		case trace.EventEnded:
			if strings.HasPrefix(e.Name, "Read") && e.Err == "" {
				t.add("reads", int64(max(e.Count, 1)), e.Host)
			}
		case trace.EventOutput:
			t.print(e.Host, e.Text)
		}
	}
}

func (t *Tally) sent(host, proto string, packets, size, payload int64) {
	t.add("packets", packets, host, proto)
	t.add("bytes", size, host, proto)
	t.add("payload", payload, host, proto)
}

// protocol returns the protocol of the packets that a run step sums up under a
// name.
func protocol(name string) string {
	switch name {
	case "UDP", "ICMP":
		return strings.ToLower(name)
	}
	return "tcp"
}

func (t *Tally) add(what string, n int64, whom ...string) {
	for _, w := range whom {
		t.numbers[what+":"+w] += n
	}
}

// maxLines is the largest number of lines in {output:…}; … stands for the rest.
const maxLines = 64

// printed holds a host's output: its first lines, and the last one if that has
// no end yet.
type printed struct {
	lines []string
	begun string
}

func (t *Tally) print(host, text string) {
	p := t.printed[host]
	for {
		line, rest, ended := strings.Cut(text, "\n")
		if len(p.begun) < trace.MaxText {
			p.begun += line
		}
		if !ended {
			break
		}
		t.add("lines", 1, host)
		if len(p.lines) < maxLines {
			p.lines = append(p.lines, p.begun)
		}
		p.begun, text = "", rest
	}
	t.printed[host] = p
}

// measure matches {what:whom} in a note.
var measure = pattern.New(`\{([a-z]+):([a-z0-9-]+)\}`)

// Measures reports whether a text contains {what:whom}.
func Measures(text string) bool { return measure().MatchString(text) }

// MeasuresOf returns every {what:whom} in a text.
func MeasuresOf(text string) []string { return measure().FindAllString(text, -1) }

// Fill replaces every {what:whom} in a text with its value. If nobody could see
// the value on this network, the text says so. A measure that does not exist
// stays as it is; Unfilled finds it.
func (t *Tally) Fill(text, lang string) string {
	return measure().ReplaceAllStringFunc(text, func(m string) string {
		what, whom, _ := strings.Cut(strings.Trim(m, "{}"), ":")
		if value, ok := t.value(what, whom, lang); ok {
			return value
		}
		return m
	})
}

// value returns the value of {what:whom}; false if there is no such measure.
func (t *Tally) value(what, whom, lang string) (string, bool) {
	if !t.known[whom] {
		return "", false
	}
	switch what {
	case "packets", "bytes", "payload", "dropped", "lost":
		if t.unseen {
			return Word{"not seen here", "这里看不到"}.In(lang), true
		}
	case "reads", "lines":
	case "output":
		return t.output(whom), true
	default:
		return "", false
	}
	return strconv.FormatInt(t.numbers[what+":"+whom], 10), true
}

// output returns the lines that a host printed, one after the other.
func (t *Tally) output(host string) string {
	p := t.printed[host]
	list := p.lines[:len(p.lines):len(p.lines)]
	switch {
	case t.numbers["lines:"+host] > int64(len(p.lines)):
		list = append(list, "…")
	case p.begun != "":
		list = append(list, p.begun)
	case len(list) == 0:
		return "–"
	}
	return strings.Join(list, " ")
}

// Unfilled lists each {what:whom} in a text that Fill leaves as it is, because
// "what" is no measure, or "whom" is neither a protocol nor a host of the run.
// A test of the course checks that no lesson has one.
func (t *Tally) Unfilled(text string) []string {
	return measure().FindAllString(t.Fill(text, trace.Languages[0]), -1)
}
