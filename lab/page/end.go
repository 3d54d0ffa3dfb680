package page

import (
	"slices"
	"strings"

	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// An end is what is said of one side at a step, outside its figure.
type end struct {
	Side     string // l or r
	Host     markup
	Address  markup
	Notes    []sign
	Usual    markup   // how long the timer of the notes runs outside the lab, if the lab's clock stretches it
	State    markup   // of the connection; "" if no machine is drawn
	Class    string   // of that state
	Blank    bool     // the state is to be filled in
	UDP      []markup // sockets
	Programs []standing
}

// A sign is what stands beside a side's address: a timer, or a queue.
type sign struct {
	Text markup
	Held bool // it is a timer's, or of bytes that wait
}

// A standing is where a program stands.
type standing struct{ Name, Stands, News markup }

// newEnd makes one side.
func newEnd(sc scenes, name string, sd tell.Side, blank bool) end {
	s := sc[0]
	e := end{Side: name, Host: sc.both(func(s *tell.Scene) string { return s.HostName(sd.Host.Name) }), Address: markup(escaped(addressOf(sd))), Blank: blank}
	if s.DatagramsOnly() {
		e.Blank = false // there is no machine, and so no state to fill in
		for i := range sd.UDP {
			sock := sd.UDP[i]
			if blank {
				sock.State = ""
			}
			e.UDP = append(e.UDP, sc.both(func(s *tell.Scene) string { return datagramSocket(s, &sock) }))
		}
		if len(sd.UDP) == 0 {
			e.UDP = append(e.UDP, word(wNoSocket))
		}
	} else {
		m := tell.MachineOf(&s.Step, sd.Conn)
		e.State, e.Class = markup(escaped(m.State)), strings.TrimSpace(classes[letters[m.Mark(tcp.State(m.State))]])
	}
	if !blank {
		if notes := s.SocketNotes(sd.Conn); len(notes) > 0 {
			short := func(s *tell.Scene) string { return s.SocketNotes(sd.Conn)[len(notes)-1] }
			e.Notes = append(e.Notes, sign{Text: sc.both(short), Held: true})
			if len(notes) > 1 { // the longer wording begins with the shorter one
				e.Usual = sc.both(func(s *tell.Scene) string {
					return strings.TrimSpace(strings.TrimPrefix(s.SocketNotes(sd.Conn)[0], short(s)))
				})
			}
		}
		if queue, ok := queueOf(sd); ok {
			e.Notes = append(e.Notes, sign{Text: word(wQueue, queue)})
		} else if k := sd.Listener; k != nil && k.StateOnly {
			e.Notes = append(e.Notes, sign{Text: word(wUntold)})
		}
	}
	if !hasProgram(s, sd) {
		return e
	}
	e.Programs = []standing{{
		Name:   markup(escaped(sd.Host.File)),
		Stands: sc.both(func(s *tell.Scene) string { return standsOf(s, sd.Host) }),
		News:   sc.both(func(s *tell.Scene) string { return s.News(sd.Host.Name) }),
	}}
	return e
}

// addressOf returns the address of a side's newest socket that is shown; "" if it
// has none.
func addressOf(sd tell.Side) string {
	switch {
	case sd.Conn != nil:
		return sd.Conn.Local
	case sd.Listener != nil:
		return sd.Listener.Local
	case sd.At != "":
		return sd.At
	case len(sd.UDP) > 0:
		return sd.UDP[len(sd.UDP)-1].Local
	}
	return ""
}

// queueOf returns the number of connections that a side's program has not accepted
// yet, if that is known.
func queueOf(sd tell.Side) (n int, ok bool) {
	k := sd.Listener
	if k == nil || k.State == tell.ClosedState || k.StateOnly {
		return 0, false
	}
	return k.RecvQ, true
}

// hasProgram reports whether a side has a program that stands at calls.
func hasProgram(s *tell.Scene, sd tell.Side) bool { return !s.Header.Open && sd.Host.Name != "" }

// standsOf says where a host's program stands.
func standsOf(s *tell.Scene, host trace.Host) string {
	var text string
	for _, p := range s.Standing(host) {
		text += p.Text
	}
	return text
}

// linesOf returns the lines, from 1, of a host's calls, the most important first.
func linesOf(s *tell.Scene, host trace.Host) []int {
	lines := []int{}
	for _, c := range s.CallsOf(host.Name) {
		if (c.File == "" || c.File == host.File) && !slices.Contains(lines, c.Line) {
			lines = append(lines, c.Line)
		}
	}
	return lines
}

// datagramSocket writes a UDP socket in a line.
func datagramSocket(s *tell.Scene, sock *trace.Socket) string {
	text := strings.TrimSpace(sock.Local + " " + sock.State)
	if sock.Remote != "" && !strings.HasSuffix(sock.Remote, ":0") && !strings.HasSuffix(sock.Remote, ":*") {
		text += " → " + sock.Remote
	}
	if sock.StateOnly {
		text += ", " + s.Say(wUnreadUntold)
	}
	if sock.RecvQ > 0 {
		text += ", " + wUnread.F(s.Lang, sock.RecvQ)
	}
	return text
}

// writeChip writes the end in short: its host, and the state of its connection or its
// UDP sockets.
func (e *end) writeChip(b *builder) {
	b.add(`<span class="chip %s"><span class="host">`, e.Side).put(e.Host).add(`</span> `)
	if e.Blank {
		b.add(`<b class="blank">&nbsp;</b>`)
	} else if e.State != "" {
		b.add(`<b class="state %s">`, e.Class).put(e.State).add(`</b>`)
	}
	b.each(`<b class="state">`, e.UDP, `</b>`).add(`</span>`)
}

// write writes what is said of the end outside its figure.
func (e *end) write(b *builder) {
	b.add(`<div class="side %s"><p class="host"><b>`, e.Side).put(e.Host).add(`</b> `).wrap(`<code><bdi>`, e.Address, `</bdi></code>`)
	for _, n := range e.Notes {
		b.add(` <span class="note%s">`, when(n.Held, " held")).put(n.Text).add(`</span>`)
	}
	b.wrap(` <span class="usual">`, e.Usual, `</span>`).add(`</p>`).each(`<p class="udp">`, e.UDP, `</p>`)
	for _, p := range e.Programs {
		b.add(`<p class="stands"><code>`).put(p.Name).add(`</code> `).put(p.Stands).wrap(` <b>`, p.News, `</b>`).add(`</p>`)
	}
	b.add(`</div>`)
}
