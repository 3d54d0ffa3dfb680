package lab

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// telling plays moves against a script and returns the rows they took.
func telling(t *testing.T, beats []Beat, packets bool, moves ...trace.Move) (*script, []string) {
	t.Helper()
	s, err := newScript(beats, packets)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, m := range moves {
		row := s.take(&trace.Step{Move: m})
		if row < 0 {
			rows = append(rows, "-")
			continue
		}
		rows = append(rows, beats[row].ID)
		if !packets {
			for _, k := range s.tell(row) {
				rows[len(rows)-1] += "+" + beats[k].ID
			}
		}
	}
	return s, rows
}

var handshake = []Beat{
	{ID: "dial", Move: Call("client", "Dial"), Chapter: "opening", Then: "client SYN_SENT"},
	{ID: "syn", Move: Deliver("client", "SYN"), Chapter: "opening"},
	{ID: "syn-ack", Move: Deliver("server", "SYN ACK"), Chapter: "opening", Then: "client ESTABLISHED"},
	{ID: "write", Move: Call("client", "Write"), Chapter: "data"},
	{ID: "again", Move: Call("client", "Write"), Chapter: "data"},
}

func TestAStepTakesTheFirstRowOfItsKind(t *testing.T) {
	s, rows := telling(t, handshake, true,
		Call("client", "Dial"), Call("client", "Write"), Drop("client", "SYN"), Deliver("client", "SYN"), Call("client", "Write"), Call("client", "Write"))
	want := []string{"dial", "write", "-", "syn", "again", "-"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v: the first untaken of the same kind, host and name; a drop is nobody's row", rows, want)
	}
	if got := s.skipped(""); !slices.Equal(got, []string{"syn-ack"}) {
		t.Errorf("skipped %v, want syn-ack alone", got)
	}
	if got := s.skipped("syn"); len(got) != 0 {
		t.Errorf("skipped before syn: %v, want none: what follows was not asked for", got)
	}
	if got := s.progress(); got["opening"] != 2 || got["data"] != 2 {
		t.Errorf("progress %v, want 2 rows of each chapter", got)
	}
}

func TestNextIsTheFirstPossibleRow(t *testing.T) {
	s, _ := telling(t, handshake, true, Call("client", "Dial"))
	possible := []trace.Move{{Kind: trace.MoveCall, Host: "client", Name: "Write", ID: 9}, {Kind: trace.MoveDeliver, Host: "client", Name: "SYN", ID: 4}, {Kind: trace.MoveDeliver, Host: "client", Name: "SYN", ID: 7}}
	row, move := s.next(possible)
	if handshake[max(row, 0)].ID != "syn" || move.ID != 4 {
		t.Errorf("next is row %d with id %d, want syn with 4: script order first, then the oldest packet", row, move.ID)
	}
	if row, _ := s.next(nil); row != -1 {
		t.Errorf("next is row %d though nothing is possible", row)
	}
}

func TestStatesAreComparedWhileAllEarlierRowsAreTaken(t *testing.T) {
	s, _ := telling(t, handshake, true, Call("client", "Dial"), Deliver("server", "SYN ACK"))
	if ok, f := s.compare(2, nil, &trace.Step{}); ok || len(f) != 0 {
		t.Errorf("expected %v, findings %v though syn was skipped: the story is another one, and that is no finding", ok, f)
	}
	s, _ = telling(t, handshake, true, Call("client", "Dial"), Deliver("client", "SYN"), Deliver("server", "SYN ACK"))
	_, f := s.compare(2, nil, &trace.Step{})
	if len(f) != 1 || f[0].Subject != "client" || f[0].Want != "ESTABLISHED" || f[0].Got != "CLOSED" {
		t.Errorf("findings %v, want one: the client is CLOSED where ESTABLISHED was claimed", f)
	}
}

func TestWherePacketsFlowTheirRowsAreToldWithTheCall(t *testing.T) {
	s, rows := telling(t, handshake, false, Call("client", "Dial"), Call("client", "Write"))
	if want := []string{"dial+syn+syn-ack", "write"}; !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
	step := &trace.Step{Sockets: []trace.Socket{{Host: "client", Role: trace.RoleConnection, State: "ESTABLISHED"}}}
	if ok, f := s.compare(0, []int{1, 2}, step); !ok || len(f) != 0 {
		t.Errorf("findings %v: of rows told together only the last says how things stand", f)
	}
}

var copying = []Beat{
	{ID: "open", Move: Call("sender", "Open")},
	{ID: "eof", Move: Call("sender", "File.Read"), Loop: "content", When: "sender ends File.Read: EOF"},
	{ID: "read", Move: Call("sender", "File.Read"), Loop: "content"},
	{ID: "write", Move: Call("sender", "Write"), Loop: "content"},
	{ID: "data", Move: Deliver("sender", "DATA 9"), Loop: "content"},
	{ID: "close", Move: Call("sender", "Close")},
}

func TestALoopGoesRoundInOrderUntilTheStoryGoesOn(t *testing.T) {
	s, rows := telling(t, copying, true,
		Call("sender", "Open"),
		Call("sender", "File.Read"), Call("sender", "Write"), Deliver("sender", "DATA 9"),
		Call("sender", "File.Read"))
	if want := []string{"open", "read", "write", "data", "read"}; !slices.Equal(rows, want) {
		t.Fatalf("rows %v, want %v", rows, want)
	}
	// Behind read the loop goes on with write, though read and data are possible too.
	row, _ := s.next([]trace.Move{Call("sender", "File.Read"), Deliver("sender", "DATA 9"), Call("sender", "Write"), Call("sender", "Close")})
	if copying[row].ID != "write" {
		t.Errorf("next in the loop is %s, want write: a loop goes round in its order", copying[row].ID)
	}
	eof := &trace.Step{Move: Call("sender", "File.Read"), Events: []trace.Event{{Kind: trace.EventEnded, Host: "sender", Name: "File.Read", Err: "EOF"}}}
	if row := s.take(eof); copying[row].ID != "eof" {
		t.Errorf("the Read that met the end took %s, want eof: its condition holds", copying[row].ID)
	}
	s.take(&trace.Step{Move: Call("sender", "Close")})
	if row := s.take(&trace.Step{Move: Call("sender", "Write")}); row != -1 {
		t.Errorf("a Write behind Close took row %d: the loop was over", row)
	}
	if !s.told() {
		t.Errorf("the story is not told; skipped: %v", s.skipped(""))
	}
}

func TestAStarStandsForAnyLength(t *testing.T) {
	beats := []Beat{
		{ID: "name", Move: Call("sender", "Write"), Then: "sender sends DATA *"},
		{ID: "name-arrives", Move: Deliver("sender", "DATA *")},
		{ID: "datagram", Move: Deliver("sender", "UDP *")},
		{ID: "rest", Move: Deliver("*", "*"), Loop: "rest"},
	}
	s, rows := telling(t, beats, true,
		Call("sender", "Write"), Deliver("sender", "UDP 0"), Deliver("receiver", "DATA 9"), Deliver("sender", "DATA 1460"), Deliver("sender", "ACK"))
	if want := []string{"name", "datagram", "rest", "name-arrives", "rest"}; !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v: DATA * is a segment of any length, but of its own host; * is any packet of any host", rows, want)
	}
	sent := &trace.Step{Events: []trace.Event{{Kind: trace.EventSent, Host: "sender", Name: "DATA 31"}}}
	if f := s.unmet(0, nil, sent); len(f) != 0 {
		t.Errorf("findings %v: a claim about DATA * holds for any length", f)
	}
	if f := s.unmet(0, nil, &trace.Step{}); len(f) != 1 {
		t.Errorf("findings %v, want one: nothing was sent", f)
	}
}

// TestALoopAheadTakesNoNamedPacket: where the first of two segments was dropped,
// the second and then the first, sent again, take the rows that name them, and
// not a loop that is still to come and takes segments of any length.
func TestALoopAheadTakesNoNamedPacket(t *testing.T) {
	_, rows := telling(t, []Beat{
		{ID: "one", Move: Call("client", "Write")},
		{ID: "one-arrives", Move: Deliver("client", "DATA 3"), Then: "server sends ACK; server sends FIN"},
		{ID: "two", Move: Call("client", "Write")},
		{ID: "two-arrives", Move: Deliver("client", "DATA 3"), Then: "server sends ACK; server sends FIN"},
		{ID: "read", Move: Call("server", "Read")},
		{ID: "long", Move: Call("client", "Write")},
		{ID: "segment", Move: Deliver("client", "DATA *"), Loop: "segments", Then: "server sends nothing"},
	}, true,
		Call("client", "Write"), Drop("client", "DATA 3"), Call("client", "Write"),
		Deliver("client", "DATA 3"), Deliver("client", "DATA 3"),
		Call("server", "Read"), Call("client", "Write"), Deliver("client", "DATA 3"), Deliver("client", "DATA 1460"))
	want := []string{"one", "-", "two", "two-arrives", "one-arrives", "read", "long", "segment", "segment"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}

// Two loops in one another, as where a file's blocks go out and each is many
// segments.
var blocks = []Beat{
	{ID: "open", Move: Call("sender", "Open")},
	{ID: "read", Move: Call("sender", "File.Read"), Loop: "content"},
	{ID: "write", Move: Call("sender", "Write"), Loop: "content"},
	{ID: "data", Move: Deliver("sender", "DATA *"), Loop: "content/segment"},
	{ID: "save", Move: Call("receiver", "File.Write"), Loop: "content/segment"},
	{ID: "close", Move: Call("sender", "Close")},
}

func TestAnInnerLoopGoesRoundBeforeTheOuterOneGoesOn(t *testing.T) {
	read, write, shut := Call("sender", "File.Read"), Call("sender", "Write"), Call("sender", "Close")
	data, save := Deliver("sender", "DATA 1460"), Call("receiver", "File.Write")
	s, rows := telling(t, blocks, true, Call("sender", "Open"), read, write, data, save)
	if want := []string{"open", "read", "write", "data", "save"}; !slices.Equal(rows, want) {
		t.Fatalf("rows %v, want %v", rows, want)
	}
	if row, _ := s.next([]trace.Move{read, data}); blocks[row].ID != "data" {
		t.Errorf("next is %s, want data: more segments of this block are on the wire", blocks[row].ID)
	}
	if row, _ := s.next([]trace.Move{read}); blocks[row].ID != "read" {
		t.Errorf("next is %s, want read: no segment is left, so the next block's turn has come", blocks[row].ID)
	}
	s.take(&trace.Step{Move: read})
	row, _ := s.next([]trace.Move{data, write})
	if blocks[row].ID != "write" {
		t.Errorf("next is %s, want write: behind read the outer loop goes on in its order", blocks[row].ID)
	}
	if first, end, ok := s.loop(row); !ok || blocks[first].ID != "read" || blocks[end].ID != "close" {
		t.Errorf("the loop is rows %d to %d, %v; want all from read to save: it runs on as one", first, end, ok)
	}
	s.take(&trace.Step{Move: shut})
	if row, _ := s.next([]trace.Move{data}); row != -1 {
		t.Errorf("next is %s behind close: both loops were over", blocks[row].ID)
	}
}

func TestAMistakeInAScriptNamesItsBeat(t *testing.T) {
	_, err := newScript([]Beat{{ID: "oops", Then: "client FLYING"}}, true)
	if err == nil || !strings.Contains(err.Error(), "oops") {
		t.Errorf("got %v, want an error that names the beat", err)
	}
}

// TestRowsOfOneIDAreToldOnce holds that a handshake of three rows with one text
// is not told three times where its packets flow by themselves.
func TestRowsOfOneIDAreToldOnce(t *testing.T) {
	s, err := newScript([]Beat{
		{ID: "dial", Move: Call("client", "Dial"), Chapter: "opening"},
		{ID: "handshake", Move: Deliver("client", "SYN"), Chapter: "opening"},
		{ID: "handshake", Move: Deliver("server", "SYN ACK"), Chapter: "opening"},
		{ID: "established", Move: Deliver("client", "ACK"), Chapter: "opening"},
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	r := &Run{lesson: &Lesson{}, script: s, flows: true}
	step := trace.Step{Move: Call("client", "Dial")}
	r.compare(&step)
	if want := []string{"handshake", "established"}; !slices.Equal(step.Told, want) {
		t.Errorf("Dial tells %v, want %v", step.Told, want)
	}
}
