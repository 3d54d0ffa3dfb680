package page

import (
	"encoding/json"
	"slices"

	"tcplab/lab/tell"
)

// A marksData is what the script needs to know: what is marked at which step.
type marksData struct {
	Steps  []marks            `json:"steps"`
	Lesson string             `json:"lesson"` // its name, for a file's
	Slide  map[string]float64 `json:"slide"`  // the measures of the image of a step
}

// The marks of a step.
type marks struct {
	N    int       `json:"n"`
	Stop bool      `json:"stop"`
	Maps [2]string `json:"maps"` // of both figures; "" where no machine is drawn
	At   [2]at     `json:"at"`
	Y    int       `json:"y"` // in the ladder
}

// An at says where a side's program stands.
type at struct {
	File  int   `json:"file"` // its index; -1 if there is none
	Line  int   `json:"line"` // to be in sight, from 1
	Marks []int `json:"marks"`
}

func marksOf(sc scenes, figures [2]*figure, programs []program, l *ladder, blank bool) marks {
	s := sc[0]
	m := marks{N: s.Step.Step, Stop: s.Step.Stop || s.At == 0, Y: l.ys[s.Step.Step]}
	for n := s.Step.Step; m.Y == 0 && n > 0; n-- { // nothing of this step stands in the ladder
		m.Y = l.ys[n]
	}
	left, right := s.Both()
	for k, sd := range []tell.Side{left, right} {
		switch {
		case s.DatagramsOnly():
		case blank:
			m.Maps[k] = unmarked
		default:
			m.Maps[k] = figures[k].marksOf(s, sd)
		}
		m.At[k] = at{File: slices.IndexFunc(programs, func(p program) bool { return p.file == sd.Host.File }), Marks: []int{}}
		if m.At[k].File < 0 {
			continue
		}
		m.At[k].Line, m.At[k].Marks = s.LookAt(sd.Host), linesOf(s, sd.Host)
	}
	return m
}

// json writes the marks for the page's script. It is HTML as well: encoding/json writes
// <, > and & in a text, and what ends a line of a script, as numbers.
func (m *marksData) json() (markup, error) {
	text, err := json.Marshal(m)
	return markup(text), err
}
