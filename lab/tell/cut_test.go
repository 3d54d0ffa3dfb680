package tell

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// intoTheCut returns a scene of a step in which a client has sent into a cut
// wire: the same packet for the copies-th time, and n others in a burst.
func intoTheCut(lang string, copies, n int) *Scene {
	header := &trace.Header{Network: trace.PrivateNetwork, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	step := trace.Step{Step: 9, Move: trace.Move{Kind: trace.MoveTime}, Cut: []string{"client"}}
	for i := range n + 1 {
		p := trace.Packet{
			ID: 5 + i, From: "client", To: "server", Proto: "tcp", Name: "DATA 5", Src: "127.0.0.1:40001", Dst: "127.0.0.1:8001", Flags: "AP",
			Seq: uint32(1 + 5*i), Ack: 1, Len: 5, Copies: 1, Step: 9, Ended: 9, Fate: trace.FateLost,
		}
		if i == 0 && copies > 1 {
			p.Copies, p.Step = copies, 3
		}
		step.Wire = append(step.Wire, p)
		for _, kind := range []string{trace.EventSent, trace.EventLost} {
			step.Events = append(step.Events, trace.Event{Kind: kind, Host: p.From, To: p.To, Name: p.Name, ID: p.ID, Packet: &p})
		}
	}
	return &Scene{Header: header, Lang: lang, Step: step, Length: 10, At: 9, Window: []trace.Step{step}}
}

// TestALostPacketIsToldOnce: that it was sent and that it was lost is one
// sentence, and a burst is one, too.
func TestALostPacketIsToldOnce(t *testing.T) {
	for _, c := range []struct {
		lang      string
		copies, n int
		want      string
	}{
		{"en", 1, 0, "client sends DATA 5, which is lost: the wire is cut  seq 1 ack 1"},
		{"zh", 1, 0, "客户端发出 DATA 5，但线路已切断，丢失了  seq 1 ack 1"},
		{"en", 4, 0, "client sends DATA 5 again, which is lost, too  seq 1 ack 1"},
		{"zh", 4, 0, "客户端重传 DATA 5，同样丢失  seq 1 ack 1"},
		{"en", 1, 2, "client sends DATA 5, which is lost: the wire is cut ×3"},
	} {
		s := intoTheCut(c.lang, c.copies, c.n)
		if got := strings.Join(s.eventsTold(), " | "); got != c.want {
			t.Errorf("sent %d times, %d others:\n%q, want\n%q", c.copies, c.n, got, c.want)
		}
	}
}

// TestALostPacketHasOneRung: it leaves and ends in the same row, once for each
// repetition that is told.
func TestALostPacketHasOneRung(t *testing.T) {
	s := intoTheCut("en", 4, 1)
	var got []rungKind
	for _, r := range s.Rungs() {
		got = append(got, r.Kind)
		if r.Sent != 9 {
			t.Errorf("a rung's packet was sent in step %d, want 9: the row is about this repetition", r.Sent)
		}
	}
	if want := []rungKind{RungDropped, RungDropped}; !slices.Equal(got, want) {
		t.Errorf("the rungs are %v, want %v", got, want)
	}
}

// TestWhereTheWireIsCut: every step says it.
func TestWhereTheWireIsCut(t *testing.T) {
	s := intoTheCut("en", 1, 0)
	for _, c := range []struct {
		lang, want string
		cut        []string
	}{
		{"en", "", nil},
		{"en", "cut: client", []string{"client"}},
		{"zh", "已切断：客户端、服务器", []string{"client", "server"}},
	} {
		s.Lang, s.Step.Cut = c.lang, c.cut
		if got := s.CutText(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestTheMovesOfAWire are told in both languages.
func TestTheMovesOfAWire(t *testing.T) {
	for _, c := range []struct {
		kind, host, en, zh string
	}{
		{trace.MoveCut, "client", "cut the wire for client's packets", "切断线路，不再传客户端发的包"},
		{trace.MoveCut, "*", "cut the wire for all packets", "切断线路，什么包都不再传"},
		{trace.MoveMend, "server", "mend the wire for server's packets", "接通线路，恢复传服务器发的包"},
		{trace.MoveMend, "*", "mend the wire for all packets", "接通线路，恢复传所有的包"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			if got := MoveText(nil, trace.Move{Kind: c.kind, Host: c.host}, lang); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}

// TestWhatACutMeans: the meaning of a cut does not promise what is not there, and
// that of a mend names the timer that brings the lost packet.
func TestWhatACutMeans(t *testing.T) {
	s := intoTheCut("en", 1, 0)
	s.Step.Move, s.Step.Events = trace.Move{Kind: trace.MoveCut, Host: "client"}, nil
	if got := s.meaning(); !strings.Contains(got, "lost from now on") || strings.Contains(got, "held") {
		t.Errorf("%q, want what a cut means, and nothing about held packets: none is held", got)
	}
	s = intoTheCut("en", 1, 0)
	s.Step.Move, s.Step.Events, s.Step.Cut = trace.Move{Kind: trace.MoveMend, Host: "client"}, nil, nil
	s.Step.Sockets = []trace.Socket{{
		ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8001", State: "ESTABLISHED",
		Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 3000},
	}}
	if got := s.meaning(); !strings.Contains(got, "only if a kernel sends it again") || !strings.Contains(got, "client: resend 3 s") {
		t.Errorf("%q, want the timer that brings it again", got)
	}
}

// TestAWaitIsNotOffTheScript: what comes by itself is in no row, and no fault of
// the student's.
func TestAWaitIsNotOffTheScript(t *testing.T) {
	header := &trace.Header{}
	for _, c := range []struct {
		step trace.Step
		want string
	}{
		{trace.Step{Move: trace.Move{Kind: trace.MoveWait}, Expected: true}, ""},
		{trace.Step{Move: trace.Move{Kind: trace.MoveDrop, By: trace.ByFault}, Expected: true}, "The command asked for it (--fault)."},
		{trace.Step{Move: trace.Move{Kind: trace.MoveCut}}, "Not in the script."},
	} {
		if got := OffScript(header, &c.step, "en"); got != c.want {
			t.Errorf("%v: %q, want %q", c.step.Move, got, c.want)
		}
	}
}
