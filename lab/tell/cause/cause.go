package cause

import (
	"slices"

	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// A Cause is why a step came out as it did.
type Cause struct {
	Kind     string     // its name in the table: "unread-at-close"
	Say      Sentence   // the cause, which fits two lines of 76 columns
	Evidence []Sentence // what it rests on: the packet, the queue, the call
	Source   string     // the section of an RFC or the page of the manual that says so
}

// A Sentence is a word with its arguments. An End, a Program, a Timer, a Packet and
// a Call among them have names that depend on the language and on what else is in
// play; who shows the sentence names them.
type Sentence struct {
	Word words.Word
	Args []any
}

// The arguments of a sentence that are to be named.
type (
	// End is an end of a connection, or a listener or a socket: its program, or
	// its host.
	End struct{ *trace.Socket }

	// Program is what holds a socket, whatever else it holds: its program, or its
	// host.
	Program struct{ *trace.Socket }

	// Timer is what runs for a socket: whose it is, what it will do, and when.
	Timer struct{ *trace.Socket }

	// Packet is a packet: its name, and whose it is if that is in question.
	Packet struct{ *trace.Packet }

	// Name is a packet's name alone, beside the end that sent it.
	Name struct{ *trace.Packet }

	// Call is a call that a program is in: its name.
	Call struct{ *trace.Call }

	// Host is a host or a side.
	Host string

	// Millis is a time in milliseconds.
	Millis int64
)

func say(en, zh string, args ...any) Sentence { return Sentence{words.Word{en, zh}, args} }

// A finder looks for one kind of cause. It returns nil if the evidence is
// missing.
type finder struct {
	kind string
	find func(*look) *Cause
}

// table holds all causes. The first one that is found counts, so what decided a
// step stands before what is only so besides.
var table = []finder{
	{"unread-at-close", unreadAtClose},
	{"abortive-close", abortiveClose},
	{"listener-closed", listenerClosed},
	{"reset-arrived", arrivedReset},
	{"reset-in-queue", resetInQueue},
	{"nobody-reads", nobodyReads},
	{"nobody-listens", nobodyListens},
	{"listener-gone", listenerGone},
	{"port-held", portHeld},
	{"not-known", notKnown},
	{"given-up", givenUp},
	{"program-gave-up", programGaveUp},
	{"overflow-reset", overflowReset},
	{"accept-queue-full", acceptQueueFull},
	{"syn-cookie", synCookie},
	{"to-itself", toItself},
	{"both-dialled", bothDialled},
	{"wrong-source", wrongSource},
	{"nobody-has-port", nobodyHasPort},
	{"refusal-came", refusalCame},
	{"cut-off", cutOff},
	{"buffer-full", bufferFull},
	{"old-segment", oldSegment},
	{"old-timestamp", oldTimestamp},
	{"gap", gap},
	{"gap-filled", gapFilled},
	{"copy", copyArrived},
	{"resend", resend},
	{"close-wait", closeWait},
	{"fins-crossed", finsCrossed},
	{"closed-first", closedFirst},
	{"closed-together", closedTogether},
	{"both-wait", bothWait},
	{"both-write", bothWrite},
	{"one-waits", oneWaits},
	{"window-closed", windowClosed},
	{"cwnd-full", congestionWindowFull},
	{"window-full", windowFull},
	{"nagle", nagle},
	{"one-queue", oneQueue},
	{"descriptors-used-up", descriptorsUsedUp},
	{"not-accepted", notAccepted},
	{"ports-used-up", portsUsedUp},
}

// Why returns the cause of a step; nil if none is known. before is the step
// before it; if that is nil, nothing is known that rests on a change. A run step
// sums up many packets, so that none of them is known.
func Why(h *trace.Header, step, before *trace.Step) *Cause {
	if step.Move.Kind == trace.MoveStart || step.Move.Kind == trace.MoveRun || step.Move.Kind == trace.MoveDestroy || step.Move.AboutWire() {
		return nil
	}
	if little(step) || before != nil && little(before) {
		return nil
	}
	l := newLook(h, step, before)
	for _, f := range table {
		if c := f.find(l); c != nil {
			c.Kind = f.kind
			return c
		}
	}
	return nil
}

// little reports whether the system told of a socket no more than its state, as
// Windows does, or its state and its queues, as macOS does. No cause rests on that
// alone.
func little(step *trace.Step) bool {
	return slices.ContainsFunc(step.Sockets, func(s trace.Socket) bool { return s.StateOnly || s.QueuesOnly })
}
