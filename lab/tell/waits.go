package tell

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// In an open lab the kernel tells in which system call each thread of the programs
// waits, and at which sockets. Nobody stands at a gate there: the programs run by
// themselves.

// Waits says in a sentence in which call a program waits.
func (s *Scene) Waits(c *trace.Call) string {
	switch {
	case c.Program == "":
		return s.Say(wMoreCalls)
	case c.Unknown && c.Name == "":
		return wUnknownCall.F(s.Lang, c.Program)
	case c.Unknown:
		return wUnknownSet.F(s.Lang, c.Program, c.Name)
	case len(c.Set) > 1:
		return wWaitsForAny.F(s.Lang, c.Program, len(c.Set), c.Name, s.addresses(c.Set)+s.orInput(c))
	case len(c.Set) == 1:
		return wWaitsFor.F(s.Lang, c.Program, s.addresses(c.Set)+s.orInput(c), c.Name)
	case c.Socket != 0:
		return wWaitsOn.F(s.Lang, c.Program, c.Name, s.addresses([]int{c.Socket}))
	}
	return wIsIn.F(s.Lang, c.Program, c.Name)
}

// orInput says that a call waits for what its user types, too; "" if it does not.
func (s *Scene) orInput(c *trace.Call) string {
	if !c.Input {
		return ""
	}
	return s.Say(wOrInput)
}

// mostAddresses bounds the addresses that a sentence lists.
const mostAddresses = 3

// addresses lists the addresses of sockets: both of a connection, because a
// server's have one local address in common.
func (s *Scene) addresses(ids []int) string {
	var list []string
	for i, id := range ids {
		if i == mostAddresses {
			list = append(list, "…")
			break
		}
		for _, k := range s.Step.Sockets {
			if k.ID != id {
				continue
			}
			text := k.Local
			if k.Remote != "" {
				text += " → " + k.Remote
			}
			list = append(list, text)
		}
	}
	return strings.Join(list, s.Say(wComma))
}

// Strangers says of every call of an open lab's step in which a program waits, and of
// how many sockets the programs cannot be seen. It is empty in a lesson.
func (s *Scene) Strangers() []string {
	if !s.Header.Open {
		return nil
	}
	var out []string
	for i := range s.Step.Calls {
		if text := s.Waits(&s.Step.Calls[i]); !slices.Contains(out, text) { // two threads may do the same
			out = append(out, text)
		}
	}
	hidden := 0
	for i := range s.Step.Sockets {
		if unseen(&s.Step.Sockets[i]) {
			hidden++
		}
	}
	if hidden > 0 {
		out = append(out, wHidden.F(s.Lang, hidden))
	}
	return out
}

// unseen reports whether a program holds a socket that nobody here may see, as another
// user's.
func unseen(sock *trace.Socket) bool {
	return sock.Owned && sock.Program == "" && sock.State != ClosedState
}

// strangersOf says in which calls the programs of a side wait.
func (s *Scene) strangersOf(host trace.Host) []Phrase {
	var said []string
	for i := range s.Step.Calls {
		c := &s.Step.Calls[i]
		if text := s.Waits(c); c.Host == host.Name && !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	if said == nil {
		return []Phrase{{s.Say(wNoCalls), ToneIdle}}
	}
	return []Phrase{{strings.Join(said, s.Say(wAndAlso)), TonePlain}}
}

// WaitsAt says in a few words in which calls programs wait for a socket of an open
// lab; if they wait for none, what its program is in instead. It is "" if that
// is not told, or if another socket's words tell it.
func (s *Scene) WaitsAt(sock *trace.Socket) string {
	if !s.Header.Open {
		return ""
	}
	var names []string
	counts := map[string]int{}
	add := func(name string) {
		if counts[name]++; counts[name] == 1 {
			names = append(names, name)
		}
	}
	elsewhere := false
	var others []*trace.Call
	for i := range s.Step.Calls {
		c := &s.Step.Calls[i]
		switch mine := sock.Owned && c.Program != "" && c.Program == sock.Program; {
		case slices.Contains(c.Set, sock.ID) && c.Unknown:
			add(wOrOther.F(s.Lang, c.Name))
		case slices.Contains(c.Set, sock.ID) && len(c.Set) > 1:
			add(wOneOf.F(s.Lang, c.Name, len(c.Set)))
		case c.Socket == sock.ID || slices.Contains(c.Set, sock.ID):
			add(c.Name)
		case mine && (c.Socket != 0 || len(c.Set) > 0):
			elsewhere = true
		case mine:
			others = append(others, c)
		}
	}
	in := &wIn
	if len(names) == 0 && !elsewhere {
		in = &wProgramIn // for "in read" would be read as a read of this socket
		for _, c := range others {
			if c.Unknown {
				return s.Say(wNotKnown)
			}
			add(c.Name)
		}
	}
	switch {
	case len(names) == 0 && unseen(sock):
		return s.Say(wNotKnown)
	case len(names) == 0:
		return ""
	}
	for i, name := range names {
		if n := counts[name]; n > 1 {
			names[i] += fmt.Sprintf(" ×%d", n)
		}
	}
	return in.F(s.Lang, strings.Join(names, s.Say(wComma)))
}

var (
	wWaitsOn     = Word{"%s waits in %s on %s", "%s 在 %s 里等 %s"}
	wWaitsFor    = Word{"%s waits for %s (%s)", "%s 在等 %s（%s）"}
	wWaitsForAny = Word{"%s waits for one of %d sockets (%s): %s", "%s 在等 %d 个套接字中的任意一个（%s）：%s"}
	wIsIn        = Word{"%s is in %s", "%s 在 %s 里"}
	wUnknownSet  = Word{"%s is in %s; what it waits for is not known here", "%s 在 %s 里；等的是什么，此处不知道"}
	wUnknownCall = Word{"%s: in which call it is, is not known here", "%s：在哪个调用里，此处不知道"}
	wMoreCalls   = Word{"there are more calls, which are not known here", "还有别的调用，此处不知道"}
	wHidden      = Word{"of %d of these sockets the program and its call are not known here: it may be another user's", "其中 %d 个套接字的程序和调用此处不知道：可能属于别的用户"}
	wNoCalls     = Word{"no call of a program is known here", "此处不知道任何程序的调用"}
	wOrInput     = Word{", or for its input", "，或等它的输入"}
	wOneOf       = Word{"%s for one of %d", "%s（%d 个中的任意一个）"}
	wOrOther     = Word{"%s, for this or another", "%s（等它或别的）"}
	wIn          = Word{"in %s", "在 %s 里"}
	wProgramIn   = Word{"program in %s", "程序在 %s 里"}
	wNotKnown    = Word{"its call is not known here", "所在调用此处不知道"}
)
