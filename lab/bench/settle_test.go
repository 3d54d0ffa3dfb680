package bench

import (
	"context"
	"errors"
	"testing"

	"tcplab/lab"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
)

// TestSettlingEndsWithItsContext settles a run whose packets flow, with a
// client in SYN_SENT that no server will ever answer.
func TestSettlingEndsWithItsContext(t *testing.T) {
	w := dialling(t)
	w.do(lab.Call("client", "Dial"))
	w.run.flows = true
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.run.settle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("settling ended with %v, want that it was cancelled: the client still waits for an answer", err)
	}
}

// TestACallThatBringsNoNewsBelongsToItsStep has a client whose Write blocks: its
// host answers without news, because the call has not ended. All that the Write
// has done until then belongs to its step.
func TestACallThatBringsNoNewsBelongsToItsStep(t *testing.T) {
	for _, c := range []struct {
		name  string
		flows bool
		does  func(w *world, client, server *actor) // what the Write does before its host answers
		want  string
		why   string
	}{
		{
			"packets are held", false,
			func(w *world, _, _ *actor) { w.sends(clientEnd, serverEnd, packet.ACK, 105, 901) },
			"call-started client Write, packet-sent client ACK", "the packet was on the wire when the host answered",
		},
		{
			"packets flow", true,
			func(_ *world, _, server *actor) { // the server has answered that it rests; its socket is ready only now
				server.works = []func(){func() {}, func() { server.ends(7, "Read", "bytes") }}
			},
			"call-started client Write, call-ended server Read", "the bytes reached the server's socket before the client's host answered",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := dialling(t)
			client, server := w.hosts[lab.Client], w.hosts[lab.Server]
			server.begins(7, "Read", 20)
			if _, err := w.run.catchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.do(lab.Call("client", "Dial"))
			w.do(lab.Deliver("client", "SYN"))
			w.do(lab.Deliver("server", "SYN ACK"))
			w.stands(serverEnd, clientEnd, tcp.Established)
			w.do(lab.Deliver("client", "ACK"))
			w.do(lab.Call("server", "Read"))
			w.run.flows = c.flows
			client.onGo[2] = func() { client.works = []func(){func() { c.does(w, client, server) }} }
			step := w.do(lab.Call("client", "Write"))
			if got := kinds(step); got != c.want {
				t.Errorf("the step of the Write is %q, want %q: %s", got, c.want, c.why)
			}
		})
	}
}
