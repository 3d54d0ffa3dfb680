package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/trace"
	"tcplab/lessons"
	openlab "tcplab/lessons/lab"
)

// framesOf has tshark read a file of packets: the frames, and of each the fields.
func framesOf(t *testing.T, path string, fields ...string) [][]string {
	t.Helper()
	args := []string{"-r", path, "-n", "-T", "fields", "-E", "separator=/t"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	out, err := exec.Command("tshark", args...).Output()
	if err != nil {
		t.Fatalf("tshark cannot read the file: %v", err)
	}
	var frames [][]string
	for line := range strings.Lines(string(out)) {
		frames = append(frames, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return frames
}

// TestWiresharkShowsWhatBecameOfAPacket drops, duplicates and delivers in a lesson
// and reads the packets with Wireshark's own reader: each that was sent is there,
// in order, with its live numbers, and only what did not simply arrive has a
// comment.
func TestWiresharkShowsWhatBecameOfAPacket(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "tshark")
	lesson, _, err := findLesson("udp") // no kernel sends a datagram again, so each packet is a move's
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.pcapng")
	b, err := bench.Open(lesson, bench.Options{Pcapng: path, Terms: lessons.Terms()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	// toHeld makes the lesson's moves until a packet is held.
	toHeld := func() trace.Packet {
		t.Helper()
		for range 100 {
			step, err := b.Latest()
			if err != nil {
				t.Fatal(err)
			}
			if len(step.Held) > 0 {
				return step.Held[0]
			}
			if err := b.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		t.Fatal("no packet is ever held")
		return trace.Packet{}
	}
	move := func(p trace.Packet, kind string) (step int) {
		t.Helper()
		if err := b.Do(t.Context(), p.Move(kind)); err != nil {
			t.Fatal(err)
		}
		return b.Recording().Len() - 1
	}
	var want []string // comments, in the order of sending
	p := toHeld()
	made := move(p, trace.MoveDuplicate)
	want = append(want, fmt.Sprintf("arrived in step %d, and tcplab held a copy of it", made))
	copied, err := b.Latest()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(copied.Held, func(h trace.Packet) bool { return h.Of == p.ID })
	if at < 0 {
		t.Fatalf("no copy is held, only %v", copied.Held)
	}
	came := move(copied.Held[at], trace.MoveDeliver)
	p = toHeld()
	lost := move(p, trace.MoveDrop)
	rec := b.Recording()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	var sent []trace.Packet // in the order of sending
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range step.Events {
			switch {
			case e.Kind == trace.EventCopy: // it stands behind its original, and before the answer
				sent = append(sent, *e.Packet)
				want = append(want, fmt.Sprintf("delivered twice: this is the copy, which tcplab made in step %d; it arrived in step %d", made, came))
			case e.Kind == trace.EventSent:
				if sent = append(sent, *e.Packet); len(sent) == 1 {
					break // its comment is in want
				}
				comment := ""
				if e.ID == p.ID {
					comment = fmt.Sprintf("dropped in step %d: it never arrived", lost)
				} else if slices.ContainsFunc(lastStep(t, rec).Held, func(h trace.Packet) bool { return h.ID == e.ID }) {
					comment = "still on the wire: it is held, and has not arrived"
				}
				want = append(want, comment)
			}
		}
	}
	frames := framesOf(t, path, "frame.comment", "udp.srcport", "udp.length", "frame.cap_len", "frame.len")
	if len(frames) != len(sent) {
		t.Fatalf("%d frames, want %d, one for each packet: %v", len(frames), len(sent), frames)
	}
	for i, f := range frames {
		if f[0] != want[i] {
			t.Errorf("frame %d has the comment %q, want %q", i+1, f[0], want[i])
		}
		_, port, _ := strings.Cut(sent[i].Src, ":")
		size := fmt.Sprint(sent[i].Size)
		if f[1] != port || f[2] != fmt.Sprint(sent[i].Len+8) || f[3] != size || f[4] != size { // a UDP header has 8 bytes
			t.Errorf("frame %d is %v, want port %s, %d bytes of data and %s in all: a comment changes no packet", i+1, f, port, sent[i].Len, size)
		}
	}
}

func lastStep(t *testing.T, rec *trace.Recording) trace.Step {
	t.Helper()
	step, err := rec.Step(rec.Len() - 1)
	if err != nil {
		t.Fatal(err)
	}
	return step
}

// TestAFlowIsCapturedWhole counts the packets of an open lab that lets everything
// flow: those in the file are those that the steps tell of, and none needs a
// comment.
func TestAFlowIsCapturedWhole(t *testing.T) {
	needOwnPrivate(t)
	labtest.Need(t, "tshark", "python3")
	path := filepath.Join(t.TempDir(), "flow.pcapng")
	b, err := bench.OpenLab(openlab.Lesson, bench.Options{Pcapng: path})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx, stop := context.WithCancel(t.Context())
	flowing := make(chan error, 1)
	go func() { flowing <- b.RunOn(ctx) }()
	program := invite(t, b, "python3", "-c", `import socket
ls = socket.socket(); ls.bind(("127.0.0.1", 8081)); ls.listen(5)
for _ in range(20):
    c = socket.create_connection(("127.0.0.1", 8081)); s = ls.accept()[0]
    c.sendall(b"x" * 5000); s.recv(5000, socket.MSG_WAITALL); s.close(); c.recv(1); c.close()
`)
	if err := <-program.done; err != nil {
		t.Fatalf("%v: %s", err, &program.out)
	}
	stop()
	if err := <-flowing; err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	told := 0
	rec := b.Recording()
	for i := range rec.Len() {
		step, err := rec.Step(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range step.Events {
			if told += e.Count; e.Kind == trace.EventSent { // what the end of the flow has left on the wire
				told++
			}
		}
	}
	frames := framesOf(t, path, "frame.comment", "tcp.flags")
	if len(frames) != told || told < 20*9 { // a connection with its data and its end takes nine at least
		t.Errorf("%d frames, and the steps tell of %d packets; want the same, and 180 at least", len(frames), told)
	}
	for i, f := range frames {
		if f[0] != "" && !strings.HasPrefix(f[0], "still on the wire") {
			t.Errorf("frame %d has the comment %q, and it has just crossed", i+1, f[0])
		}
	}
}
