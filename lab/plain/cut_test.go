package plain

import (
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// TestATextSaysThatTheWireIsCut: below every step, as the screen does.
func TestATextSaysThatTheWireIsCut(t *testing.T) {
	lost := &trace.Packet{ID: 3, From: "client", To: "server", Proto: "tcp", Name: "SYN", Flags: "S", Copies: 1, Fate: trace.FateLost}
	header := trace.Header{Lesson: "test", Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	for lang, want := range map[string]string{
		"en": "  1  client calls Dial\n     · client sends SYN, which is lost: the wire is cut  seq 0\n     ! Not in the script.\n     x cut: client\n",
		"zh": "  1  客户端调用 Dial\n     · 客户端发出 SYN，但线路已切断，丢失了  seq 0\n     ! 脚本里没有这一步。\n     x 已切断：客户端\n",
	} {
		var out strings.Builder
		err := New(&out, header, lang).Step(trace.Step{
			Step: 1, Move: trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Dial"}, Cut: []string{"client"},
			Events: []trace.Event{
				{Kind: trace.EventSent, ID: 3, Host: "client", To: "server", Name: "SYN", Packet: lost},
				{Kind: trace.EventLost, ID: 3, Host: "client", To: "server", Name: "SYN", Packet: lost},
			},
		})
		if err != nil || !strings.HasSuffix(out.String(), want) {
			t.Errorf("%s (%v), want at its end\n%s", out.String(), err, want)
		}
	}
}
