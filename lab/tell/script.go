package tell

import (
	"maps"
	"slices"

	"tcplab/lab/trace"
)

// CurrentChapter returns the chapter that the step belongs to: that of its
// beat, or of the last row taken before it.
func (s *Scene) CurrentChapter() string {
	if i := s.Header.Row(s.Step.Beat); i >= 0 {
		return s.Header.Beats[i].Chapter
	}
	current := ""
	for _, c := range s.Header.Chapters {
		if current == "" || s.Step.Taken[c] > 0 {
			current = c
		}
	}
	return current
}

// ChapterSize counts the script's rows in a chapter.
func ChapterSize(h *trace.Header, chapter string) int {
	n := 0
	for _, b := range h.Beats {
		if b.Chapter == chapter {
			n++
		}
	}
	return n
}

// Row returns the index of the script's row that the shown step took; -1 if it
// took none. Rows with the same text share one id; they are taken in order.
func (s *Scene) Row() int {
	row, n := -1, 0
	for i, b := range s.Header.Beats {
		if b.ID != s.Step.Beat {
			continue
		}
		if n == 0 || n < len(s.Takes[b.ID]) && s.Takes[b.ID][n] <= s.At {
			row = i
		}
		n++
	}
	return row
}

// Taken reports for every row of the script whether the run had taken it by the
// shown step. It asks the index of beats. As long as that is not complete, rows
// count as taken in order. A step that took several rows with one id names the
// id only once: then the other rows count as taken with the row behind them.
func (s *Scene) Taken() []bool {
	out := make([]bool, len(s.Header.Beats))
	if len(s.Found) == 0 {
		left := maps.Clone(s.Step.Taken)
		for i, b := range s.Header.Beats {
			out[i] = left[b.Chapter] > 0
			if out[i] {
				left[b.Chapter]--
			}
		}
		return out
	}
	later := false
	rows := maps.Clone(s.Rows)
	for i, b := range slices.Backward(s.Header.Beats) {
		rows[b.ID]--
		if n := rows[b.ID]; n < len(s.Takes[b.ID]) {
			out[i] = s.Takes[b.ID][n] <= s.At
			later = later || out[i]
		} else {
			out[i] = later && n > 0 && s.Takes[b.ID] != nil
		}
	}
	return out
}

// AsScripted reports whether a step took a beat and all claims of the beat
// held. Only then is the lesson's text about the beat true for this run.
func AsScripted(step *trace.Step) bool {
	return step.Beat != "" && step.Expected && len(step.Findings) == 0
}

// networks describes each network for the reader.
var networks = map[string]Word{
	"private":  {"private network", "私有网络"},
	"host":     {"host network", "本机网络"},
	"netstack": {"a model, not this kernel", "模型，不是本机内核"},
}

// NetworkName describes the network that the lesson runs on.
func (s *Scene) NetworkName() string {
	if n, ok := networks[s.Header.Network]; ok {
		return s.Say(n)
	}
	return s.Header.Network
}
