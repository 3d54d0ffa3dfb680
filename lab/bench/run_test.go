package bench

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/host"
	"tcplab/lab/bench/table"
	"tcplab/lab/gate"
	"tcplab/lab/kernel"
	"tcplab/lab/packet"
	"tcplab/lab/packet/packettest"
	"tcplab/lab/script"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
)

// A world is a bench without kernel and processes. The test decides what hosts
// say, what the wire carries and what the socket table holds. It is for the
// bench's own rules; lessons are tested on the real kernel.
type world struct {
	*wire.Wire
	t       *testing.T
	sent    [][]byte // the next packets to be read from the device
	arrived []string // the names of the packets delivered
	answers map[string]func()
	table   map[table.Address]kernel.Socket
	hosts   map[string]*actor
	run     *Run
	fails   error // the error of the device and the kernel if they are told to act

	due  time.Time // when later happens; the zero time if nothing does
	then func()
}

// later lets something happen by itself after a time. The run meets it when it next
// looks at the wire, on its own goroutine.
func (w *world) later(d time.Duration, then func()) { w.due, w.then = time.Now().Add(d), then }

// actor is a host in a world.
type actor struct {
	deaf  error // the error of a command
	dumb  error // the error of waiting for its answer
	said  []gate.Message
	went  []int
	onGo  map[int]func()
	works []func() // by question: what the host does before it answers
	ended *gate.Ended
}

func (a *actor) Go(call int) error {
	if a.deaf != nil {
		return a.deaf
	}
	a.went = append(a.went, call)
	if f := a.onGo[call]; f != nil {
		f()
	}
	return nil
}
func (a *actor) Ask() error { return nil }
func (a *actor) Answer(context.Context) (gate.Answer, error) {
	if a.dumb != nil {
		return gate.Answer{}, a.dumb
	}
	if len(a.works) > 0 {
		a.works[0]()
		a.works = a.works[1:]
	}
	said := a.said
	a.said = nil
	return gate.Answer{Messages: said, Exit: a.ended}, nil
}
func (a *actor) Ready() <-chan struct{}      { return nil }
func (a *actor) RunOn(bool, ...string) error { return nil }
func (a *actor) Kill() error                 { a.ended = &gate.Ended{Code: -1, Signal: "killed"}; return nil }
func (a *actor) Close() error                { return nil }

// begins lets a host's call come to its gate.
func (a *actor) begins(call int, name string, line int) {
	a.said = append(a.said, gate.Message{Kind: gate.KindBegin, Call: call, Name: name, Text: name + "()", File: "x.go", Line: line})
}

func (a *actor) ends(call int, name, text string) {
	a.said = append(a.said, gate.Message{Kind: gate.KindEnd, Call: call, Name: name, Text: text})
}

func (w *world) Read(buf []byte) (int, error) {
	if !w.due.IsZero() && !time.Now().Before(w.due) {
		w.due = time.Time{}
		w.then()
	}
	if len(w.sent) == 0 {
		return 0, nil
	}
	n := copy(buf, w.sent[0])
	w.sent = w.sent[1:]
	return n, nil
}

func (w *world) Write(raw []byte) error {
	if w.fails != nil {
		return w.fails
	}
	p, err := packet.Parse(slices.Clone(raw))
	if err != nil {
		w.t.Fatal(err)
	}
	w.arrived = append(w.arrived, p.Name())
	if f := w.answers[p.Name()]; f != nil {
		f()
	}
	return nil
}

func (w *world) Start(*exec.Cmd) error                     { return nil }
func (w *world) Ready() <-chan struct{}                    { return nil }
func (w *world) Sockets() table.Reader                     { return w }
func (w *world) Close() error                              { return nil }
func (w *world) Run(context.Context) ([]wire.Tally, error) { return nil, nil }
func (w *world) Crossed() (int64, bool)                    { return 0, true }
func (w *world) Lookup(proto string, local, remote netip.AddrPort) (kernel.Socket, bool, error) {
	s, ok := w.table[table.Address{Proto: proto, Local: local, Remote: remote}]
	return s, ok, nil
}

func (w *world) Bound(proto string, local netip.AddrPort) ([]kernel.Socket, error) {
	return table.Snapshot(w.table).Bound(proto, local)
}

func (a *actor) Input(line string) error { panic("BUG: no test here tells a program anything") }

func (w *world) Destroy(kernel.Socket) error { return w.fails }

var (
	clientEnd = netip.MustParseAddrPort("127.0.0.1:40001")
	serverEnd = netip.MustParseAddrPort("127.0.0.1:8001")
)

// stands puts a TCP socket into the table, or takes it out if state is "".
func (w *world) stands(local, remote netip.AddrPort, state tcp.State) {
	key := table.Address{Proto: kernel.TCP, Local: local, Remote: remote}
	if state == "" {
		delete(w.table, key)
		return
	}
	s := kernel.Socket{Proto: kernel.TCP, State: state, Local: local, Remote: remote, Inode: 1}
	if state == tcp.SynSent {
		s.Timer = kernel.Timer{Kind: kernel.Retransmit, Left: time.Second}
	}
	w.table[key] = s
}

func (w *world) sends(from, to netip.AddrPort, flags packet.Flags, seq, ack uint32) {
	w.sent = append(w.sent, packettest.TCP(packettest.Segment{Src: from.String(), Dst: to.String(), Flags: flags, Seq: seq, Ack: ack}))
}

// dialling returns a world with a client that dials and a server that listens.
func dialling(t *testing.T, beats ...lab.Beat) *world {
	t.Helper()
	w := &world{t: t, answers: map[string]func(){}, table: map[table.Address]kernel.Socket{}, hosts: map[string]*actor{}}
	device := struct{ *world }{w}
	w.Wire = wire.New(device, nil)
	story, err := script.New(&lab.Lesson{Hosts: []lab.Host{{Name: lab.Client}, {Name: lab.Server}}, Script: beats}, lab.PrivateNetwork)
	if err != nil {
		t.Fatal(err)
	}
	w.run = &Run{
		lesson: &lab.Lesson{Name: "test"}, net: w, script: story,
		sockets: table.Sockets{Source: trace.SourceKernel}, happened: happening{again: map[*table.Packet]int{}}, started: time.Now(),
	}
	for i, role := range []string{lab.Client, lab.Server} {
		a := &actor{onGo: map[int]func(){}}
		w.hosts[role] = a
		w.run.hosts = append(w.run.hosts, &host.Host{Host: lab.Host{Name: role, Role: role, File: "x.go"}, Order: i, Process: a})
	}
	client, server := w.hosts[lab.Client], w.hosts[lab.Server]
	w.stands(serverEnd, netip.AddrPort{}, tcp.Listen)
	server.said = append(server.said, gate.Message{Kind: gate.KindSocket, Socket: &gate.Socket{Proto: "tcp", Role: trace.RoleListener, Local: serverEnd.String()}})
	client.begins(1, "Dial", 5)
	client.onGo[1] = func() {
		client.said = append(client.said, gate.Message{Kind: gate.KindSocket, Call: 1, Socket: &gate.Socket{Proto: "tcp", Role: trace.RoleConnection, Local: clientEnd.String(), Remote: serverEnd.String()}})
		w.stands(clientEnd, serverEnd, tcp.SynSent)
		w.sends(clientEnd, serverEnd, packet.SYN, 100, 0)
	}
	w.answers["SYN"] = func() {
		w.stands(serverEnd, clientEnd, tcp.SynRcvd)
		w.sends(serverEnd, clientEnd, packet.SYN|packet.ACK, 900, 101)
	}
	w.answers["SYN ACK"] = func() {
		w.stands(clientEnd, serverEnd, tcp.Established)
		w.sends(clientEnd, serverEnd, packet.ACK, 101, 901)
		client.ends(1, "Dial", "conn")
		client.begins(2, "Write", 9)
	}
	if err := w.run.begin(t.Context(), Options{}, trace.Header{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.run.rec.Close() })
	return w
}

func (w *world) do(m trace.Move) trace.Step {
	w.t.Helper()
	step, err := w.run.Do(context.Background(), m)
	if err != nil {
		w.t.Fatal(err)
	}
	return step
}

// kinds lists a step's events as text: kind, host, and name or states.
func kinds(step trace.Step) string {
	var list []string
	for _, e := range step.Events {
		text := e.Kind + " " + e.Host
		if e.Kind == trace.EventState {
			text += " " + e.From + ">" + e.To
		} else {
			text += " " + e.Name
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func TestEventsStandInOneOrderWhateverCameFirst(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	w.do(lab.Deliver("client", "SYN"))
	step := w.do(lab.Deliver("server", "SYN ACK"))
	want := "packet-delivered server SYN ACK, packet-sent client ACK, call-ended client Dial, call-waiting client Write, state client SYN_SENT>ESTABLISHED"
	if got := kinds(step); got != want {
		t.Errorf("the events are\n%s, want\n%s: first packets, then ended calls, new gates and states", got, want)
	}
}

func TestIdsFollowHostAndLineAndNotTheRace(t *testing.T) {
	w := dialling(t)
	server := w.hosts[lab.Server]
	server.begins(8, "Read", 40) // this goroutine won the race to its gate
	server.begins(9, "Accept", 20)
	step := w.do(lab.Call("client", "Dial"))
	ids := map[string]int{}
	for _, c := range step.Calls {
		ids[c.Name] = c.ID
	}
	if ids["Accept"] == 0 || ids["Accept"] > ids["Read"] {
		t.Errorf("the ids are %v: Accept stands in an earlier line than Read, so its id must be lower", ids)
	}
}

func TestADroppedPacketComesAgainByItself(t *testing.T) {
	w := dialling(t, lab.Beat{ID: "dial", Move: lab.Call("client", "Dial")}, lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN"), Then: "server SYN_RCVD"})
	w.do(lab.Call("client", "Dial"))
	step := w.do(lab.Drop("client", "SYN"))
	if step.Beat != "" || step.Expected || step.Next == nil || step.Next.Kind != trace.MoveWait {
		t.Fatalf("after the drop: beat %q, expected %v, next %+v; want no beat and a wait, because the kernel's timer runs", step.Beat, step.Expected, step.Next)
	}
	w.sends(clientEnd, serverEnd, packet.SYN, 100, 0)
	step = w.do(trace.Move{Kind: trace.MoveWait})
	if len(step.Held) != 1 || step.NextBeat != "syn" {
		t.Fatalf("after the wait %d packets are held and the next beat is %q: the SYN came again, and the script goes on", len(step.Held), step.NextBeat)
	}
	step = w.do(lab.Deliver("client", "SYN"))
	if step.Beat != "syn" || !step.Expected {
		t.Errorf("the repeated SYN took beat %q, expected %v; want syn", step.Beat, step.Expected)
	}
	if end := w.run.end(); end.Differences != 1 {
		t.Errorf("%d differences, want 1: the drop is in no row, and a wait for the timer is no difference", end.Differences)
	}
}

// TestADropTakesOnePacket drops a SYN that its kernel has sent twice more
// meanwhile. Nobody has to wait then: a copy is on the wire.
func TestADropTakesOnePacket(t *testing.T) {
	w := dialling(t, lab.Beat{ID: "dial", Move: lab.Call("client", "Dial")}, lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN"), Then: "server SYN_RCVD"})
	w.do(lab.Call("client", "Dial"))
	for range 2 {
		w.sends(clientEnd, serverEnd, packet.SYN, 100, 0)
	}
	step := w.do(lab.Drop("client", "SYN"))
	if len(step.Held) != 1 || step.Held[0].Copies != 2 || step.Held[0].Of != 1 {
		t.Fatalf("held are %+v, want the two copies of packet 1 in one row", step.Held)
	}
	if len(step.Wire) != 1 || step.Wire[0].Fate != trace.FateDropped || step.Wire[0].Copies != 1 {
		t.Errorf("off the wire are %+v, want the SYN, dropped and sent once: its copies are held", step.Wire)
	}
	if got := kinds(step); !strings.Contains(got, "packet-copy client SYN") || strings.Contains(got, "packet-sent") {
		t.Errorf("the events are %s, want the copy among them, and nothing sent: it was sent before", got)
	}
	if step.NextBeat != "syn" || step.Next.ID != step.Held[0].ID {
		t.Errorf("next is %+v in beat %q, want the copy's delivery in syn", step.Next, step.NextBeat)
	}
	if step = w.do(*step.Next); step.Beat != "syn" || !step.Expected {
		t.Errorf("the copy took beat %q, expected %v; want syn", step.Beat, step.Expected)
	}
}

func TestCopiesMakeNoStep(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	steps := w.run.rec.Len()
	for range 3 {
		w.sends(clientEnd, serverEnd, packet.SYN, 100, 0)
		if _, err := w.run.catchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.run.rec.Len(); n != steps {
		t.Fatalf("copies of a held SYN made %d steps", n-steps)
	}
	latest, err := w.run.latest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if latest.Held[0].Copies != 4 {
		t.Errorf("the held SYN was sent %d times, want 4: copies are counted in its row", latest.Held[0].Copies)
	}
	step := w.do(lab.Deliver("client", "SYN"))
	if !strings.Contains(kinds(step), "packet-again client SYN") {
		t.Errorf("the next step has the events %s, and none about the copies", kinds(step))
	}
}

func TestADuplicateIsHeldAsAPacketOfItsOwn(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	step := w.do(lab.Duplicate("client", "SYN"))
	var held []string
	for _, p := range step.Held {
		held = append(held, p.Name)
	}
	if !slices.Equal(held, []string{"SYN", "SYN ACK"}) || !slices.Equal(w.arrived, []string{"SYN"}) {
		t.Errorf("held are %v, delivered %v; want a copy of the SYN and the answer held, and one SYN delivered", held, w.arrived)
	}
}

func TestACopyOfTheStudentsOwnTakesNoRow(t *testing.T) {
	w := dialling(t,
		lab.Beat{ID: "dial", Move: lab.Call("client", "Dial")},
		lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN"), Then: "server SYN_RCVD"},
		lab.Beat{ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Then: "client ESTABLISHED"},
		lab.Beat{ID: "another", Move: lab.Deliver("client", "SYN")})
	w.do(lab.Call("client", "Dial"))
	step := w.do(lab.Duplicate("client", "SYN"))
	if step.Beat != "syn" || !step.Expected || step.NextBeat != "syn-ack" {
		t.Fatalf("the duplication took beat %q, expected %v, next %q; want syn, because the SYN was delivered, and syn-ack next", step.Beat, step.Expected, step.NextBeat)
	}
	copied := step.Held[0]
	step = w.do(trace.Move{Kind: trace.MoveDeliver, Host: "client", Name: "SYN", ID: copied.ID})
	if step.Beat != "" {
		t.Errorf("the copy took beat %q, though no row asked for it", step.Beat)
	}
	if end := w.run.end(); end.Differences < 2 {
		t.Errorf("%d differences, want the copy and its delivery among them", end.Differences)
	}
}

// TestWhatFailedDidNotHappen shows that a move which could not be made leaves
// nothing to record.
func TestWhatFailedDidNotHappen(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	socket := w.run.last.Sockets[1]
	w.hosts[lab.Server].begins(1, "Accept", 20)
	if _, err := w.run.catchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	before := w.run.rec.Len()
	w.fails = errors.New("not today")
	w.hosts[lab.Server].deaf = w.fails
	for _, m := range []trace.Move{
		lab.Deliver("client", "SYN"), lab.Duplicate("client", "SYN"), lab.Call("server", "Accept"),
		{Kind: trace.MoveDestroy, ID: socket.ID},
	} {
		if _, err := w.run.Do(context.Background(), m); !errors.Is(err, w.fails) {
			t.Errorf("%s: error %v, want the one of the device or the host", m.Kind, err)
		}
		if _, err := w.run.catchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := w.run.rec.Len(); n != before {
			t.Errorf("%s: it failed, but the next look recorded %s", m.Kind, kinds(w.run.last))
			before = n
		}
	}
	if held, _, _ := w.run.packets.Snapshot(); len(held) != 1 {
		t.Errorf("%d packets are held, want the SYN: it did not arrive", len(held))
	}
	if c := w.run.calls.Waiting(); len(c) != 1 {
		t.Errorf("%d calls wait at their gates, want Accept: it was not let go", len(c))
	}
}

// TestAMoveThatCouldNotSettleIsTold has a host fall silent while a move is
// made. Once the host answers again, the move becomes a step of its own kind,
// and not one of time.
func TestAMoveThatCouldNotSettleIsTold(t *testing.T) {
	w := dialling(t)
	client, silent := w.hosts[lab.Client], errors.New("no answer")
	begins := client.onGo[1]
	client.onGo[1] = func() { begins(); client.dumb = silent }
	if _, err := w.run.Do(context.Background(), lab.Call("client", "Dial")); !errors.Is(err, silent) {
		t.Fatalf("the move ended with %v, want that the host does not answer", err)
	}
	client.dumb = nil
	if news, err := w.run.catchUp(context.Background()); err != nil || !news {
		t.Fatalf("the host answers again: news %v, error %v; want the step", news, err)
	}
	if got := w.run.last; got.Move.Kind != trace.MoveCall || got.Move.Name != "Dial" || len(got.Held) != 1 {
		t.Errorf("the newest step is %s %s with %d packets held, want the call Dial and its SYN", got.Move.Kind, got.Move.Name, len(got.Held))
	}
}

// TestWhatCameFirstIsShownFirst shows that a key makes no move if something has
// happened by itself that the student could not see yet.
func TestWhatCameFirstIsShownFirst(t *testing.T) {
	w := dialling(t)
	w.hosts[lab.Server].ended = &gate.Ended{Code: -1, Signal: "killed"}
	step, err := w.run.Next(context.Background())
	if err != nil || step.Move.Kind != trace.MoveTime || w.run.rec.Len() != 2 {
		t.Errorf("the key led to a %s with %d steps recorded (%v), want the end of the server alone", step.Move.Kind, w.run.rec.Len(), err)
	}
	if step, err = w.run.Next(context.Background()); err != nil || step.Move.Kind != trace.MoveCall {
		t.Errorf("the next key led to a %s (%v), want the call that came next", step.Move.Kind, err)
	}
}

func TestADifferenceIsAFinding(t *testing.T) {
	w := dialling(t, lab.Beat{ID: "dial", Move: lab.Call("client", "Dial"), Then: "client ESTABLISHED; client sends SYN"})
	step := w.do(lab.Call("client", "Dial"))
	if len(step.Findings) != 1 || step.Findings[0].Got != "SYN_SENT" || step.Expected {
		t.Errorf("findings %+v, expected %v; want one: the kernel says SYN_SENT, and the kernel decides", step.Findings, step.Expected)
	}
}

// TestTheEndOfAHostThatEndsItself: a program that has ended is shown where it
// ended, which need not be the last line of its file.
func TestTheEndOfAHostThatEndsItself(t *testing.T) {
	w := dialling(t)
	client := w.hosts[lab.Client]
	client.begins(7, "exit", 9)
	client.ended = &gate.Ended{}
	if _, err := w.run.catchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := w.run.last.Hosts[0]; got.Exit != "exit 0" || got.Line != 9 {
		t.Errorf("the host ended with %q in line %d, want exit 0 in line 9: its exit stood there", got.Exit, got.Line)
	}
}

func TestTheEndOfAKilledHost(t *testing.T) {
	w := dialling(t)
	step := w.do(lab.Kill("client"))
	if got := kinds(step); !strings.Contains(got, "exit client") || len(step.Calls) != 0 {
		t.Errorf("the kill led to %s with %d calls left; want an exit, and no call of a dead host", got, len(step.Calls))
	}
	if got := step.Hosts[0].Line; got != 5 {
		t.Errorf("the host was killed in line %d, want 5: it stood at the gate of Dial there", got)
	}
	w.do(lab.Kill("server"))
	w.stands(serverEnd, netip.AddrPort{}, "")
	if _, err := w.run.catchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	if w.run.last.Done != trace.DoneStuck {
		t.Errorf("done is %q with nobody left, want stuck: %s", w.run.last.Done, fmt.Sprint(w.run.possible()))
	}
}

// TestTheLineAtWhichAProgramLeft: a program that has returned stood at the end of
// its main, whatever functions stand below that in its file.
func TestTheLineAtWhichAProgramLeft(t *testing.T) {
	w := dialling(t)
	w.run.hosts[1].End = 40
	server := w.hosts[lab.Server]
	server.said = append(server.said,
		gate.Message{Kind: gate.KindBegin, Call: 7, Name: "exit", Text: "return"},
		gate.Message{Kind: gate.KindBegin, Call: 8, Name: "Read", Text: "Read()", File: "x.go", Line: 52})
	server.onGo[7] = func() { server.ended = &gate.Ended{} }
	w.do(lab.Call("client", "Dial"))
	step := w.do(lab.Call("server", "exit"))
	if got := step.Hosts[1]; got.Exit != "exit 0" || got.Line != 40 {
		t.Errorf("the server ended with %q in line %d, want exit 0 in line 40: its main ends there, and another goroutine stood in line 52", got.Exit, got.Line)
	}
}

func TestARunStepWaitsLongerForBytesThatAKernelStillHolds(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	const nobody = -1 // no socket is at the other end
	for _, c := range []struct {
		sendQ, recvQ, want int
		why                string
	}{
		{0, 0, stillRounds, "all has arrived and was read"},
		{0, 1460, stillRounds, "all has arrived"},
		{1460, nobody, stalledRounds, "there is no socket at the other end to take the bytes"},
		{1460, 1460, stalledRounds, "the other program may not read"},
		{1460, 0, lateRounds, "the other end has read everything and has room, so a kernel will bring the bytes"},
	} {
		here, there := table.Address{Proto: kernel.TCP, Local: clientEnd, Remote: serverEnd}, table.Address{Proto: kernel.TCP, Local: serverEnd, Remote: clientEnd}
		s := w.table[here]
		s.SendQ = c.sendQ
		w.table[here] = s
		w.stands(serverEnd, clientEnd, "")
		if c.recvQ != nobody {
			w.table[there] = kernel.Socket{Proto: kernel.TCP, State: tcp.Established, Local: serverEnd, Remote: clientEnd, RecvQ: c.recvQ}
		}
		got, err := w.run.roundsToRest()
		if err != nil || got != c.want {
			t.Errorf("with %d bytes unacknowledged and %d unread it takes %d rounds (%v), want %d: %s", c.sendQ, c.recvQ, got, err, c.want, c.why)
		}
	}
}

// closing is a network in which no process can be started. It counts how often
// it was released.
type closing struct {
	*world
	closed int
}

func (n *closing) Start(*exec.Cmd) error { return errors.New("no more processes") }
func (n *closing) Close() error          { n.closed++; return nil }

func TestARunThatCannotBeginLeavesNothingOpen(t *testing.T) {
	// pipes lists the open pipes by their inodes, because those of earlier
	// tests may still close.
	pipes := func() []string {
		const dir = "/proc/self/fd/"
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Skipf("only Linux lists the open files: %v", err)
		}
		var open []string
		for _, f := range list {
			if to, err := os.Readlink(dir + f.Name()); err == nil && strings.HasPrefix(to, "pipe:") {
				open = append(open, to)
			}
		}
		return open
	}
	lesson := func(script ...lab.Beat) *lab.Lesson {
		l := *faulty[0]
		l.Script = script
		return &l
	}
	header := trace.Header{Network: trace.PrivateNetwork, Hosts: []trace.Host{{Name: "client"}}}
	for _, c := range []struct {
		lesson *lab.Lesson
		says   string
		why    string
	}{
		{lesson(lab.Beat{ID: "oops", Then: "client FLYING"}), "script of lesson returns is wrong", "the script is read before anything is started"},
		{lesson(), "host client cannot be started", "the network starts no process, so the pipes to it must be closed"},
	} {
		n := &closing{}
		before := pipes()
		_, err := newRun(t.Context(), c.lesson, n, Options{Dir: t.TempDir()}, header, readTexts(c.lesson, lab.DefaultPort))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("the error is %v, want one with %q: %s", err, c.says, c.why)
		}
		if n.closed != 1 {
			t.Errorf("the network was released %d times, want once: %s", n.closed, c.why)
		}
		left := slices.DeleteFunc(pipes(), func(p string) bool { return slices.Contains(before, p) })
		if len(left) > 0 {
			t.Errorf("%v are open still: %s", left, c.why)
		}
	}
}

// TestTroubleInTheBackgroundIsTold has a host fall silent while nobody presses
// a key. The next call of Latest returns the error, once.
func TestTroubleInTheBackgroundIsTold(t *testing.T) {
	w := dialling(t)
	b := &Bench{run: w.run, changed: make(chan struct{}, 1), life: t.Context()}
	w.hosts[lab.Client].dumb = errors.New("no answer")
	b.takeNews(false, w.run)
	select {
	case <-b.Changed():
	default:
		t.Error("Changed gives no signal")
	}
	if _, err := b.Latest(); err == nil || !strings.Contains(err.Error(), "host client does not answer") {
		t.Errorf("the look gave %v, want that the client does not answer", err)
	}
	if _, err := b.Latest(); err != nil {
		t.Errorf("the second look gave %v again, want no more than one", err)
	}
}

// TestOthersLookWhileSomebodyWaits has one caller wait for a timer and another
// one read it, until something happens.
func TestOthersLookWhileSomebodyWaits(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	w.do(lab.Drop("client", "SYN")) // a timer brings it again
	b := &Bench{run: w.run, changed: make(chan struct{}, 1), life: t.Context(), watched: true}
	waited := make(chan error, 1)
	go func() { waited <- b.Do(t.Context(), trace.Move{Kind: trace.MoveWait}) }()
	for range 3 {
		if _, err := b.Latest(); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case err := <-waited:
		t.Fatalf("the wait ended with %v before anything had happened", err)
	default:
	}
	b.mu.Lock()
	w.sends(clientEnd, serverEnd, packet.SYN, 100, 0)
	b.mu.Unlock()
	if err := <-waited; err != nil {
		t.Errorf("the wait ended with %v though the SYN was sent again", err)
	}
	if step, err := b.Latest(); err != nil || len(step.Held) != 1 {
		t.Errorf("%d packets are held (%v), want the SYN", len(step.Held), err)
	}
}

// TestWhatWasStillToComeWasNotSkipped leaves a run in the middle. Only rows
// that the story has gone past count as skipped.
func TestWhatWasStillToComeWasNotSkipped(t *testing.T) {
	w := dialling(t,
		lab.Beat{ID: "dial", Move: lab.Call("client", "Dial")},
		lab.Beat{ID: "syn", Move: lab.Deliver("client", "SYN")},
		lab.Beat{ID: "close", Move: lab.Call("client", "Close")})
	w.do(lab.Call("client", "Dial"))
	if end := w.run.end(); end.Differences != 0 || len(end.Skipped) != 0 {
		t.Errorf("%d differences, skipped %v; want none: the run was left before SYN and Close could come", end.Differences, end.Skipped)
	}
}

// TestAFileIsLookedAtFirst holds that no host is started for a file that cannot
// be sent.
func TestAFileIsLookedAtFirst(t *testing.T) {
	t.Chdir(t.TempDir())
	sender := &lab.Lesson{Name: "file-transfer", Hosts: []lab.Host{{Name: "sender", Args: []string{"{file}"}}}}
	if _, err := Open(sender, Options{File: "none.txt"}); err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Errorf("the file is looked at before anything is started: %v", err)
	}
}
