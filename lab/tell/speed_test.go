package tell

import (
	"testing"

	"tcplab/lab/panel/paneltest"
)

// recorded are runs of real kernels, as --record wrote them.
var recorded = map[string]string{
	"connection": "../page/testdata/connection.jsonl",
	"small":      "../plain/testdata/small.jsonl",
	"crowd":      "testdata/crowd.jsonl.gz",
}

// BenchmarkTell measures how long it takes to say all that is said of a step: of
// a lesson's, and in crowd of an open lab's with 200 connections.
func BenchmarkTell(b *testing.B) {
	for name, path := range recorded {
		w, err := paneltest.Recorded(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			steps := 0
			for b.Loop() {
				walk := NewWalk(&w.Header, "en")
				for _, step := range w.Steps {
					say(walk.Step(step))
					steps++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/step")
		})
	}
}

// BenchmarkTellStep measures the slowest steps of a crowd one by one.
func BenchmarkTellStep(b *testing.B) {
	w, err := paneltest.Recorded(recorded["crowd"])
	if err != nil {
		b.Fatal(err)
	}
	walk := NewWalk(&w.Header, "en")
	for _, step := range w.Steps {
		s := *walk.Step(step)
		b.Run(s.MoveText(step.Move), func(b *testing.B) {
			for b.Loop() {
				one := s

				say(&one)
			}
		})
	}
}

// say makes every sentence about a step that stands on a screen without a key.
func say(s *Scene) {
	if _, ok := s.Said(); !ok {
		s.General()
	}
	s.SinceText()
	s.AlsoTold()
	s.Question()
	s.StuckText()
	s.Next()
	s.Look()
	s.Both()
	for i := range s.Step.Held[:min(len(s.Step.Held), 8)] {
		s.PacketName(&s.Step.Held[i])
	}
}
