package plain

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// twoSteps are a step in which a SYN was sent, and one in which nothing was.
func twoSteps() (trace.Header, []trace.Step) {
	syn := trace.Packet{
		ID: 1, From: "client", To: "server", Proto: "tcp", Name: "SYN", Flags: "S", Src: "127.0.0.1:40001", Dst: "127.0.0.1:8001",
		Size: 60, Window: 64240, RawWindow: 64240, Copies: 1, Step: 1,
	}
	h := trace.Header{Lesson: "test", Network: trace.PrivateNetwork, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	return h, []trace.Step{
		{Step: 1, Move: trace.Move{Kind: trace.MoveCall, Host: "client", Name: "Dial"}, Stop: true, Held: []trace.Packet{syn},
			Events: []trace.Event{{Kind: trace.EventSent, Host: "client", Name: "SYN", ID: 1, Packet: &syn}}},
		{Step: 2, Move: trace.Move{Kind: trace.MoveCall, Host: "server", Name: "Accept"}, Stop: true, Held: []trace.Packet{syn}},
	}
}

// TestPacketsAreToldBelowTheirStep: the flag adds lines below the step that sent a
// packet, and takes or changes none. A packet is told once, and not again while
// it is held.
func TestPacketsAreToldBelowTheirStep(t *testing.T) {
	h, steps := twoSteps()
	write := func(packets bool) []string {
		var out strings.Builder
		text := New(&out, h, "en")
		if packets {
			text.TellPackets("out.pcapng")
		}
		for _, s := range steps {
			if err := text.Step(s); err != nil {
				t.Fatal(err)
			}
		}
		if err := text.Finish(trace.End{Steps: 3}); err != nil {
			t.Fatal(err)
		}
		return strings.Split(out.String(), "\n")
	}
	without, with := write(false), write(true)
	rest := with
	for _, line := range without {
		at := slices.Index(rest, line)
		if at < 0 {
			t.Fatalf("with the packets the line %q is missing or elsewhere:\n%s", line, strings.Join(with, "\n"))
		}
		rest = rest[at+1:]
	}
	all := strings.Join(with, "\n")
	for _, want := range []string{"     > SYN: client → server\n", "       SYN: asks to connect.", "Every byte of it is in out.pcapng, for Wireshark."} {
		if strings.Count(all, want) != 1 {
			t.Errorf("%q stands there %d times, want once:\n%s", want, strings.Count(all, want), all)
		}
	}
	if at := strings.Index(all, "> SYN"); at > strings.Index(all, "  2  server calls Accept") {
		t.Errorf("the SYN stands below a step that did not send it:\n%s", all)
	}
}

// TestPacketsAreReadAloud: line by line, each field is a sentence.
func TestPacketsAreReadAloud(t *testing.T) {
	h, steps := twoSteps()
	for lang, want := range map[string]string{
		"en": "Packet sent: SYN, from client to server.\nSYN: asks to connect.", "zh": "发出的包：SYN，从客户端到服务器。\nSYN：请求建立连接。",
	} {
		for _, packets := range []bool{true, false} {
			var out strings.Builder
			r := NewReading(&out, h, ReadingOptions{Lang: lang, Packets: packets})
			for _, s := range steps {
				if err := r.Stop(s); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Prompt(); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(out.String(), want); n != map[bool]int{true: 1, false: 0}[packets] {
				t.Errorf("%s, packets %t: %q stands there %d times:\n%s", lang, packets, want, n, out.String())
			}
		}
	}
}
