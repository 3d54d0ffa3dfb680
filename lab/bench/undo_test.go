package bench

import (
	"context"
	"errors"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

// TestARepeatedRunThatComesOutOtherwiseSaysSo gives a run an earlier one to
// repeat whose last step the kernels do not do again.
func TestARepeatedRunThatComesOutOtherwiseSaysSo(t *testing.T) {
	dial := lab.Call("client", "Dial")
	refused := lab.Deliver("server", "RST ACK")
	stands := dialling(t).do(dial) // how things stand behind Dial
	for _, c := range []struct {
		name   string
		last   trace.Step
		want   trace.Move
		made   int
		reason string
	}{
		{"a move that is not possible", trace.Step{Move: refused}, refused, 1, "the run stands before it, and Dial was made"},
		{"something that does not happen", trace.Step{Move: trace.Move{Kind: trace.MoveTime}}, trace.Move{}, 1, "nothing comes by itself, so things stand otherwise"},
		{"another state", trace.Step{Move: lab.Deliver("client", "SYN")}, trace.Move{}, 2, "the SYN arrives, and the sockets are not as they were"},
	} {
		t.Run(c.name, func(t *testing.T) {
			was, err := trace.Create("", trace.Header{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer was.Close()
			c.last.Sockets = []trace.Socket{{Host: "client", State: "CLOSED"}}
			stands.Move = dial
			for _, s := range []trace.Step{{}, stands, c.last} {
				if err := was.Append(s); err != nil {
					t.Fatal(err)
				}
			}
			w := dialling(t)
			err = w.run.repeat(context.Background(), was, 3)
			var otherwise Otherwise
			if !errors.As(err, &otherwise) || otherwise.Move != c.want {
				t.Errorf("the error is %v, want that %v cannot be repeated", err, c.want)
			}
			if made := w.run.rec.Len() - 1; made != c.made {
				t.Errorf("%d moves were made, want %d: %s", made, c.made, c.reason)
			}
		})
	}
}

// TestACancelledUndoIsNoDifference: Esc ends the wait of an undo; that says
// nothing about the kernels.
func TestACancelledUndoIsNoDifference(t *testing.T) {
	was, err := trace.Create("", trace.Header{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer was.Close()
	for _, s := range []trace.Step{{}, {Move: lab.Kill("nobody"), Millis: 1 << 30}} {
		if err := was.Append(s); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var otherwise Otherwise
	if err := dialling(t).run.repeat(ctx, was, 2); err == nil || errors.As(err, &otherwise) {
		t.Errorf("the error is %v, want that of the cancelled wait", err)
	}
}
