package trace

import (
	"encoding/json"
	"fmt"

	"tcplab/lab/pattern"
)

// canonicalizer names the ports that the system chose in their order of
// appearance, so that two runs of one lesson can be compared.
type canonicalizer struct {
	port  int // the lesson's own port keeps its number
	names map[string]string
}

var address = pattern.New(`127\.0\.0\.1:(\d+)`)

// place is a run's directory among the temporary files.
var place = pattern.New(`[^" ]*/tcplab-\d+/`)

func (c *canonicalizer) text(s string) string {
	s = place().ReplaceAllString(s, "run/")
	return address().ReplaceAllStringFunc(s, func(a string) string {
		port := address().FindStringSubmatch(a)[1]
		if port == fmt.Sprint(c.port) || port == "0" {
			return a
		}
		if c.names[port] == "" {
			c.names[port] = fmt.Sprintf("port-%d", len(c.names)+1)
		}
		return "127.0.0.1:" + c.names[port]
	})
}

// Canonical returns a recording's steps, one JSON text for each, without the
// details that differ in every run: the clock, process numbers, ports that the
// system chose, the run's directory, the time left of timers and other times
// that were measured, the memory that a kernel keeps for a socket, and how often
// a kernel repeated itself while somebody looked. The course's tests check that
// two runs of a lesson are the same in this form.
func Canonical(r interface {
	Header() Header
	Len() int
	Step(int) (Step, error)
}) ([]string, error) {
	c := &canonicalizer{port: r.Header().Port, names: map[string]string{}}
	var lines []string
	for i := range r.Len() {
		step, err := r.Step(i)
		if err != nil {
			return nil, err
		}
		line, err := json.Marshal(timeless(step))
		if err != nil {
			panic("BUG: a step that cannot be encoded: " + err.Error())
		}
		lines = append(lines, c.text(string(line)))
	}
	return lines, nil
}

// timeless removes from a step all that depends on the clock.
func timeless(step Step) Step {
	step.Millis = 0
	events := make([]Event, 0, len(step.Events))
	for _, e := range step.Events {
		if e.Kind == EventAgain || e.Kind == EventClock {
			continue
		}
		if e.Packet != nil {
			p := once(*e.Packet)
			e.Packet = &p
		}
		events = append(events, e)
	}
	step.Events = events
	step.Sockets = append([]Socket(nil), step.Sockets...)
	for i := range step.Sockets {
		sock := &step.Sockets[i]
		if t := sock.Timer; t != nil {
			sock.Timer = &Timer{Kind: t.Kind, Usual: t.Usual}
		}
		if sock.Info != nil {
			info := *sock.Info
			info.RTO, info.RTT = 0, 0
			// As with copies: a held packet is sent again until somebody delivers it, and
			// a kernel then slows down.
			info.Resends, info.Backoff, info.Probes = 0, 0, 0
			info.Resent, info.Lost, info.Cwnd, info.Ssthresh = 0, 0, 0, 0
			sock.Info = &info
		}
		sock.Memory = nil
	}
	step.Held = onceEach(step.Held)
	step.Wire = onceEach(step.Wire)
	return step
}

func onceEach(packets []Packet) []Packet {
	out := make([]Packet, len(packets))
	for i, p := range packets {
		out[i] = once(p)
	}
	return out
}

func once(p Packet) Packet {
	p.Copies = 1
	if p.Options != nil && p.Options.Timestamps != nil {
		o := *p.Options
		o.Timestamps = &Timestamps{}
		p.Options = &o
	}
	return p
}
