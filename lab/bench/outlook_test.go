package bench

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

func said(moves []trace.Move) []string {
	var list []string
	for _, m := range moves {
		list = append(list, tell.MoveText(nil, m, "en"))
	}
	return list
}

// TestAStepOffersWhatIsPossible shows that a step lists the moves from which a
// student may choose, and that the bench refuses none of them.
func TestAStepOffersWhatIsPossible(t *testing.T) {
	w := dialling(t)
	for _, tt := range []struct {
		why  string
		do   trace.Move
		want []string
	}{
		{"no timer runs at the start, so there is nothing to wait for", trace.Move{},
			[]string{"client calls Dial", "kill client", "kill server", "cut the wire for client's packets", "cut the wire for server's packets", "cut the wire for all packets"}},
		{"a SYN is held and its sender's timer runs; the socket is not offered, because a program uses it", lab.Call("client", "Dial"),
			[]string{"deliver SYN to server", "drop SYN from client", "deliver SYN to server and keep a copy", "wait until something happens", "kill client", "kill server",
				"cut the wire for client's packets", "cut the wire for server's packets", "cut the wire for all packets"}},
		{"what is cut can be mended, and one of the two moves about everything is enough", lab.Cut("client"),
			[]string{"deliver SYN to server", "drop SYN from client", "deliver SYN to server and keep a copy", "wait until something happens", "kill client", "kill server",
				"mend the wire for client's packets", "cut the wire for server's packets"}},
		{"all is cut", lab.Cut("server"),
			[]string{"deliver SYN to server", "drop SYN from client", "deliver SYN to server and keep a copy", "wait until something happens", "kill client", "kill server",
				"mend the wire for client's packets", "mend the wire for server's packets", "mend the wire for all packets"}},
	} {
		step := w.run.last
		if tt.do.Kind != "" {
			step = w.do(tt.do)
		}
		if got := said(step.Moves); !slices.Equal(got, tt.want) {
			t.Errorf("%s: offered are\n%q, want\n%q", tt.why, got, tt.want)
		}
		for _, m := range step.Moves {
			if _, err := w.run.outlook().resolve(m); err != nil {
				t.Errorf("%s: %q is offered and refused: %v", tt.why, tell.MoveText(nil, m, "en"), err)
			}
		}
	}
}

// TestWhatOnlyTimeEndsMayBeDestroyed shows that a step offers to destroy a
// socket if no program holds it and only its timer ends it.
func TestWhatOnlyTimeEndsMayBeDestroyed(t *testing.T) {
	for _, tt := range []struct {
		why   string
		state tcp.State
		inode uint32
		flows bool
		want  bool
	}{
		{"a student need not wait 60 s", tcp.TimeWait, 0, false, true},
		{"nobody can read it any more", tcp.FinWait2, 0, false, true},
		{"the program has closed one direction and reads on", tcp.FinWait2, 1, false, false},
		{"its program uses it", tcp.Established, 1, false, false},
		{"tcplab must not destroy sockets of the host network", tcp.TimeWait, 0, true, false},
	} {
		w := dialling(t)
		w.do(lab.Call("client", "Dial"))
		w.run.flows = tt.flows
		w.table[table.Address{Proto: kernel.TCP, Local: clientEnd, Remote: serverEnd}] = kernel.Socket{
			Proto: kernel.TCP, State: tt.state, Local: clientEnd, Remote: serverEnd, Inode: tt.inode,
			Timer: kernel.Timer{Kind: kernel.TimeWait, Left: time.Minute},
		}
		step := w.do(lab.Drop("client", "SYN"))
		if got := slices.Contains(said(step.Moves), "destroy client's socket"); got != tt.want {
			t.Errorf("%s: %s with owner %d offers to be destroyed: %v, want %v", tt.why, tt.state, tt.inode, got, tt.want)
		}
	}
}

// TestAStepOffersNoMoreThanItMay shows that moves about packets are left out if
// too many are held, and no other moves.
func TestAStepOffersNoMoreThanItMay(t *testing.T) {
	w := dialling(t)
	for i := range uint16(40) {
		w.sends(netip.AddrPortFrom(clientEnd.Addr(), 41000+i), serverEnd, packet.SYN, 1, 0)
	}
	step := w.do(lab.Call("client", "Dial"))
	got := said(step.Moves)
	if len(got) != trace.MaxMoves || got[len(got)-1] != "cut the wire for all packets" {
		t.Errorf("%d moves are offered, the last %q; want %d, and the packets left out", len(got), got[len(got)-1], trace.MaxMoves)
	}
}
