package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// This file reads and checks the claims about packets.

// number is a number of a packet that a claim names.
type number struct{ word, want string }

// numberOf holds the words for a packet's numbers, and how each is written.
var numberOf = map[string]func(p trace.Packet) string{
	"seq":    func(p trace.Packet) string { return fmt.Sprint(p.Seq) },
	"ack":    func(p trace.Packet) string { return fmt.Sprint(p.Ack) },
	"window": func(p trace.Packet) string { return fmt.Sprint(p.Window) },
	"sack": func(p trace.Packet) string {
		if p.Options == nil || len(p.Options.SACK) == 0 {
			return "none"
		}
		return fmt.Sprintf("%d-%d", p.Options.SACK[0].First, p.Options.SACK[0].After)
	},
}

// probe is the name that a claim or a row has for a probe, whose name on the
// wire is ACK.
const probe = "probe"

// parsePacket reads what stands behind sends, resends, gets and held: a packet's
// name, and perhaps its numbers.
func (c *claim) parsePacket(text string) error {
	parts := strings.Fields(text)
	for len(parts) > 2 {
		word, want := parts[len(parts)-2], parts[len(parts)-1]
		if numberOf[word] == nil {
			break
		}
		if !isNumber(word, want) {
			return words.Errorf("the claim %q needs a number behind %s, and behind sack two of them: 9-14",
				"断言 %q 的 %s 后面需要一个数；sack 后面需要两个，如 9-14", c.text, word)
		}
		c.numbers = append([]number{{word, want}}, c.numbers...)
		parts = parts[:len(parts)-2]
	}
	for _, w := range parts {
		if numberOf[w] != nil {
			return words.Errorf("the claim %q needs the packet's name before %s, and a number behind it",
				"断言 %q 的 %s 前面需要包名，后面需要一个数", c.text, w)
		}
	}
	if c.name = strings.Join(parts, " "); c.name == "" {
		return words.Errorf("the claim %q names no packet: write one behind %s, or nothing",
			"断言 %q 没有写包名：请在 %s 后面写包名或 nothing", c.text, c.verb)
	}
	return nil
}

// isNumber reports whether a text is one that a packet's number of that word can
// have.
func isNumber(word, text string) bool {
	first, after, isRange := strings.Cut(text, "-")
	n, err := strconv.ParseUint(first, 10, 32)
	if word != "sack" {
		return err == nil && !isRange && fmt.Sprint(n) == text
	}
	m, err2 := strconv.ParseUint(after, 10, 32)
	return err == nil && err2 == nil && n < m && fmt.Sprintf("%d-%d", n, m) == text
}

// checkPackets checks that a packet of that name, and with those numbers, is
// among those of the claim.
func (c claim) checkPackets(step *trace.Step, again map[int]bool) (string, bool) {
	var seen []string
	for _, p := range c.packets(step, again) {
		text, all := p.Name, named(c.name, &p)
		for _, n := range c.numbers {
			got := numberOf[n.word](p)
			text += " " + n.word + " " + got
			all = all && got == n.want
		}
		if all {
			return "", true
		}
		seen = append(seen, text)
	}
	if len(seen) == 0 {
		return c.verb + " nothing", c.name == "nothing"
	}
	return c.verb + " " + strings.Join(seen, ", "), false
}

// named reports whether a packet has the name that a claim or a row asks for.
func named(want string, p *trace.Packet) bool {
	return like(want, p.Name) || want == probe && p.Probe != ""
}

// packets returns the packets that the claim's host put on the wire (sends, and
// resends if it had sent their bytes before), that arrived at it (gets), or that
// are held on their way from it (held).
func (c claim) packets(step *trace.Step, again map[int]bool) []trace.Packet {
	var list []trace.Packet
	if c.verb == "held" {
		return slices.DeleteFunc(slices.Clone(step.Held), func(p trace.Packet) bool { return p.From != c.host })
	}
	for _, e := range step.Events {
		lost, alone := lostAlone(step, e)
		switch {
		case c.verb == "sends" && alone && e.Host == c.host:
			list = append(list, lost)
		case c.verb == "sends" && e.Kind == trace.EventSent && e.Host == c.host && e.Packet == nil: // the event sums up several
			list = append(list, trace.Packet{Name: e.Name})
		case c.verb == "sends" && e.Kind == trace.EventSent && e.Host == c.host,
			c.verb == "resends" && step.Sent(e) && e.Packet.From == c.host && again[e.Packet.ID] && occupied(e.Packet) > 0,
			c.verb == "gets" && (e.Kind == trace.EventDelivered || e.Kind == trace.EventDuplicated) && e.Packet != nil && e.Packet.To == c.host:
			list = append(list, *e.Packet)
		}
	}
	return list
}
