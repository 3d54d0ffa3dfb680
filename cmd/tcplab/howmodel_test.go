//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tcplab/lab/trace"
)

// TestHowTheModelCompares runs the same on the private network and on the model, one
// after the other and again, so that both meet the same load. With -v it prints the
// medians. On the model nothing may take much longer.
func TestHowTheModelCompares(t *testing.T) {
	if os.Getenv("TCPLAB_LONG") != "1" {
		t.Skip("it takes half a minute, and compares times: .ci/long runs it, by TCPLAB_LONG=1")
	}
	needPrivate(t)
	tcplab := buildPlain(t, t.TempDir(), "tcplab", ".")
	large := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(large, make([]byte, 64<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		args []string
		runs int
		most float64 // times the private network's
	}{
		{"run connection --json", []string{"run", "connection", "--json"}, 15, 1.2},
		{"178 steps, run file-transfer-breaks --json", []string{"run", "file-transfer-breaks", "--json"}, 5, 2},
		{"a file of 64 MiB, run file-transfer --json", []string{"run", "file-transfer", "--json", "--file", large}, 5, 2},
	} {
		var took [2][]time.Duration
		for range c.runs {
			for i, network := range []string{trace.PrivateNetwork, trace.NetstackNetwork} {
				cmd := exec.Command(tcplab, append(c.args, "--net", network)...)
				cmd.Stdout = io.Discard
				began := time.Now()
				if err := cmd.Run(); err != nil {
					t.Fatalf("%v: %v", cmd.Args, err)
				}
				took[i] = append(took[i], time.Since(began))
			}
		}
		for i := range took {
			slices.Sort(took[i])
		}
		private, model := took[0][c.runs/2], took[1][c.runs/2]
		ratio := float64(model) / float64(private)
		t.Logf("%s: private %.0f ms, the model %.0f ms, %.2f times as long", c.what, inMS(private), inMS(model), ratio)
		if ratio > c.most {
			t.Errorf("%s takes %.2f times as long on the model, want at most %.1f times", c.what, ratio, c.most)
		}
	}
}
