package witness

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// tsharkFields are the fields that tshark is asked for, in this order. tshark makes
// sequence numbers relative and scales windows by itself.
var tsharkFields = []string{
	"frame.number", "frame.comment", "ip.src", "ip.dst", "ip.proto", "ip.len",
	"tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len", "tcp.window_size", "tcp.window_size_value", "tcp.payload",
	"tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_perm", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr",
	"tcp.options.sack_le", "tcp.options.sack_re", "tcp.analysis.keep_alive", "tcp.analysis.zero_window_probe",
	"udp.srcport", "udp.dstport", "udp.length", "udp.payload",
	"icmp.type", "icmp.code",
	"ipv6.src", "ipv6.dst", "ipv6.nxt", "ipv6.plen", "icmpv6.type", "icmpv6.code",
}

// Frame is a packet as tshark reads it: its fields by name. A field is "" if the
// packet does not have it. If it has several, they have commas between them.
type Frame map[string]string

// Frames has tshark read captures, and returns the packets of each. It starts tshark
// once, which takes most of the time, and so it puts the captures behind one
// another, as pcapng allows.
func Frames(t testing.TB, files []string) [][]Frame {
	t.Helper()
	var together []byte
	var lengths []int
	for _, file := range files {
		capture, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		together = append(together, capture...)
		lengths = append(lengths, blocks(t, capture))
	}
	all := read(t, together)
	var list [][]Frame
	for _, n := range lengths {
		if n > len(all) {
			t.Fatalf("tshark reads fewer packets than the captures have")
		}
		list, all = append(list, all[:n]), all[n:]
	}
	if len(all) > 0 {
		t.Fatalf("tshark reads %d packets more than the captures have", len(all))
	}
	return list
}

// blocks counts the packets of a pcapng file: its enhanced packet blocks.
func blocks(t testing.TB, capture []byte) (packets int) {
	t.Helper()
	for len(capture) >= 12 {
		kind, length := binary.LittleEndian.Uint32(capture), int(binary.LittleEndian.Uint32(capture[4:]))
		if length < 12 || length > len(capture) {
			t.Fatalf("a block of %d bytes in %d bytes", length, len(capture))
		}
		if kind == 6 {
			packets++
		}
		capture = capture[length:]
	}
	return packets
}

func read(t testing.TB, capture []byte) []Frame {
	t.Helper()
	args := []string{"-n", "-r", "-", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"}
	for _, f := range tsharkFields {
		args = append(args, "-e", f)
	}
	cmd := exec.Command("tshark", args...)
	home := t.TempDir() // so that nobody's own settings change what it prints
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home)
	cmd.Stdin = bytes.NewReader(capture)
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, &errors)
	}
	var all []Frame
	for line := range strings.Lines(string(out)) {
		values := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if len(values) != len(tsharkFields) {
			t.Fatalf("this line of tshark is not understood: %q", line)
		}
		f := Frame{}
		for i, name := range tsharkFields {
			f[name] = values[i]
		}
		f.nameAsIPv4()
		all = append(all, f)
	}
	return all
}

// nameAsIPv4 gives the fields of a packet of IPv6 the names of those that mean the same
// in IPv4. The addresses have brackets then, as in the trace. IPv6 counts the length
// without the header of 40 bytes.
func (f Frame) nameAsIPv4() {
	if f["ipv6.src"] == "" {
		return
	}
	bracketed := func(list string) string { return "[" + strings.ReplaceAll(list, ",", "],[") + "]" }
	f["ip.src"], f["ip.dst"] = bracketed(f["ipv6.src"]), bracketed(f["ipv6.dst"])
	f["ip.proto"], f["ip.len"] = f["ipv6.nxt"], strconv.Itoa(number(f["ipv6.plen"])+40)
	f["icmp.type"], f["icmp.code"] = f["icmpv6.type"], f["icmpv6.code"]
}

// Figures counts what Packets has compared.
type Figures struct {
	Packets int            // that the trace has one by one
	Copies  int            // of them, which the trace only counts
	Made    int            // copies that a move has made
	Dropped int            // packets that never arrived
	Seen    map[string]int // how many packets have an option, are of a kind, or probe
}

// Packets compares the packets of a recording with what tshark reads in the
// capture that was made beside it. Each packet that a kernel has sent must be in
// both, and have the same fields. Copies that were folded or that a move has made are
// in the capture alone; the recording has their number. The capture's comments must
// tell of as many drops and copies as the recording's moves. The recording must have
// no steps in which everything flows, because these sum packets up.
func Packets(t testing.TB, frames []Frame, rec *trace.Recording) Figures {
	t.Helper()
	figures := Figures{Seen: map[string]int{}}
	sent := map[string][]trace.Packet{} // by direction
	again, duplicated, dropped := 0, 0, 0
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventSent:
				sent[direction(e.Packet)] = append(sent[direction(e.Packet)], *e.Packet)
			case trace.EventAgain:
				again += e.Count
			case trace.EventDuplicated:
				duplicated++
			case trace.EventDropped:
				dropped++
			}
		}
	}
	next := map[string]int{}
	for _, f := range frames {
		if strings.Contains(f["frame.comment"], "dropped") {
			figures.Dropped++
		}
		if strings.Contains(f["frame.comment"], "which tcplab made") {
			figures.Made++
			continue
		}
		way := f.direction()
		rest := sent[way][next[way]:]
		if flags := letters(number(f["tcp.flags"])); next[way] == 0 && strings.Contains(flags, "R") && !strings.Contains(flags, "S") {
			// tshark begins to count with the SYN, which this direction does not
			// have. The number itself is 0 (RFC 9293, section 3.5.2).
			f["tcp.seq"] = strconv.Itoa(number(f["tcp.seq"]) - 1)
		}
		read := f.text()
		switch {
		case len(rest) > 0 && read == packetText(&rest[0]):
			checkData(t, f, &rest[0])
			figures.Packets++
			figures.count(f, &rest[0])
		case slices.ContainsFunc(sent[way][:next[way]], func(p trace.Packet) bool { return f.repeats(&p) }):
			figures.Copies++
			continue
		case len(rest) == 0:
			t.Errorf("frame %s is in the capture alone: %s", f["frame.number"], read)
			continue
		default:
			t.Errorf("frame %s and packet %d differ:\ntshark: %s\ntrace:  %s", f["frame.number"], rest[0].ID, read, packetText(&rest[0]))
		}
		next[way]++
	}
	for way, all := range sent {
		for _, p := range all[next[way]:] {
			t.Errorf("packet %d is in the trace alone: %s", p.ID, packetText(&p))
		}
	}
	if figures.Made != duplicated || figures.Dropped != dropped {
		t.Errorf("the capture has %d copies that tcplab made and %d packets that were dropped, want %d and %d", figures.Made, figures.Dropped, duplicated, dropped)
	}
	if figures.Copies < again { // what a kernel has repeated since the last step is in the capture alone
		t.Errorf("the capture has %d copies, want %d at least, which the trace has folded", figures.Copies, again)
	}
	return figures
}

func (g *Figures) count(f Frame, p *trace.Packet) {
	kind, _, _ := strings.Cut(p.Name, " ")
	g.Seen[kind]++
	for _, option := range []string{"tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_perm", "tcp.options.timestamp.tsval", "tcp.options.sack_le"} {
		if f[option] != "" {
			g.Seen[option]++
		}
	}
	if p.Probe != "" {
		g.Seen[p.Probe+" probe"]++
	}
}

// direction names the two ends of a packet, so that packets can be compared in
// the order in which they were sent.
func direction(p *trace.Packet) string { return p.Proto + " " + p.Src + " " + p.Dst }

func (f Frame) direction() string {
	proto := map[string]string{"1": "icmp", "6": "tcp", "17": "udp", "58": "icmp"}[first(f["ip.proto"])]
	src, dst := "0", "0"
	if proto != "icmp" {
		src, dst = cmp.Or(f[proto+".srcport"], "0"), cmp.Or(f[proto+".dstport"], "0")
	}
	return proto + " " + first(f["ip.src"]) + ":" + src + " " + first(f["ip.dst"]) + ":" + dst
}

// first returns the first of several values. An ICMP message has the IP header of
// the packet that it quotes, too.
func first(values string) string {
	one, _, _ := strings.Cut(values, ",")
	return one
}

// second returns the second of several values, or the only one.
func second(values string) string {
	one, two, ok := strings.Cut(values, ",")
	if ok {
		return first(two)
	}
	return one
}

// number reads a field that tshark prints as a decimal or hexadecimal number; 0 if
// it is missing.
func number(field string) int {
	n, _ := strconv.ParseInt(first(field), 0, 64)
	return int(n)
}

// text puts what tshark reads into the form of packetText.
func (f Frame) text() string {
	switch {
	case first(f["ip.proto"]) == "1", first(f["ip.proto"]) == "58":
		name := icmpNames[first(f["ip.proto"])+" "+first(f["icmp.type"])+"/"+first(f["icmp.code"])]
		return fmt.Sprintf("%s size %s %s about %s", f.direction(), first(f["ip.len"]), name, f.quoted())
	case f["udp.length"] != "":
		return fmt.Sprintf("%s size %s len %d", f.direction(), f["ip.len"], number(f["udp.length"])-8)
	}
	text := fmt.Sprintf("%s size %s %s seq %s ack %s len %s window %s field %s", f.direction(), f["ip.len"], letters(number(f["tcp.flags"])),
		f["tcp.seq"], f["tcp.ack"], f["tcp.len"], f["tcp.window_size"], f["tcp.window_size_value"])
	if v := f["tcp.options.mss_val"]; v != "" {
		text += " mss " + v
	}
	if v := f["tcp.options.wscale.shift"]; v != "" {
		text += " wscale " + v
	}
	if f["tcp.options.sack_perm"] != "" {
		text += " sack permitted"
	}
	if v := f["tcp.options.timestamp.tsval"]; v != "" {
		text += " timestamps " + v + " " + f["tcp.options.timestamp.tsecr"]
	}
	if v := f["tcp.options.sack_le"]; v != "" {
		afters := strings.Split(f["tcp.options.sack_re"], ",")
		for i, first := range strings.Split(v, ",") {
			text += " sack " + first + "-" + afters[i]
		}
	}
	if f.probes() {
		text += " probe"
	}
	return text
}

// packetText puts a packet of the trace into words that can be compared.
func packetText(p *trace.Packet) string {
	text := fmt.Sprintf("%s size %d", direction(p), p.Size)
	switch {
	case p.Proto == "icmp":
		return text + " " + p.Name + " " + p.Detail
	case p.Proto == "udp":
		return text + fmt.Sprintf(" len %d", p.Len)
	}
	text += fmt.Sprintf(" %s seq %d ack %d len %d window %d field %d", p.Flags, p.Seq, p.Ack, p.Len, p.Window, p.RawWindow)
	if o := p.Options; o != nil {
		if o.MSS != 0 {
			text += fmt.Sprintf(" mss %d", o.MSS)
		}
		if o.Scale != nil {
			text += fmt.Sprintf(" wscale %d", *o.Scale)
		}
		if o.SACKPermitted {
			text += " sack permitted"
		}
		if o.Timestamps != nil {
			text += fmt.Sprintf(" timestamps %d %d", o.Timestamps.Value, o.Timestamps.Echo)
		}
		for _, r := range o.SACK {
			text += fmt.Sprintf(" sack %d-%d", r.First, r.After)
		}
	}
	if p.Probe != "" {
		text += " probe"
	}
	return text
}

// icmpNames are the messages that Linux sends on loopback, by protocol, type and code
// (RFC 792, RFC 4443).
var icmpNames = map[string]string{
	"1 0/0": "ICMP echo reply", "1 8/0": "ICMP echo request", "1 3/3": "ICMP port unreachable",
	"58 129/0": "ICMPv6 echo reply", "58 128/0": "ICMPv6 echo request", "58 1/4": "ICMPv6 port unreachable",
}

// quoted names the datagram that an ICMP message quotes, as the trace does.
func (f Frame) quoted() string {
	return fmt.Sprintf("UDP %d from %s:%s to %s:%s", number(f["udp.length"])-8,
		second(f["ip.src"]), f["udp.srcport"], second(f["ip.dst"]), f["udp.dstport"])
}

// letters returns the flags of a segment in the order SAFRPU (RFC 9293, section 3.1).
func letters(flags int) (text string) {
	for _, l := range []struct {
		bit    int
		letter string
	}{{0x02, "S"}, {0x10, "A"}, {0x01, "F"}, {0x04, "R"}, {0x08, "P"}, {0x20, "U"}} {
		if flags&l.bit != 0 {
			text += l.letter
		}
	}
	return text
}

// repeats reports whether f is a copy of a packet: it has the same place in the
// sequence space, or a part of what f has is the packet's, because Linux may repeat
// several small segments in one. A copy may acknowledge more, and announce another window.
// Segments that take no room in the sequence space are answers and no copies,
// unless they are probes.
func (f Frame) repeats(p *trace.Packet) bool {
	flags := letters(number(f["tcp.flags"]))
	occupies := number(f["tcp.len"]) > 0 || strings.ContainsAny(flags, "SF")
	if p.Proto != "tcp" || strings.Contains(flags, "R") || !occupies && !f.probes() {
		return false
	}
	from, to := number(f["tcp.seq"]), number(f["tcp.seq"])+number(f["tcp.len"])
	return int(p.Seq) >= from && int(p.Seq)+p.Len <= to
}

// probes reports whether tshark takes f for a probe. It calls a segment without data
// one below what is expected a keepalive, whichever timer sends it: its zero-window
// probes have a byte of data, and Linux' have none.
func (f Frame) probes() bool {
	return f["tcp.analysis.keep_alive"] != "" || f["tcp.analysis.zero_window_probe"] != ""
}

// checkData compares the data of a packet with the text that the trace has of
// them: it begins like them, and is whole unless it ends with "…".
func checkData(t testing.TB, f Frame, p *trace.Packet) {
	t.Helper()
	if p.Proto == "icmp" {
		return
	}
	data, err := hex.DecodeString(strings.ReplaceAll(f[p.Proto+".payload"], ":", ""))
	if err != nil {
		t.Fatal(err)
	}
	quoted, cut := strings.CutSuffix(p.Text, "…")
	text := ""
	if quoted != "" {
		if text, err = strconv.Unquote(quoted); err != nil {
			t.Fatalf("packet %d: %v: %s", p.ID, err, p.Text)
		}
	}
	if len(data) != p.Len || !strings.HasPrefix(string(data), text) || cut != (len(text) < len(data)) || cut && len(text) < 45 {
		t.Errorf("packet %d has %d bytes with the text %s; tshark reads %d bytes: %.60q", p.ID, p.Len, p.Text, len(data), data)
	}
}
