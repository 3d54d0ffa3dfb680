package tcp

import (
	"slices"
	"testing"
)

func TestPassed(t *testing.T) {
	for _, c := range []struct {
		from, to State
		opener   Opener
		want     []State
		why      string
	}{
		{Closed, Established, Active, []State{SynSent}, "a simultaneous open passes SYN_RCVD, an ordinary one does not"},
		{Closed, Established, Passive, []State{SynRcvd}, "a listener's child begins in SYN_RCVD"},
		{Listen, Established, Passive, []State{SynRcvd}, "the same, with the listener's state as the beginning"},
		{Closed, Listen, Passive, nil, "Listen is one step"},
		{Closed, CloseWait, Active, []State{SynSent, Established}, "an end that receives a FIN was connected"},
		{Closed, CloseWait, Passive, []State{SynRcvd, Established}, "an end that receives a FIN was connected"},
		{Closed, LastAck, Passive, []State{SynRcvd, Established, CloseWait}, "all of the passive close"},
		{Closed, FinWait2, Passive, []State{SynRcvd, FinWait1}, "a close in SYN_RCVD leads past ESTABLISHED (Fig. 5)"},
		{Established, FinWait2, Active, []State{FinWait1}, "the FIN had to be acknowledged"},
		{Established, TimeWait, Passive, []State{FinWait1}, "three ways lead on from FIN_WAIT_1"},
		{Established, LastAck, Active, []State{CloseWait}, "the FIN had to come in"},
		{FinWait1, TimeWait, Active, nil, "FIN_WAIT_2, CLOSING, or neither (Fig. 5, note 2)"},
		{CloseWait, Closed, Passive, []State{LastAck}, "its FIN had to be acknowledged"},
		{Established, Closed, Active, nil, "to close first and to close second have no state in common"},
		{FinWait1, Closed, Active, []State{TimeWait}, "every way to close first ends there"},
		{SynSent, Closed, Active, nil, "a whole life is possible, closed first or second"},
		{Established, SynSent, Active, nil, "that is another connection"},
		{TimeWait, Established, Passive, []State{SynRcvd}, "only with a port that is used again"},
		{Established, Established, Active, nil, "nothing happened"},
		{Closing, FinWait2, Active, nil, "no way leads back"},
		{"", Established, Active, nil, "no path begins at an unknown state"},
	} {
		if got := Passed(c.from, c.to, c.opener, false); !slices.Equal(got, c.want) {
			t.Errorf("Passed(%s, %s, %s) = %v, want %v: %s", c.from, c.to, c.opener, got, c.want, c.why)
		}
	}
}

// TestPassedOnceTheSYNIsAcknowledged shows that ESTABLISHED is not left out if
// an end opens, talks and closes between two observations: two ways lead from
// SYN_SENT to FIN_WAIT_1, and an acknowledgement of the SYN decides which of
// them was gone.
func TestPassedOnceTheSYNIsAcknowledged(t *testing.T) {
	for _, c := range []struct {
		from, to State
		opener   Opener
		want     []State
		why      string
	}{
		{SynSent, FinWait1, Active, []State{Established}, "the program wrote and closed as soon as it was connected"},
		{SynRcvd, FinWait1, Passive, []State{Established}, "the server answered and closed in one go"},
		{SynRcvd, FinWait1, Active, []State{Established}, "the same after a simultaneous open"},
		{Closed, TimeWait, Active, []State{SynSent, Established, FinWait1}, "a whole life within one look, closed first"},
		{Closed, FinWait2, Passive, []State{SynRcvd, Established, FinWait1}, "the same at the other end"},
		{SynSent, Established, Active, nil, "ESTABLISHED is where it is now"},
		{SynSent, SynRcvd, Active, nil, "a simultaneous open is not finished yet"},
		{Established, TimeWait, Active, []State{FinWait1}, "what came before was seen"},
	} {
		if got := Passed(c.from, c.to, c.opener, true); !slices.Equal(got, c.want) {
			t.Errorf("Passed(%s, %s, %s) = %v, want %v: %s", c.from, c.to, c.opener, got, c.want, c.why)
		}
	}
}

// TestPassedIsInOrder shows that the states which Passed lists can follow each
// other in that order.
func TestPassedIsInOrder(t *testing.T) {
	for _, opener := range []Opener{Active, Passive} {
		for _, from := range States {
			for _, to := range States {
				g := graph(opener, false, true)
				at := from
				if from == Closed && opener == Passive {
					at = Listen
				}
				for _, s := range Passed(from, to, opener, false) {
					if !g.reaches(at, s, "") {
						t.Errorf("%s, %s to %s: %s does not come after %s on any path", opener, from, to, s, at)
					}
					at = s
				}
			}
		}
	}
}
