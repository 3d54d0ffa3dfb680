package tell

import (
	"fmt"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/tell/cause"
	"tcplab/lab/trace"
)

// A Why is the cause of a step in the scene's language.
type Why struct {
	Kind     string   // its name in the table of causes
	Say      string   // one sentence, or two short ones
	Evidence []string // what it rests on
	Source   string   // the section of an RFC, or the page of the manual
}

// Why returns the cause of the shown step; nil if none is known.
func (s *Scene) Why() *Why {
	c := cause.Why(s.Header, &s.Step, s.Before)
	if c == nil {
		return nil
	}
	w := &Why{Kind: c.Kind, Say: s.sentence(c.Say), Source: s.source(c.Source)}
	for _, e := range c.Evidence {
		w.Evidence = append(w.Evidence, s.sentence(e))
	}
	return w
}

// meaning says what the shown step means in general; "" if there is nothing to
// say.
func (s *Scene) meaning() string {
	var texts []string
	for _, of := range cause.Meaning(s.Header, &s.Step, s.Before) {
		texts = append(texts, s.sentence(of))
	}
	return join(s.Say(wSpace), texts...)
}

// sentence says a sentence of the room cause: it names what the sentence is about.
func (s *Scene) sentence(of cause.Sentence) string {
	args := make([]any, len(of.Args))
	for i, arg := range of.Args {
		switch arg := arg.(type) {
		case cause.End:
			args[i] = s.whoseEnd(arg.Socket)
		case cause.Program:
			args[i] = s.holder(arg.Socket)
		case cause.Timer:
			args[i] = s.timerOf(arg.Socket)
		case cause.Packet:
			args[i] = s.PacketName(arg.Packet)
		case cause.Name:
			args[i] = PacketName(s.Lang, arg.Packet)
		case cause.Call:
			args[i] = arg.Name
		case cause.Host:
			args[i] = s.HostName(string(arg))
		case cause.Millis:
			args[i] = s.millis(int64(arg))
		case Word:
			args[i] = arg.In(s.Lang)
		default:
			args[i] = arg
		}
	}
	return of.Word.F(s.Lang, args...)
}

// whoseEnd names an end of a connection by the program that holds it, or held it
// last. In a lesson a program has its host's name.
func (s *Scene) whoseEnd(sock *trace.Socket) string {
	if !s.Header.Open || sock.Program == "" {
		return s.EndName(sock)
	}
	if sock.Role == trace.RoleConnection && s.holdsSeveral(sock) {
		return sock.Program + portOf(s.clientsEnd(sock))
	}
	return sock.Program
}

// holder names the program that holds a socket, or held it last, without saying
// which of its sockets that is.
func (s *Scene) holder(sock *trace.Socket) string {
	if !s.Header.Open || sock.Program == "" {
		return s.HostName(sock.Host)
	}
	return sock.Program
}

// holdsSeveral reports whether a socket's program has other connections, too.
func (s *Scene) holdsSeveral(sock *trace.Socket) bool {
	n := 0
	for i := range s.Step.Sockets {
		if o := &s.Step.Sockets[i]; o.Role == trace.RoleConnection && o.Program == sock.Program && o.Host == sock.Host && o.State != ClosedState {
			n++
		}
	}
	return n > 1
}

// clientsEnd returns the address of a connection's client, which tells the
// connections of one server apart.
func (s *Scene) clientsEnd(sock *trace.Socket) string {
	if IsLeft(s.Header, sock.Host) {
		return sock.Local
	}
	return sock.Remote
}

// millis says a time.
func (s *Scene) millis(ms int64) string {
	if ms < 1000 {
		return Word{"%d ms", "%d 毫秒"}.F(s.Lang, ms)
	}
	return Word{"%s s", "%s 秒"}.F(s.Lang, strings.TrimSuffix(fmt.Sprintf("%.1f", float64(ms)/1000), ".0"))
}

// source names sections and figures of RFCs in the scene's language.
func (s *Scene) source(text string) string {
	if s.Lang != "zh" {
		return text
	}
	text = sections().ReplaceAllStringFunc(text, func(at string) string {
		return "，" + strings.ReplaceAll(sections().FindStringSubmatch(at)[1], " and ", "、") + " 节"
	})
	return strings.NewReplacer(", figure ", "，图 ", "; ", "；", ", ", "，").Replace(text)
}

// sections matches where an RFC says something.
var sections = pattern.New(`, sections? ([\d.]+(?: and [\d.]+)*)`)

// markdown writes the evidence of a cause, for the page behind Enter.
func (w *Why) markdown(lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", wEvidence.In(lang))
	for _, e := range w.Evidence {
		fmt.Fprintf(&b, "- %s\n", plainMarkdown(e))
	}
	fmt.Fprintf(&b, "- %s\n", plainMarkdown(wSource.F(lang, w.Source)))
	return b.String()
}

// MoreSince is what stands behind Enter about the causes of what has happened by
// itself since the step whose text stands; "" if no cause is known.
func (s *Scene) MoreSince() string {
	var parts []string
	for _, why := range s.sinceWhys(s.sinceScenes()) {
		if why != nil && why.Say != "" {
			parts = append(parts, why.markdown(s.Lang))
		}
	}
	return strings.Join(parts, "\n")
}

// The head of a cause's evidence, and its source.
var (
	wEvidence = Word{"What it rests on", "依据"}
	wSource   = Word{"Source: %s", "出处：%s"}
)
