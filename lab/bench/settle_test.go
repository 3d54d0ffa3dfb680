package bench

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tcplab/lab"
	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/packet"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
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

// listed is a world whose system tells all its sockets at once, as Windows does.
type listed struct{ *world }

func (l listed) Sockets() table.Reader { return l }

func (l listed) Moment() (all kernel.Listing, err error) {
	for _, s := range l.table {
		if !s.Remote.IsValid() {
			s.Remote = netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
		}
		all = append(all, s)
	}
	return all, nil
}

// TestADialWithoutAnAddressIsWaitedFor has a client on Windows, whose socket has no
// address until it is connected, and a server that refuses the first SYNs, so that the
// answer takes long. The time is not the machine's.
func TestADialWithoutAnAddressIsWaitedFor(t *testing.T) {
	const pid, none = 404, -1
	for _, c := range []struct {
		name   string
		opener int           // the process to which the table gives the socket in SYN_SENT; 0 if it tells none, none if it has no such row
		takes  time.Duration // until the answer comes
		want   string
		why    string
	}{
		{"the table has its row", pid, time.Minute, "call-started client Dial, call-ended client Dial", "Windows repeats a SYN that was refused, however long that takes"},
		{"the row is another process's", pid + 1, time.Minute, "call-started client Dial", "somebody else's connection says nothing about this one"},
		{"the row is nobody's", 0, time.Minute, "call-started client Dial, call-ended client Dial", "Wine tells no process before a socket is connected"},
		{"the table has no row yet", none, hostPatience / 2, "call-started client Dial, call-ended client Dial", "a Dial takes a moment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := dialling(t)
				w.run.flows, w.run.net, w.run.hosts[0].PID = true, listed{w}, pid
				client := w.hosts[lab.Client]
				client.onGo[1] = func() {
					if c.opener != none {
						w.table[table.Address{Proto: kernel.TCP, Local: clientEnd, Remote: serverEnd}] = kernel.Socket{
							Proto: kernel.TCP, State: tcp.SynSent, Local: clientEnd, Remote: serverEnd, PID: c.opener, StateOnly: true,
						}
					}
					w.later(c.takes, func() {
						w.stands(clientEnd, serverEnd, "")
						client.ends(1, "Dial", "")
					})
				}
				if got := kinds(w.do(lab.Call("client", "Dial"))); got != c.want {
					t.Errorf("the step of the Dial is %q, want %q: %s", got, c.want, c.why)
				}
			})
		})
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

// TestBytesUnderWayAreWaitedFor has a client that writes on a system that delivers its
// bytes, and acknowledges them, a moment after Write has returned. The time is not the
// machine's.
func TestBytesUnderWayAreWaitedFor(t *testing.T) {
	for _, c := range []struct {
		name       string
		queuesOnly bool
		takes      time.Duration // until the ACK comes
		want       int           // what the step shows of the 5 bytes in the client's Send-Q
		why        string
	}{
		{"macOS", true, hostPatience / 2, 0, "the ACK belongs to the step of the Write"},
		{"nobody reads", true, time.Hour, 5, "a window may be closed for ever, so the wait has a bound"},
		{"Linux", false, hostPatience / 2, 5, "all that comes at once has come when Write returns, so that nothing is waited for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := dialling(t)
				client := w.hosts[lab.Client]
				has := func(sendQ int) {
					w.table[table.Address{Proto: kernel.TCP, Local: clientEnd, Remote: serverEnd}] = kernel.Socket{
						Proto: kernel.TCP, State: tcp.Established, Local: clientEnd, Remote: serverEnd, SendQ: sendQ, Held: true, QueuesOnly: c.queuesOnly,
					}
				}
				client.onGo[2] = func() {
					has(5)
					w.later(c.takes, func() { has(0) })
					client.ends(2, "Write", "5 bytes")
				}
				w.do(lab.Call("client", "Dial"))
				w.do(lab.Deliver("client", "SYN"))
				w.do(lab.Deliver("server", "SYN ACK"))
				w.stands(serverEnd, clientEnd, tcp.Established)
				w.do(lab.Deliver("client", "ACK"))
				w.run.flows = true
				step := w.do(lab.Call("client", "Write"))
				i := slices.IndexFunc(step.Sockets, func(s trace.Socket) bool { return s.Local == clientEnd.String() })
				if got := step.Sockets[i].SendQ; got != c.want {
					t.Errorf("Send-Q is %d behind the step of the Write, want %d: %s", got, c.want, c.why)
				}
			})
		})
	}
}
