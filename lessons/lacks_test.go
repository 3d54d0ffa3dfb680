package lessons

import (
	"testing"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/script"
)

// TestALessonRunsWithoutWhatAKernelMayLack plays the rows that are left, and those that
// take the place of others, on a kernel that has all: they rest on nothing that was
// left out.
func TestALessonRunsWithoutWhatAKernelMayLack(t *testing.T) {
	t.Parallel()
	needPrivate(t)
	tried := 0
	for _, l := range All {
		for _, lacks := range script.Needs(l, lab.PrivateNetwork) {
			tried++
			t.Run(l.Name+" without "+lacks, func(t *testing.T) {
				t.Parallel()
				_, end, text := play(t, script.Without(l, []string{lacks}), bench.Options{Network: lab.PrivateNetwork})
				if end.Differences != 0 || len(end.Skipped) != 0 {
					t.Errorf("%d differences, skipped %v, want none\n%s", end.Differences, end.Skipped, text)
				}
			})
		}
	}
	if tried == 0 {
		t.Error("no lesson needs anything that a kernel may lack, so this test shows nothing")
	}
}
