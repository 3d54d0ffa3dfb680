package wire

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab/packet"
)

func TestRunPassesAndCounts(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "held")
	d.news("a write before the run", "4 DATA 4 seq 1 ack 1")
	for i := range uint32(3) {
		d.sends(client, push, 105+5*i, 501, "hello")
		d.sends(server, ack, 501, 110+5*i)
	}
	heard := &listener{}
	d.Tap = heard
	tallies, err := d.Run(t.Context())
	d.must(err)
	var got []string
	for _, c := range tallies {
		got = append(got, fmt.Sprintf("%s %v: %d packets of %d bytes, %v with %d of data, %d to %d", c.Proto, c.Src, c.Packets, c.Size, c.Kinds, c.Bytes, c.First, c.Last))
	}
	want := []string{
		"tcp " + client + ": 4 packets of 179 bytes, [{DATA 4}] with 19 of data, 1 to 20",
		"tcp " + server + ": 3 packets of 120 bytes, [{ACK 3}] with 0 of data, 1 to 1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the tallies are wrong (-want +got):\n%s", diff)
	}
	if heard.sent != 6 || len(d.arrived) != 10 {
		t.Errorf("%d tapped, %d arrived; want the 6 of the run tapped, and 10 arrived with the handshake and the held one", heard.sent, len(d.arrived))
	}
	d.holds("all crossed")
	d.sends(client, push, 120, 501, "after")
	d.news("numbers go on", "11 DATA 5 seq 20 ack 1")
}

// TestRunTellsPacketsApart shows how a tally counts packets without data.
func TestRunTellsPacketsApart(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	d.sends(client, ack, 106, 501)
	d.sends(client, ack|packet.FIN, 106, 501)
	d.sends(client, packet.RST, 107, 0)
	tallies, err := d.Run(t.Context())
	d.must(err)
	want := []Kind{{"DATA", 1}, {"ACK", 1}, {"FIN ACK", 1}, {"RST", 1}}
	if len(tallies) != 1 || tallies[0].Packets != 4 || !slices.Equal(tallies[0].Kinds, want) {
		t.Errorf("the tallies are %+v, want one of 4 packets, each of a kind of its own: %v", tallies, want)
	}
}

func TestCopyAfterARunIsFolded(t *testing.T) {
	d := connected(t)
	d.sends(client, push, 101, 501, "hello")
	if _, err := d.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.sends(server, ack, 501, 106)
	d.news("the answer came after the run", "5 ACK seq 1 ack 6")
	d.sends(client, push, 101, 501, "hello")
	d.news("its answer is held", "4 DATA 5 again, 2 now")
}
