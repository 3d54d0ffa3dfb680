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
		{Closed, Established, Active, []State{SynSent}, "a simultaneous open has SYN_RCVD, an ordinary one has not"},
		{Closed, Established, Passive, []State{SynRcvd}, "a listener's child begins there"},
		{Listen, Established, Passive, []State{SynRcvd}, "the same, asked from where the listener stands"},
		{Closed, Listen, Passive, nil, "Listen is one step"},
		{Closed, CloseWait, Active, []State{SynSent, Established}, "who receives a FIN was connected"},
		{Closed, CloseWait, Passive, []State{SynRcvd, Established}, "who receives a FIN was connected"},
		{Closed, LastAck, Passive, []State{SynRcvd, Established, CloseWait}, "all of the passive close"},
		{Closed, FinWait2, Passive, []State{SynRcvd, FinWait1}, "a close in SYN_RCVD passes ESTABLISHED by (Fig. 5)"},
		{Established, FinWait2, Active, []State{FinWait1}, "the FIN had to be acknowledged"},
		{Established, TimeWait, Passive, []State{FinWait1}, "from there three ways lead on"},
		{Established, LastAck, Active, []State{CloseWait}, "the FIN had to come in"},
		{FinWait1, TimeWait, Active, nil, "FIN_WAIT_2, CLOSING, or neither (Fig. 5, note 2)"},
		{CloseWait, Closed, Passive, []State{LastAck}, "its FIN had to be acknowledged"},
		{Established, Closed, Active, nil, "first or second to close: nothing is common"},
		{FinWait1, Closed, Active, []State{TimeWait}, "every way to close first ends there"},
		{SynSent, Closed, Active, nil, "an ordinary life is possible, and one of two closes"},
		{Established, SynSent, Active, nil, "that is another connection"},
		{TimeWait, Established, Passive, []State{SynRcvd}, "only with a port that is used again"},
		{Established, Established, Active, nil, "nothing happened"},
		{Closing, FinWait2, Active, nil, "no way leads back"},
		{"", Established, Active, nil, "an unknown state is no beginning"},
	} {
		if got := Passed(c.from, c.to, c.opener); !slices.Equal(got, c.want) {
			t.Errorf("Passed(%s, %s, %s) = %v, want %v: %s", c.from, c.to, c.opener, got, c.want, c.why)
		}
	}
}

// What was passed must itself be a walk that the table allows, whenever every
// arrow of it is forced.
func TestPassedIsInOrder(t *testing.T) {
	for _, opener := range []Opener{Active, Passive} {
		for _, from := range States {
			for _, to := range States {
				g := graph(opener, true)
				at := from
				if from == Closed && opener == Passive {
					at = Listen
				}
				for _, s := range Passed(from, to, opener) {
					if !g.reaches(at, s, "") {
						t.Errorf("%s, %s to %s: %s does not come after %s on any path", opener, from, to, s, at)
					}
					at = s
				}
			}
		}
	}
}
