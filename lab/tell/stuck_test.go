package tell

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestWhatAStuckRunWaitsFor: a program that waits for a lost datagram is how UDP
// works, and it is told so. Any other run that cannot go on is stuck, and the
// calls that wait are named.
func TestWhatAStuckRunWaitsFor(t *testing.T) {
	calls := []trace.Call{
		{Host: "client", Name: "Read", Status: trace.CallRunning, Socket: 1},
		{Host: "server", Name: "ReadFromUDP", Status: trace.CallRunning, Socket: 2},
		{Host: "server", Name: "exit", Status: trace.CallWaiting},
	}
	sockets := func(proto string) []trace.Socket { return []trace.Socket{{ID: 1, Proto: proto}, {ID: 2, Proto: proto}} }
	lost := []trace.Packet{{Proto: "udp", Name: "UDP 3", Fate: trace.FateDelivered}, {Proto: "udp", Name: "UDP 5", Fate: trace.FateDropped}}
	for _, c := range []struct {
		step   trace.Step
		en, zh string
		kind   NextKind
		why    string
	}{
		{trace.Step{Done: trace.DoneStuck, Calls: calls, Sockets: sockets("udp"), Wire: lost},
			"Lost: UDP 5. UDP sends nothing again and tells nobody, so the wait goes on: client in Read, server in ReadFromUDP.",
			"丢了：UDP 5。UDP 不重传，也不通知谁，所以只好一直等：客户端在 Read 里、服务器在 ReadFromUDP 里。",
			NextMove, "UDP's lesson is no fault"},
		{trace.Step{Done: trace.DoneStuck, Calls: calls, Sockets: sockets("udp"), Wire: lost[:1]},
			"Nothing can end the wait: client in Read, server in ReadFromUDP.",
			"没有什么能结束这个等待：客户端在 Read 里、服务器在 ReadFromUDP 里。",
			NextStuck, "nothing was lost, so the loss cannot be the reason"},
		{trace.Step{Done: trace.DoneStuck, Calls: calls, Sockets: sockets("tcp"), Wire: lost},
			"Nothing can end the wait:", "没有什么能结束这个等待：", NextStuck, "who waits does not wait for a datagram"},
		{trace.Step{Done: trace.DoneStuck, Wire: lost}, "", "", NextStuck, "nobody waits"},
		{trace.Step{Done: trace.DoneTold, Calls: calls, Sockets: sockets("udp"), Wire: lost}, "", "", NextMove, "the story has been told"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			s := &Scene{Header: &trace.Header{}, Lang: lang, Live: true, Length: 1, Step: c.step}
			if got := s.StuckText(); (want == "") != (got == "") || !strings.HasPrefix(got, want) {
				t.Errorf("%q, want %q: %s", got, want, c.why)
			}
			if next := s.Next(); next.Kind != c.kind {
				t.Errorf("next is %+v, want one of kind %d: %s", next, c.kind, c.why)
			}
		}
	}
}
