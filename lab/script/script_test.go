package script

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// telling plays moves against a script and returns the rows that they took.
// Each packet is sent in the step before the one that is about it.
func telling(t *testing.T, beats []lab.Beat, packets bool, moves ...trace.Move) (*Script, []string) {
	t.Helper()
	acts := make([]act, len(moves))
	for i, m := range moves {
		if m.AboutPacket() {
			m.ID = i
			acts[i-1].sends = append(acts[i-1].sends, datagram(m))
		}
		acts[i].move = m
	}
	return acting(t, beats, packets, acts...)
}

// act is a move and the packets that are sent in its step.
type act struct {
	move   trace.Move
	sends  []trace.Packet
	copies []trace.Packet // that its drop brings to light
	also   []trace.Event
}

func (a act) step() *trace.Step {
	step := &trace.Step{Move: a.move}
	if a.move.Kind == trace.MoveDrop {
		step.Events = append(step.Events, trace.Event{Kind: trace.EventDropped, Packet: &trace.Packet{ID: a.move.ID}})
	}
	for _, p := range a.copies {
		step.Events = append(step.Events, trace.Event{Kind: trace.EventCopy, Host: p.From, Name: p.Name, ID: p.ID, Packet: &p})
	}
	step.Events = append(step.Events, a.also...)
	for _, p := range a.sends {
		step.Events = append(step.Events, trace.Event{Kind: trace.EventSent, Host: p.From, Name: p.Name, ID: p.ID, Packet: &p})
	}
	return step
}

// acting is telling for acts, which say when each packet is sent and name it by
// its id.
func acting(t *testing.T, beats []lab.Beat, packets bool, acts ...act) (*Script, []string) {
	t.Helper()
	s, err := read(beats, !packets)
	if err != nil {
		t.Fatal(err)
	}
	known := map[int]trace.Packet{}
	var rows []string
	for _, a := range acts {
		step := a.step()
		for _, e := range step.Events {
			switch e.Kind {
			case trace.EventSent:
				known[e.ID] = *e.Packet
			case trace.EventDropped:
				*e.Packet = known[e.Packet.ID]
			}
		}
		row := s.take(step)
		if row < 0 {
			rows = append(rows, "-")
			continue
		}
		rows = append(rows, beats[row].ID)
		if !packets {
			for _, k := range s.takeFlowing(row) {
				rows[len(rows)-1] += "+" + beats[k].ID
			}
		}
	}
	return s, rows
}

// with returns a move about the packet of that id.
func with(id int, m trace.Move) trace.Move {
	m.ID = id
	return m
}

// datagram returns the packet that a move is about. It is a UDP packet, because
// it has no sequence numbers by which it could be a retransmission.
func datagram(m trace.Move) trace.Packet {
	return trace.Packet{ID: m.ID, From: m.Host, To: m.To, Name: m.Name, Proto: "udp"}
}

// segment returns a TCP segment from client to server or back. A SYN or FIN
// takes up one sequence number, and DATA n takes up n.
func segment(id int, from, name string, seq, ack uint32) trace.Packet {
	p := trace.Packet{ID: id, From: from, Name: name, Proto: "tcp", Seq: seq, Ack: ack, Src: "client:1", Dst: "server:8001"}
	if from == "server" {
		p.Src, p.Dst = p.Dst, p.Src
	}
	for _, flag := range []string{"SYN", "FIN", "RST"} {
		if strings.HasPrefix(name, flag) {
			p.Flags = flag[:1]
		}
	}
	fmt.Sscanf(name, "DATA %d", &p.Len)
	return p
}

// nextOf returns the row that comes next if these moves are possible, or -1 if
// there is none. Their packets have just been sent.
func nextOf(s *Script, possible ...trace.Move) int {
	for i, m := range possible {
		if m.AboutPacket() {
			possible[i].ID = 1000 + i
			p := datagram(possible[i])
			s.send(&p, true)
		}
	}
	row, _, _ := s.Next(possible, nil)
	return row
}

var handshake = []lab.Beat{
	{ID: "dial", Move: lab.Call("client", "Dial"), Chapter: "opening", Then: "client SYN_SENT"},
	{ID: "syn", Move: lab.Deliver("client", "SYN"), Chapter: "opening"},
	{ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK"), Chapter: "opening", Then: "client ESTABLISHED"},
	{ID: "write", Move: lab.Call("client", "Write"), Chapter: "data"},
	{ID: "again", Move: lab.Call("client", "Write"), Chapter: "data"},
}

func TestAStepTakesTheFirstRowOfItsKind(t *testing.T) {
	syn := segment(1, "client", "SYN", 0, 0)
	again := segment(2, "client", "SYN", 0, 0)
	s, rows := acting(t, handshake, true,
		act{move: lab.Call("client", "Dial"), sends: []trace.Packet{syn}},
		act{move: lab.Call("client", "Write")},
		act{move: with(1, lab.Drop("client", "SYN"))},
		act{move: trace.Move{Kind: trace.MoveTime}, sends: []trace.Packet{again}},
		act{move: with(2, lab.Deliver("client", "SYN"))},
		act{move: lab.Call("client", "Write")}, act{move: lab.Call("client", "Write")})
	want := []string{"dial", "write", "-", "-", "syn", "again", "-"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v: each step takes the first untaken row of its kind, host and name; no row asks for the drop, and the SYN that is sent again belongs to the old one's row", rows, want)
	}
	if got := s.Skipped(len(s.beats)); !slices.Equal(got, []string{"syn-ack"}) {
		t.Errorf("skipped %v, want syn-ack alone", got)
	}
	if got := s.Skipped(s.UpTo("syn")); len(got) != 0 {
		t.Errorf("skipped before syn: %v, want none: only the rows before syn count", got)
	}
	if got := s.Progress(); got["opening"] != 2 || got["data"] != 2 {
		t.Errorf("progress %v, want 2 rows of each chapter", got)
	}
}

// TestARowThatWaitsIsTakenByWhatItWaitsFor lets time pass at several places of a
// story whose last row waits.
func TestARowThatWaitsIsTakenByWhatItWaitsFor(t *testing.T) {
	beats := append(slices.Clone(talk), lab.Beat{ID: "gone", Move: lab.Wait(), Then: "client CLOSED"})
	waits := func(kind string, to string) *trace.Step {
		step := &trace.Step{Move: trace.Move{Kind: kind}}
		if to == "" {
			return step // no socket: that is CLOSED, too
		}
		step.Sockets = []trace.Socket{{ID: 1, Host: "client", Role: trace.RoleConnection, State: to}}
		step.Events = []trace.Event{{Kind: trace.EventState, ID: 1, Host: "client", To: to}}
		return step
	}
	for _, c := range []struct {
		taken []string // beats taken before
		step  *trace.Step
		want  bool
		why   string
	}{
		{nil, waits(trace.MoveTime, ""), false, "the client is CLOSED because it has not dialled yet"},
		{[]string{"dial", "syn"}, waits(trace.MoveTime, "ESTABLISHED"), false, "time passed with something else, ten rows ahead of the wait"},
		{[]string{"dial", "syn"}, waits(trace.MoveWait, "ESTABLISHED"), false, "a student may wait for something else"},
		{[]string{"dial", "syn"}, waits(trace.MoveTime, "CLOSED"), true, "its connection has come to its end in this step, though early"},
		{nil, &trace.Step{Move: elapsed, Sockets: []trace.Socket{{ID: 1, Host: "client", Role: trace.RoleConnection, State: "CLOSED"}}}, false, "its connection ended in an earlier step"},
		{ids(talk), waits(trace.MoveTime, "TIME_WAIT"), false, "the story has come to the wait, but what it waits for has not"},
		{ids(talk), waits(trace.MoveTime, "CLOSED"), true, "the timer ran out while the student looked"},
		{ids(talk), waits(trace.MoveWait, "CLOSED"), true, "the student waited for it"},
		{ids(talk), waits(trace.MoveWait, "TIME_WAIT"), true, "the wait came next, and the kernel does not do as the row claims: that is a finding"},
	} {
		s, err := read(beats, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range c.taken {
			s.mark(slices.Index(ids(beats), id))
		}
		row := s.take(c.step)
		if got := row >= 0; got != c.want {
			t.Errorf("behind %v a step of %s took row %d, want that it takes the row that waits: %v: %s", c.taken, c.step.Move.Kind, row, c.want, c.why)
		}
	}
}

// ids lists the beats of rows.
func ids(beats []lab.Beat) (list []string) {
	for _, b := range beats {
		list = append(list, b.ID)
	}
	return list
}

func TestNextIsTheFirstPossibleRow(t *testing.T) {
	s, _ := telling(t, handshake, true, lab.Call("client", "Dial"))
	syn := segment(4, "client", "SYN", 0, 0)
	s.send(&syn, true)
	possible := []trace.Move{{Kind: trace.MoveCall, Host: "client", Name: "Write", ID: 9}, {Kind: trace.MoveDeliver, Host: "client", Name: "SYN", ID: 4}, {Kind: trace.MoveDeliver, Host: "client", Name: "SYN", ID: 7}}
	row, move, _ := s.Next(possible, nil)
	if handshake[max(row, 0)].ID != "syn" || move.ID != 4 {
		t.Errorf("next is row %d with id %d, want syn with 4: the first row in script order, and the packet that belongs to it", row, move.ID)
	}
	if row, _, _ := s.Next(nil, nil); row != -1 {
		t.Errorf("next is row %d though nothing is possible", row)
	}
}

func TestStatesAreComparedWhileAllEarlierRowsAreTaken(t *testing.T) {
	s, _ := telling(t, handshake, true, lab.Call("client", "Dial"), lab.Deliver("server", "SYN ACK"))
	if ok, f := s.compare(2, nil, &trace.Step{}); ok || len(f) != 0 {
		t.Errorf("expected %v, findings %v though syn was skipped: the student plays another story, and a difference in it is no finding", ok, f)
	}
	s, _ = telling(t, handshake, true, lab.Call("client", "Dial"), lab.Deliver("client", "SYN"), lab.Deliver("server", "SYN ACK"))
	_, f := s.compare(2, nil, &trace.Step{})
	if len(f) != 1 || f[0].Subject != "client" || f[0].Want != "ESTABLISHED" || f[0].Got != "CLOSED" {
		t.Errorf("findings %v, want one: the client is CLOSED, and the row claims ESTABLISHED", f)
	}
}

func TestWherePacketsFlowTheirRowsAreToldWithTheCall(t *testing.T) {
	s, rows := telling(t, handshake, false, lab.Call("client", "Dial"), lab.Call("client", "Write"))
	if want := []string{"dial+syn+syn-ack", "write"}; !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
	step := &trace.Step{Sockets: []trace.Socket{{Host: "client", Role: trace.RoleConnection, State: "ESTABLISHED"}}}
	if ok, f := s.compare(0, []int{1, 2}, step); !ok || len(f) != 0 {
		t.Errorf("findings %v: if rows are told together, states are checked for the last of them only", f)
	}
}

var copying = []lab.Beat{
	{ID: "open", Move: lab.Call("sender", "Open")},
	{ID: "eof", Move: lab.Call("sender", "File.Read"), Loop: "content", When: "sender ends File.Read: EOF"},
	{ID: "read", Move: lab.Call("sender", "File.Read"), Loop: "content"},
	{ID: "write", Move: lab.Call("sender", "Write"), Loop: "content"},
	{ID: "data", Move: lab.Deliver("sender", "DATA 9"), Loop: "content"},
	{ID: "close", Move: lab.Call("sender", "Close")},
}

func TestALoopGoesRoundInOrderUntilTheStoryGoesOn(t *testing.T) {
	s, rows := telling(t, copying, true,
		lab.Call("sender", "Open"),
		lab.Call("sender", "File.Read"), lab.Call("sender", "Write"), lab.Deliver("sender", "DATA 9"),
		lab.Call("sender", "File.Read"))
	if want := []string{"open", "read", "write", "data", "read"}; !slices.Equal(rows, want) {
		t.Fatalf("rows %v, want %v", rows, want)
	}
	// Behind read the loop goes on with write, though read and data are
	// possible, too.
	row := nextOf(s, lab.Call("sender", "File.Read"), lab.Deliver("sender", "DATA 9"), lab.Call("sender", "Write"), lab.Call("sender", "Close"))
	if copying[row].ID != "write" {
		t.Errorf("next in the loop is %s, want write: a loop goes round in its order", copying[row].ID)
	}
	eof := &trace.Step{Move: lab.Call("sender", "File.Read"), Events: []trace.Event{{Kind: trace.EventEnded, Host: "sender", Name: "File.Read", Err: "EOF"}}}
	if row := s.take(eof); copying[row].ID != "eof" {
		t.Errorf("the Read that met the end took %s, want eof: the condition of eof holds", copying[row].ID)
	}
	s.take(&trace.Step{Move: lab.Call("sender", "Close")})
	if row := s.take(&trace.Step{Move: lab.Call("sender", "Write")}); row != -1 {
		t.Errorf("a Write behind Close took row %d: the loop was over", row)
	}
	if !s.Told() {
		t.Errorf("the story is not told; skipped: %v", s.Skipped(len(s.beats)))
	}
}

func TestAStarStandsForAnyLength(t *testing.T) {
	beats := []lab.Beat{
		{ID: "name", Move: lab.Call("sender", "Write"), Then: "sender sends DATA *"},
		{ID: "name-arrives", Move: lab.Deliver("sender", "DATA *")},
		{ID: "datagram", Move: lab.Deliver("sender", "UDP *")},
		{ID: "rest", Move: lab.Deliver("*", "*"), Loop: "rest"},
	}
	data, udp := with(1, lab.Deliver("sender", "DATA 1460")), with(2, lab.Deliver("sender", "UDP 0"))
	other, ack := with(3, lab.Deliver("receiver", "DATA 9")), with(4, lab.Deliver("sender", "ACK"))
	s, rows := acting(t, beats, true,
		act{move: lab.Call("sender", "Write"), sends: []trace.Packet{datagram(data), datagram(udp)}},
		act{move: udp, sends: []trace.Packet{datagram(other), datagram(ack)}},
		act{move: other}, act{move: data}, act{move: ack})
	if want := []string{"name", "datagram", "rest", "name-arrives", "rest"}; !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v: DATA * is a segment of any length from the host named; * is any packet of any host", rows, want)
	}
	sent := &trace.Step{Events: []trace.Event{{Kind: trace.EventSent, Host: "sender", Name: "DATA 31"}}}
	if f := s.unmet(0, nil, sent); len(f) != 0 {
		t.Errorf("findings %v: a claim about DATA * holds for any length", f)
	}
	if f := s.unmet(0, nil, &trace.Step{}); len(f) != 1 {
		t.Errorf("findings %v, want one: nothing was sent", f)
	}
}

// TestWhatIsSentAgainIsThePacketThatItWas drops the first of two segments. The
// second takes its own row. The first, sent again, takes its own row, too: not
// that of the second, nor one of a loop that is still to come.
func TestWhatIsSentAgainIsThePacketThatItWas(t *testing.T) {
	data := lab.Deliver("client", "DATA 3")
	_, rows := acting(t, []lab.Beat{
		{ID: "one", Move: lab.Call("client", "Write")},
		{ID: "one-arrives", Move: lab.Deliver("client", "DATA 3"), Then: "server sends ACK; server sends FIN"},
		{ID: "two", Move: lab.Call("client", "Write")},
		{ID: "two-arrives", Move: lab.Deliver("client", "DATA 3"), Then: "server sends ACK; server sends FIN"},
		{ID: "read", Move: lab.Call("server", "Read")},
		{ID: "long", Move: lab.Call("client", "Write")},
		{ID: "segment", Move: lab.Deliver("client", "DATA *"), Loop: "segments", Then: "server sends nothing"},
	}, true,
		act{move: lab.Call("client", "Write"), sends: []trace.Packet{segment(1, "client", "DATA 3", 1, 1)}},
		act{move: with(1, lab.Drop("client", "DATA 3"))},
		act{move: lab.Call("client", "Write"), sends: []trace.Packet{segment(2, "client", "DATA 3", 4, 1)}},
		act{move: with(2, data)},
		act{move: trace.Move{Kind: trace.MoveTime}, sends: []trace.Packet{segment(3, "client", "DATA 3", 1, 1)}},
		act{move: with(3, data)},
		act{move: lab.Call("server", "Read")},
		act{move: lab.Call("client", "Write"), sends: []trace.Packet{segment(4, "client", "DATA 3", 7, 1), segment(5, "client", "DATA 1460", 10, 1)}},
		act{move: with(4, data)}, act{move: with(5, lab.Deliver("client", "DATA 1460"))})
	want := []string{"one", "-", "two", "two-arrives", "-", "one-arrives", "read", "long", "segment", "segment"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}

// TestASynAckBehindASynIsAPacketOfItsOwn crosses two SYNs. Each end answers with
// a SYN ACK, which brings its own SYN once more (RFC 9293, figure 7), and still
// has a row of its own. If it is sent again, it belongs to that row.
func TestASynAckBehindASynIsAPacketOfItsOwn(t *testing.T) {
	_, rows := acting(t, []lab.Beat{
		{ID: "one", Move: lab.Call("client", "Dial")},
		{ID: "two", Move: lab.Call("server", "Dial")},
		{ID: "one-syn", Move: lab.Deliver("client", "SYN")},
		{ID: "two-syn", Move: lab.Deliver("server", "SYN")},
		{ID: "two-answer", Move: lab.Deliver("server", "SYN ACK")},
		{ID: "one-answer", Move: lab.Deliver("client", "SYN ACK")},
	}, true,
		act{move: lab.Call("client", "Dial"), sends: []trace.Packet{segment(1, "client", "SYN", 0, 0)}},
		act{move: lab.Call("server", "Dial"), sends: []trace.Packet{segment(2, "server", "SYN", 0, 0)}},
		act{move: with(1, lab.Deliver("client", "SYN")), sends: []trace.Packet{segment(3, "server", "SYN ACK", 0, 1)}},
		act{move: with(2, lab.Deliver("server", "SYN")), sends: []trace.Packet{segment(4, "client", "SYN ACK", 0, 1)}},
		act{move: with(3, lab.Drop("server", "SYN ACK"))},
		act{move: trace.Move{Kind: trace.MoveTime}, sends: []trace.Packet{segment(5, "server", "SYN ACK", 0, 1)}},
		act{move: with(5, lab.Deliver("server", "SYN ACK"))},
		act{move: with(4, lab.Deliver("client", "SYN ACK"))})
	want := []string{"one", "two", "one-syn", "two-syn", "-", "-", "two-answer", "one-answer"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}

// blocks has a loop within a loop, as in a lesson that sends a file block by
// block, each in many segments.
var blocks = []lab.Beat{
	{ID: "open", Move: lab.Call("sender", "Open")},
	{ID: "read", Move: lab.Call("sender", "File.Read"), Loop: "content"},
	{ID: "write", Move: lab.Call("sender", "Write"), Loop: "content"},
	{ID: "data", Move: lab.Deliver("sender", "DATA *"), Loop: "content/segment"},
	{ID: "save", Move: lab.Call("receiver", "File.Write"), Loop: "content/segment"},
	{ID: "close", Move: lab.Call("sender", "Close")},
}

func TestAnInnerLoopGoesRoundBeforeTheOuterOneGoesOn(t *testing.T) {
	read, write, shut := lab.Call("sender", "File.Read"), lab.Call("sender", "Write"), lab.Call("sender", "Close")
	data, save := lab.Deliver("sender", "DATA 1460"), lab.Call("receiver", "File.Write")
	s, rows := telling(t, blocks, true, lab.Call("sender", "Open"), read, write, data, save)
	if want := []string{"open", "read", "write", "data", "save"}; !slices.Equal(rows, want) {
		t.Fatalf("rows %v, want %v", rows, want)
	}
	if row := nextOf(s, read, data); blocks[row].ID != "data" {
		t.Errorf("next is %s, want data: more segments of this block are on the wire", blocks[row].ID)
	}
	if row := nextOf(s, read); blocks[row].ID != "read" {
		t.Errorf("next is %s, want read: no segment is left, so the next block's turn has come", blocks[row].ID)
	}
	s.take(&trace.Step{Move: read})
	row := nextOf(s, data, write)
	if blocks[row].ID != "write" {
		t.Errorf("next is %s, want write: behind read the outer loop goes on in its order", blocks[row].ID)
	}
	if l, _, ok := s.Loop(row); !ok || blocks[l.First].ID != "read" || blocks[l.End].ID != "close" {
		t.Errorf("the loop is rows %d to %d, %v; want all rows from read to save: a run step takes both loops as one", l.First, l.End, ok)
	}
	s.take(&trace.Step{Move: shut})
	if row := nextOf(s, data); row != -1 {
		t.Errorf("next is %s behind close: both loops were over", blocks[row].ID)
	}
}

func TestAMistakeInAScriptNamesItsBeat(t *testing.T) {
	_, err := read([]lab.Beat{{ID: "oops", Then: "client FLYING"}}, false)
	if err == nil || !strings.Contains(err.Error(), "oops") {
		t.Errorf("got %v, want an error that names the beat", err)
	}
}

// TestAHostThatTheLessonDoesNotHaveIsAMistake has one mistyped host in each place
// where a row can name one.
func TestAHostThatTheLessonDoesNotHaveIsAMistake(t *testing.T) {
	hosts := []lab.Host{{Name: "client"}, {Name: "client-2"}, {Name: "server"}}
	for _, c := range []struct {
		row  lab.Beat
		name string // what the lesson does not have; "" if nothing is wrong
		why  string
	}{
		{lab.Beat{Move: lab.Call("cleint", "Dial")}, "cleint", "no step would ever take the row"},
		{lab.Beat{Move: lab.DeliverTo("server", "ACK", "client-3")}, "client-3", "no packet goes there"},
		{lab.Beat{Move: lab.Kill("sever")}, "sever", "nobody has that name"},
		{lab.Beat{Move: lab.Wait(), Then: "server LISTEN; cleint CLOSED"}, "cleint", "the claim would hold for ever: a socket that does not exist is CLOSED"},
		{lab.Beat{Move: lab.Wait(), Then: "server/client-1 CLOSED"}, "client-1", "the peer of a connection is a host, too"},
		{lab.Beat{Move: lab.Wait(), When: "cleint exits 0"}, "cleint", "the condition would never hold"},
		{lab.Beat{Move: lab.CallFor("server", "Read", "client-4")}, "client-4", "no call is for it"},
		{lab.Beat{Move: lab.Destroy("clinet")}, "clinet", "it has no socket"},
		{lab.Beat{Move: lab.Wait(), Then: "server/listner recv_q 1"}, "listner", "neither a host nor one of the words for a socket"},
		{lab.Beat{Move: lab.Wait(), Then: "client CLOSED", Only: "host", After: "ooops"}, "ooops", "there is no such beat, so the row would be told without it"},
		{lab.Beat{Move: lab.Wait(), Chapter: "opening"}, "opening", "no chapter has that name"},
		{lab.Beat{Move: lab.Wait(), Only: "privat"}, "privat", "no network has that name, so the row would be nowhere"},
		{lab.Beat{Move: lab.Wait(), Only: "host", Then: "sever LISTEN"}, "sever", "a row is read on every network"},
		{lab.Beat{Move: lab.Wait(), After: "oops"}, "", "a row of the script"},
		{lab.Beat{Move: lab.Wait(), Only: lab.PrivateNetwork, Needs: "syncookie"}, "syncookie", "nobody can look for it"},
		{lab.Beat{Move: lab.Wait(), Only: lab.PrivateNetwork, Needs: "syncookies destroy"}, "", "both can be lacking"},
		{lab.Beat{Move: lab.Deliver("*", "*")}, "", "* stands for any host"},
		{lab.Beat{Move: lab.Deliver("client*", "ACK")}, "", "so does a * at the end"},
		{lab.Beat{Move: lab.CallFor("server", "Read", "client-2"), Then: "server/listener LISTEN; server/udp UNCONN; server/client CLOSED"}, "", "listener and udp are no hosts"},
	} {
		c.row.ID = "oops"
		_, err := New(&lab.Lesson{Hosts: hosts, Script: []lab.Beat{c.row}}, lab.PrivateNetwork)
		switch {
		case c.name == "" && err != nil:
			t.Errorf("%v was refused with %q, want that it is read: %s", c.row, err, c.why)
		case c.name != "" && (err == nil || !strings.Contains(err.Error(), `"`+c.name+`"`) || !strings.Contains(err.Error(), "oops")):
			t.Errorf("%v gave the error %v, want one that names %q and the beat: %s", c.row, err, c.name, c.why)
		case c.name != "" && words.In(err, "zh") == err.Error():
			t.Errorf("%v gave the error %v in both languages", c.row, err)
		}
	}
}

// talk is a connection's life, with two messages in it.
var talk = []lab.Beat{
	{ID: "dial", Move: lab.Call("client", "Dial")},
	{ID: "syn", Move: lab.Deliver("client", "SYN")},
	{ID: "syn-ack", Move: lab.Deliver("server", "SYN ACK")},
	{ID: "ack", Move: lab.Deliver("client", "ACK"), Stop: true},
	{ID: "one", Move: lab.Call("client", "Write")},
	{ID: "one-arrives", Move: lab.Deliver("client", "DATA 3")},
	{ID: "one-ack", Move: lab.Deliver("server", "ACK")},
	{ID: "two", Move: lab.Call("client", "Write")},
	{ID: "two-arrives", Move: lab.Deliver("client", "DATA 3")},
	{ID: "two-ack", Move: lab.Deliver("server", "ACK")},
	{ID: "close", Move: lab.Call("client", "Close"), After: "one-arrives"},
	{ID: "fin", Move: lab.Deliver("client", "FIN ACK")},
}

// These are the steps of talk up to the first message, and later ones.
var (
	handshaken = []act{
		{move: lab.Call("client", "Dial"), sends: []trace.Packet{segment(1, "client", "SYN", 0, 0)}},
		{move: with(1, lab.Deliver("client", "SYN")), sends: []trace.Packet{segment(2, "server", "SYN ACK", 0, 1)}},
		{move: with(2, lab.Deliver("server", "SYN ACK")), sends: []trace.Packet{segment(3, "client", "ACK", 1, 1)}},
	}
	connected = append(slices.Clone(handshaken), act{move: with(3, lab.Deliver("client", "ACK"))})
	one       = act{move: lab.Call("client", "Write"), sends: []trace.Packet{segment(4, "client", "DATA 3", 1, 1)}}
	two       = act{move: lab.Call("client", "Write"), sends: []trace.Packet{segment(5, "client", "DATA 3", 4, 1)}}
	elapsed   = trace.Move{Kind: trace.MoveTime}
)

// ends returns the sockets of both ends. The hosts named in timers have a
// retransmission timer running.
func ends(clientState, serverState string, timers ...string) []trace.Socket {
	list := []trace.Socket{
		{Host: "client", State: clientState, Local: "client:1", Remote: "server:8001"},
		{Host: "server", State: serverState, Local: "server:8001", Remote: "client:1"},
	}
	for i := range list {
		if slices.Contains(timers, list[i].Host) {
			list[i].Timer = &trace.Timer{Kind: "retransmit"}
		}
	}
	return list
}

// TestHowAStoryGoesOn checks the rules at the head of script.go, sentence by
// sentence.
func TestHowAStoryGoesOn(t *testing.T) {
	for _, c := range []struct {
		name    string
		acts    []act
		sockets []trace.Socket // with the timers that run at the end
		calls   []trace.Move   // possible at the end, beside moves of held packets
		rows    string         // the rows taken, "-" for a step that took none
		next    string         // the row that comes next, "owed", or "" for none
		why     string
	}{
		{
			name: "a SYN is owed", acts: []act{handshaken[0], {move: with(1, lab.Drop("client", "SYN"))}},
			sockets: ends("SYN_SENT", "CLOSED", "client"), calls: []trace.Move{lab.Call("client", "Write")},
			rows: "dial -", next: "owed", why: "the client's timer will send it again, so no row behind it comes next",
		},
		{
			name: "and comes again", acts: []act{handshaken[0], {move: with(1, lab.Drop("client", "SYN"))}, {move: elapsed, sends: []trace.Packet{segment(7, "client", "SYN", 0, 0)}}},
			sockets: ends("SYN_SENT", "CLOSED", "client"), calls: []trace.Move{lab.Call("client", "Write")},
			rows: "dial - -", next: "syn", why: "the SYN that is sent again belongs to the old one's row",
		},
		{
			name: "unless its sender has given up", acts: []act{handshaken[0], {move: with(1, lab.Drop("client", "SYN"))}},
			sockets: ends("CLOSED", "CLOSED"), calls: []trace.Move{lab.Call("client", "Write")},
			rows: "dial -", next: "one", why: "no timer runs, so the row is lost",
		},
		{
			name: "the handshake's ACK is asked for again", acts: append(slices.Clone(handshaken), act{move: with(3, lab.Drop("client", "ACK"))}),
			sockets: ends("ESTABLISHED", "SYN_RCVD", "server"), calls: []trace.Move{lab.Call("client", "Write")},
			rows: "dial syn syn-ack -", next: "owed", why: "an end in SYN_RCVD repeats its SYN ACK until it is answered",
		},
		{
			name: "by a SYN ACK that has no row", acts: append(slices.Clone(handshaken),
				act{move: with(3, lab.Drop("client", "ACK"))},
				act{move: elapsed, sends: []trace.Packet{segment(7, "server", "SYN ACK", 0, 1)}},
				act{move: with(7, lab.Deliver("server", "SYN ACK")), sends: []trace.Packet{segment(8, "client", "ACK", 1, 1)}},
				act{move: with(8, lab.Deliver("client", "ACK"))}),
			rows: "dial syn syn-ack - - - ack", calls: []trace.Move{lab.Call("client", "Write")},
			next: "one", why: "the SYN ACK's row was taken; the ACK is the one that was dropped",
		},
		{
			name: "an ACK of data is lost", acts: append(slices.Clone(connected), one,
				act{move: with(4, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(7, "server", "ACK", 1, 4)}},
				act{move: with(7, lab.Drop("server", "ACK"))}),
			sockets: ends("ESTABLISHED", "ESTABLISHED", "client"), calls: []trace.Move{lab.Call("client", "Write")},
			rows: "dial syn syn-ack ack one one-arrives -", next: "two", why: "later packets acknowledge the same bytes",
		},
		{
			name: "and the next ACK is another", acts: append(slices.Clone(connected), one,
				act{move: with(4, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(7, "server", "ACK", 1, 4)}},
				act{move: with(7, lab.Drop("server", "ACK"))}, two,
				act{move: with(5, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(8, "server", "ACK", 1, 7)}},
				act{move: with(8, lab.Deliver("server", "ACK"))}),
			rows: "dial syn syn-ack ack one one-arrives - two two-arrives two-ack", why: "it was sent when the second message arrived, so it belongs to two-ack",
		},
		{
			name: "the second message comes first", acts: append(slices.Clone(connected), one, two,
				act{move: with(5, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(7, "server", "ACK", 1, 1)}},
				act{move: with(4, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(8, "server", "ACK", 1, 7)}},
				act{move: with(7, lab.Deliver("server", "ACK"))}, act{move: with(8, lab.Deliver("server", "ACK"))}),
			rows: "dial syn syn-ack ack one two two-arrives one-arrives two-ack one-ack", why: "each message has its row from the moment it is sent, and so has its answer",
		},
		{
			name: "both messages come as one", acts: append(slices.Clone(connected), one, two,
				act{move: with(4, lab.Drop("client", "DATA 3"))}, act{move: with(5, lab.Drop("client", "DATA 3"))},
				act{move: elapsed, sends: []trace.Packet{segment(7, "client", "DATA 6", 1, 1)}},
				act{move: with(7, lab.Deliver("client", "DATA 6"))}),
			sockets: ends("ESTABLISHED", "ESTABLISHED", "client"), calls: []trace.Move{lab.Call("client", "Close")},
			rows: "dial syn syn-ack ack one two - - - one-arrives", next: "close", why: "the second message has arrived as well, so no packet for its row will come",
		},
		{
			name: "a student's copy", acts: append(slices.Clone(connected), one,
				act{move: with(4, lab.Duplicate("client", "DATA 3")), sends: []trace.Packet{segment(7, "server", "ACK", 1, 4)}},
				act{move: with(100, lab.Deliver("client", "DATA 3")), sends: []trace.Packet{segment(8, "server", "ACK", 1, 4)}},
				act{move: with(8, lab.Deliver("server", "ACK"))}, act{move: with(7, lab.Deliver("server", "ACK"))}),
			rows: "dial syn syn-ack ack one one-arrives - - one-ack", why: "neither the copy nor the answer to it takes a row",
		},
		{
			name: "a program that is killed", acts: append(slices.Clone(connected),
				act{move: lab.Kill("client"), sends: []trace.Packet{segment(7, "client", "FIN ACK", 1, 1)}},
				act{move: with(7, lab.Deliver("client", "FIN ACK"))}),
			rows: "dial syn syn-ack ack - -", why: "no row asked for the kill, so its FIN belongs to none",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, rows := acting(t, talk, true, c.acts...)
			if got := strings.Join(rows, " "); got != c.rows {
				t.Errorf("rows %s, want %s: %s", got, c.rows, c.why)
			}
			possible := slices.Clone(c.calls)
			for _, a := range c.acts {
				for _, p := range a.sends {
					if _, held := s.mail.row[p.ID]; held {
						possible = append(possible, with(p.ID, lab.Deliver(p.From, p.Name)))
					}
				}
			}
			next := ""
			if row, _, owed := s.Next(possible, c.sockets); owed {
				next = "owed"
			} else if row >= 0 {
				next = talk[row].ID
			}
			if next != c.next {
				t.Errorf("next is %q, want %q: %s", next, c.next, c.why)
			}
		})
	}
}

// TestACallTellsWhichRowItIs plays a run in which the first of three datagrams
// was dropped. Each Read then gives the text that a later row claims, and takes
// that row instead of the first.
func TestACallTellsWhichRowItIs(t *testing.T) {
	beats := []lab.Beat{
		{ID: "arrives", Move: lab.Deliver("client", "UDP 3")},
		{ID: "read-one", Move: lab.Call("server", "Read"), Then: "server ends Read: one"},
		{ID: "read-two", Move: lab.Call("server", "Read"), Then: "server ends Read: two"},
		{ID: "wait", Move: lab.Call("server", "Read"), Then: "server sends nothing"},
		{ID: "read-three", Move: lab.Call("server", "Read"), Then: "server ends Read: three"},
		{ID: "late", Move: lab.Call("server", "Read"), Then: "server ends Read: four", Chapter: "another"},
	}
	s, err := read(beats, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ gives, row, why string }{
		{"two", "read-two", "this row claims what the Read gave"},
		{"four", "wait", "read-one is over, and the claims of the first open row hold"},
		{"four", "read-three", "no row of the chapter claims four, so the Read takes the first one and differs from it"},
		{"four", "late", "it is the first open row"},
	} {
		step := &trace.Step{Move: lab.Call("server", "Read"), Events: []trace.Event{{Kind: trace.EventEnded, Host: "server", Name: "Read", Text: c.gives}}}
		row := s.take(step)
		if row < 0 || beats[row].ID != c.row {
			t.Fatalf("a Read that gives %q takes row %d, want %s: %s", c.gives, row, c.row, c.why)
		}
		if expected, findings := s.compare(row, nil, step); expected != (c.row != "read-three") || len(findings) > 0 {
			t.Errorf("%s: expected %v, findings %v: behind a row that was passed over a difference is no finding", c.row, expected, findings)
		}
	}
}

// TestARowIsToldAfterThoseItRestsOn shows that a row is not told if a row that
// it comes after was not taken, even if all its own claims hold.
func TestARowIsToldAfterThoseItRestsOn(t *testing.T) {
	for _, arrived := range []bool{false, true} {
		acts := append(slices.Clone(connected), one, act{move: with(4, lab.Deliver("client", "DATA 3"))}, act{move: lab.Call("client", "Close")})
		if !arrived {
			acts[5].move.Kind = trace.MoveDrop
		}
		s, _ := acting(t, talk, true, acts...)
		if expected, _ := s.compare(s.last, nil, &trace.Step{}); expected != arrived || talk[s.last].ID != "close" {
			t.Errorf("%s is told: %v, want %v: its text rests on one-arrives", talk[s.last].ID, expected, arrived)
		}
	}
}

// TestBehindAStudentsOwnMoveADifferenceIsNoFinding, not even after the student
// has made up for all rows: a kernel that has lost a packet behaves differently
// from then on.
func TestBehindAStudentsOwnMoveADifferenceIsNoFinding(t *testing.T) {
	drop, deliver := with(1, lab.Drop("client", "SYN")), with(1, lab.Deliver("client", "SYN"))
	beats := slices.Clone(talk[:2])
	beats[1].Then = "client ESTABLISHED"
	for _, c := range []struct {
		move, next trace.Move
		finding    bool
		why        string
	}{
		{deliver, deliver, true, "the student made the move that came next"},
		{drop, deliver, false, "the student chose to drop it"},
		{with(2, lab.Call("server", "Listen")), deliver, false, "the student called something first"},
		{drop, drop, true, "the script asks for the drop"},
		{elapsed, deliver, true, "time passes whatever the student does"},
		{lab.Wait(), deliver, true, "a wait does not leave the script"},
	} {
		s, _ := acting(t, beats, true, handshaken[0], act{move: deliver})
		s.chosen(c.move, &c.next)
		if expected, findings := s.compare(1, nil, &trace.Step{}); expected || (len(findings) > 0) != c.finding {
			t.Errorf("%v where %v came next: expected %v, findings %v; want a finding: %v, because %s", c.move, c.next, expected, findings, c.finding, c.why)
		}
	}
}

// TestATextMayNotFitWhereRowsChangedPlaces shows that a row's text may not fit
// if rows before it were taken late or not at all.
func TestATextMayNotFitWhereRowsChangedPlaces(t *testing.T) {
	for _, c := range []struct {
		acts []act
		want bool
		why  string
	}{
		{append(slices.Clone(connected), one), false, "all is in order"},
		{append(slices.Clone(handshaken), one), true, "the handshake's ACK has not come in"},
		{append(slices.Clone(handshaken), one, act{move: with(3, lab.Deliver("client", "ACK"))}), true, "the client has written before it came in"},
	} {
		s, rows := acting(t, talk, true, c.acts...)
		if got := s.passedOver(s.last); got != c.want {
			t.Errorf("behind %v: %v, want %v: %s", rows, got, c.want, c.why)
		}
	}
}

// TestAStepSaysWhyItIsNotAsTheRowHasIt: behind a student's own move a claim that
// does not hold is no finding, but the step keeps it.
func TestAStepSaysWhyItIsNotAsTheRowHasIt(t *testing.T) {
	s, _ := telling(t, handshake, true, lab.Call("client", "Dial"), lab.Deliver("server", "SYN ACK"))
	step := &trace.Step{}
	if _, f := s.compare(2, nil, step); len(f) != 0 || len(step.Unmet) != 1 || step.Unmet[0].Want != "ESTABLISHED" || step.Unmet[0].Got != "CLOSED" {
		t.Errorf("findings %v, unmet %v; want the client's state unmet and no finding", f, step.Unmet)
	}
}

// TestALineThatNobodyKnowsIsRefused: a row that tells a program something which is
// none of its Lines would never be taken.
func TestALineThatNobodyKnowsIsRefused(t *testing.T) {
	hosts := []lab.Host{{Name: "client", Lines: []lab.Line{{Text: "dial"}, {Text: "close"}}}, {Name: "server"}}
	for _, c := range []struct {
		row  lab.Beat
		want string // in the error; "" if there is none
	}{
		{lab.Beat{ID: "x", Move: lab.Tell("client", "close")}, ""},
		{lab.Beat{ID: "x", Move: lab.Tell("client", "clsoe")}, `"close"`},
		{lab.Beat{ID: "x", Move: lab.Tell("server", "close")}, "among its Lines"},
	} {
		_, err := New(&lab.Lesson{Hosts: hosts, Script: []lab.Beat{c.row}}, lab.PrivateNetwork)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: the error is %v, want %q in it", c.row.Move, err, c.want)
		}
	}
}
