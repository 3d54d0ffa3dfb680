package fault

import (
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/nearest"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// A Rule is a fault that is made as soon as a packet is sent. In writing it is
// a verb, who sends the packet, its name as the panel shows it, and which one of
// that name it is:
//
//	drop client ACK        the first ACK that the client sends is thrown away
//	drop client DATA 5 2   the second segment of five bytes
//	duplicate any UDP      of the first datagram that anybody sends, a copy is held beside it
//	cut client DATA * 3    the wire is cut; the third segment of any length is the first packet that it loses
//
// A number directly behind DATA or UDP is a length, as in the panel; a * stands
// for any.
type Rule struct {
	Kind string // trace.MoveDrop, trace.MoveDuplicate or trace.MoveCut
	Host string // who sends the packet; trace.Everybody for anybody
	Name string // of the packet, with * for any length; Probe for a probe
	Nth  int    // from 1
}

// Probe is the name of a keepalive probe and of a zero-window probe, which have
// the form of an ACK.
const Probe = "probe"

// verbs are the kinds of fault.
var verbs = []string{trace.MoveDrop, trace.MoveDuplicate, trace.MoveCut}

// names are the packets' names that stand for themselves, and sized those behind
// which the panel shows a length.
var (
	names = []string{"SYN", "SYN ACK", "ACK", "FIN ACK", "FIN", "RST ACK", "RST", Probe}
	sized = []string{"DATA", "UDP"}
)

// Parse reads a rule for a run with these hosts. The error says what is wrong,
// and what was meant perhaps.
func Parse(text string, hosts []string) (Rule, error) {
	said := strings.Fields(text)
	if len(said) < 3 {
		return Rule{}, words.Errorf("--fault %q is no fault: write what to do, who sends the packet and its name, as in 'drop client ACK 1'",
			"--fault %q 不是一个故障：请写做什么、谁发的、哪个包，如 'drop client ACK 1'", text)
	}
	r := Rule{Kind: strings.ToLower(said[0]), Host: said[1], Nth: 1}
	if !slices.Contains(verbs, r.Kind) {
		return r, words.Errorf("--fault %q begins with no verb: %s", "--fault %q 的第一个词不对：%s", text, nearest.DidYouMean(said[0], verbs))
	}
	if who := strings.ToLower(r.Host); who == "any" || who == trace.Everybody {
		r.Host = trace.Everybody
	} else if !slices.Contains(hosts, r.Host) {
		return r, words.Errorf("--fault %q names the host %q, which is not there: %s",
			"--fault %q 里的主机 %q 不存在：%s", text, r.Host, nearest.DidYouMean(r.Host, append(slices.Clone(hosts), "any")))
	}
	name := said[2:]
	kind := strings.ToUpper(name[0])
	if slices.Contains(sized, kind) {
		r.Name, name = kind+" *", name[1:]
		if len(name) > 0 && (name[0] == trace.Everybody || isNumber(name[0])) {
			r.Name, name = kind+" "+name[0], name[1:]
		}
	} else {
		end := len(name)
		if end > 1 && isNumber(name[end-1]) {
			end--
		}
		if r.Name = known(strings.Join(name[:end], " ")); r.Name == "" {
			return r, words.Errorf("--fault %q names the packet %q, and none is called that: %s", "--fault %q 里的 %q 不是包的名字：%s",
				text, strings.Join(name[:end], " "), nearest.DidYouMean(strings.Join(name[:end], " "), allNames()))
		}
		name = name[end:]
	}
	switch n, err := 1, error(nil); {
	case len(name) == 0:
	case len(name) > 1:
		err = strconv.ErrSyntax
		fallthrough
	default:
		if err == nil {
			n, err = strconv.Atoi(name[0])
		}
		if err != nil || n < 1 {
			return r, words.Errorf("--fault %q ends with %q, which says of no packet which one: 1 is the first of that name, 2 the second",
				"--fault %q 末尾的 %q 说明不了是第几个：1 是第一个同名的包，2 是第二个", text, strings.Join(name, " "))
		}
		r.Nth = n
	}
	return r, nil
}

// isNumber reports whether a word is made of digits.
func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}

// known returns a packet's name as the panel writes it; "" if none has it. ICMP
// messages have many, and * may stand at the end of one.
func known(name string) string {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	for _, start := range []string{"ICMPv6", "ICMP"} {
		if len(name) >= len(start) && strings.EqualFold(name[:len(start)], start) {
			if name = start + name[len(start):]; name == start {
				return start + " *"
			}
			return name
		}
	}
	return ""
}

// allNames lists the names of packets for a suggestion.
func allNames() []string {
	return append(append(slices.Clone(names), sized...), "ICMP")
}

// String writes the rule as Parse reads it.
func (r Rule) String() string {
	host := r.Host
	if host == trace.Everybody {
		host = "any"
	}
	return strings.Join([]string{r.Kind, host, r.Name, strconv.Itoa(r.Nth)}, " ")
}

// fits reports whether a packet is one of those that the rule counts.
func (r Rule) fits(host, name string, probe bool) bool {
	if r.Host != trace.Everybody && r.Host != host {
		return false
	}
	if probe || r.Name == Probe {
		return probe && r.Name == Probe
	}
	if start, any := strings.CutSuffix(r.Name, trace.Everybody); any {
		return strings.HasPrefix(name, start) || name == strings.TrimSpace(start)
	}
	return name == r.Name
}
