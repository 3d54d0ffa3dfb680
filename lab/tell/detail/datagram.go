package detail

import (
	"fmt"
	"strings"
)

func (a *subject) datagram() []Fact {
	if a.Proto != "udp" || strings.Contains(a.Name, "fragment") {
		return nil
	}
	if a.Len == 0 {
		return one("UDP 0", a.s.Say(wEmpty))
	}
	data := ""
	if a.Text != "" {
		data = a.s.Say(wColon) + a.Text
	}
	return one(fmt.Sprintf("UDP %d", a.Len), wDatagram.F(a.s.Lang, bytes(a.s.Lang, a.Len), data))
}

// fragment tells of a piece of a datagram. Its name has the range of the bytes
// that it carries, and its detail says if more follow.
func (a *subject) fragment() []Fact {
	proto, of, ok := strings.Cut(a.Name, " fragment ")
	from, to, pair := strings.Cut(of, "-")
	if !ok || !pair {
		return nil
	}
	out := one(from+"–"+to, wFragment.F(a.s.Lang, proto, from, to))
	if from != "0" && !strings.HasSuffix(a.Src, noPort) {
		out = append(out, Fact{Name: a.s.Say(wPorts), Text: a.s.Say(wPortsFirst)})
	}
	switch {
	case strings.HasSuffix(a.Detail, "more follow"):
		out = append(out, Fact{Name: a.s.Say(wMore), Text: a.s.Say(wMoreFollow)})
	case strings.HasSuffix(a.Detail, "the last"):
		out = append(out, Fact{Name: a.s.Say(wMore), Text: a.s.Say(wLast)})
	}
	return out
}

// reports tells of an ICMP message, and of the packet that it is about.
func (a *subject) reports() []Fact {
	if a.Proto != "icmp" {
		return nil
	}
	protocol, message, _ := strings.Cut(a.Name, " ")
	says, ok := messages[message]
	var out []Fact
	if ok {
		out = one(protocol, a.s.Say(says))
	}
	rest, ok := strings.CutPrefix(a.Detail, "about ")
	name, ends, cut := strings.Cut(rest, " from ")
	from, to, cut2 := strings.Cut(ends, " to ")
	if ok && cut && cut2 {
		out = append(out, Fact{Name: a.s.Say(wAbout), Text: wAboutPacket.F(a.s.Lang, name, from, to)})
	}
	return out
}
