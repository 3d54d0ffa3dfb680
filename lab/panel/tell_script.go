package panel

import (
	"maps"
	"slices"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// currentChapter is the chapter the step belongs to: its own beat's, or that
// of the last row taken before it.
func (s *Scene) currentChapter() string {
	if i := s.header.Row(s.step.Beat); i >= 0 {
		return s.header.Beats[i].Chapter
	}
	current := ""
	for _, c := range s.header.Chapters {
		if current == "" || s.step.Taken[c] > 0 {
			current = c
		}
	}
	return current
}

// chapterSize counts the script's rows in a chapter.
func chapterSize(h *trace.Header, chapter string) int {
	n := 0
	for _, b := range h.Beats {
		if b.Chapter == chapter {
			n++
		}
	}
	return n
}

// row is the row of the script that the shown step took, -1 if none. Rows that
// are told alike have one id: they are taken in order.
func (s *Scene) row() int {
	row, n := -1, 0
	for i, b := range s.header.Beats {
		if b.ID != s.step.Beat {
			continue
		}
		if n == 0 || n < len(s.takes[b.ID]) && s.takes[b.ID][n] <= s.at {
			row = i
		}
		n++
	}
	return row
}

// taken says of every row of the script whether the run had taken it by the
// shown step. The index of beats knows; while it is not there yet, rows count
// as taken in order. A step that told several rows alike named them once: the
// others count as taken with what comes after them.
func (s *Scene) taken() []bool {
	out := make([]bool, len(s.header.Beats))
	if len(s.found) == 0 {
		left := maps.Clone(s.step.Taken)
		for i, b := range s.header.Beats {
			out[i] = left[b.Chapter] > 0
			if out[i] {
				left[b.Chapter]--
			}
		}
		return out
	}
	later := false
	rows := maps.Clone(s.rows)
	for i, b := range slices.Backward(s.header.Beats) {
		rows[b.ID]--
		if n := rows[b.ID]; n < len(s.takes[b.ID]) {
			out[i] = s.takes[b.ID][n] <= s.at
			later = later || out[i]
		} else {
			out[i] = later && n > 0 && s.takes[b.ID] != nil
		}
	}
	return out
}

// asScripted says whether a step took a beat and all that the beat claims was
// so. Only then is what the lesson says of the beat true of this run.
func asScripted(step *trace.Step) bool {
	return step.Beat != "" && step.Expected && len(step.Findings) == 0
}

// Networks, and what each means for the reader.
var networks = map[string]tell.Word{
	"private":  {"private network", "私有网络"},
	"host":     {"host network", "本机网络"},
	"netstack": {"netstack, a model", "netstack 模型"},
}

// networkName names the network a lesson runs on.
func (s *Scene) networkName() string {
	if n, ok := networks[s.header.Network]; ok {
		return s.t(n)
	}
	return s.header.Network
}
