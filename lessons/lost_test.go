package lessons

import (
	"context"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestALostDatagramIsNoFault drops the question of UDP's first lesson and goes
// on as far as that leads: both programs wait, and it is said for what.
func TestALostDatagramIsNoFault(t *testing.T) {
	needPrivate(t)
	b, err := bench.Open(lessonNamed(t, "udp"), bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx := context.Background()
	if err := b.GoTo(ctx, "hello"); err != nil {
		t.Fatal(err)
	}
	if err := b.Do(ctx, lab.Drop("client", "UDP 5")); err != nil {
		t.Fatal(err)
	}
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		if step.Done == "" {
			if err := b.Next(ctx); err != nil {
				t.Fatal(err)
			}
			continue
		}
		h := b.Recording().Header()
		s := &tell.Scene{Header: &h, Lang: "en", Live: true, Length: 1, Step: step}
		if got, want := s.StuckText(), "Lost: UDP 5. "; step.Done != trace.DoneStuck || !strings.HasPrefix(got, want) ||
			!strings.Contains(got, "server in ReadFromUDP, client in Read") {
			t.Errorf("at the end (%s) it says %q, want the lost datagram and both programs that wait", step.Done, got)
		}
		return
	}
}
