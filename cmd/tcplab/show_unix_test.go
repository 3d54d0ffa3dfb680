//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tcplab/lab/bench"
	"tcplab/lab/porttest"
)

// TestAnEndedRunIsNotAnnounced makes a restart fail. Afterwards a lab is found
// only if the run still lives, and then with its network.
func TestAnEndedRunIsNotAnnounced(t *testing.T) {
	for _, network := range []string{"host", "private"} {
		t.Run(network, func(t *testing.T) {
			if network == "private" {
				needOwnPrivate(t)
			}
			t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
			lesson, _, err := findLesson("connection")
			if err != nil {
				t.Fatal(err)
			}
			b, err := bench.Open(lesson, bench.Options{Network: network, Port: porttest.Port(t)})
			if err != nil {
				t.Fatal(err)
			}
			live := newLiveBench(&env{}, b)
			defer live.Close()
			wantAnnounced(t, live)

			temp := os.Getenv("TMPDIR")
			t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing")) // the hosts get no place to work in
			if err := live.Restart(context.Background()); err == nil {
				t.Fatal("the restart went well, so this test shows nothing")
			}
			wantAnnounced(t, live)

			t.Setenv("TMPDIR", temp)
			if err := live.Restart(context.Background()); err != nil {
				t.Fatal(err)
			}
			wantAnnounced(t, live)
			if err := live.Close(); err != nil {
				t.Fatal(err)
			}
			wantAnnounced(t, live)
		})
	}
}

// wantAnnounced compares the labs that other terminals find with the bench's
// state.
func wantAnnounced(t *testing.T, live *liveBench) {
	t.Helper()
	list := findRunning()
	if live.Over() {
		if len(list) != 0 {
			t.Errorf("%v is found, though the run has ended: exec would run on the bare machine, or not at all", list)
		}
		return
	}
	if len(list) != 1 || list[0].Namespace != live.Namespace() {
		t.Errorf("%v is found, want the live run alone, with namespace %q", list, live.Namespace())
	}
}
