package page

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestAPillHoldsItsName: the shape around a packet's name is as wide as all that
// stands in it, with the signs that tell its fate and its direction. The signs of a
// lost one that goes to the left are the most.
func TestAPillHoldsItsName(t *testing.T) {
	rec := recorded(t)
	header := rec.Header()
	step, err := rec.Step(0)
	if err != nil {
		t.Fatal(err)
	}
	s := tell.NewWalk(&header, "en").Step(step)
	name, rect := regexp.MustCompile(`class="name"[^>]*>([^<]*)<`), regexp.MustCompile(`<rect [^>]*width="(\d+)"`)
	for _, from := range []string{"client", "server"} {
		to := map[string]string{"client": "server", "server": "client"}[from]
		for _, fate := range []string{"", trace.FateDelivered, trace.FateDropped, trace.FateLost} {
			t.Run(fmt.Sprintf("%s %q", from, fate), func(t *testing.T) {
				var b builder
				drawPacket(&b, scenes{s, s}, &trace.Packet{Proto: "tcp", Name: "FIN ACK", From: from, To: to, Fate: fate}, 0)
				shape := string(b.html())
				text := name.FindStringSubmatch(shape)[1]
				w, err := strconv.Atoi(rect.FindStringSubmatch(shape)[1])
				if err != nil {
					t.Fatal(err)
				}
				if need := int(float64(prose.Width(text))*cellWidth) + pillEnds; w < need {
					t.Errorf("%q stands in a shape of %d, want %d at least", text, w, need)
				}
			})
		}
	}
}
