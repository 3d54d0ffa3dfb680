package prose

import (
	"regexp"
	"strconv"
)

// reference is {beat-id} in a note.
var reference = regexp.MustCompile(`\{([a-z0-9-]+)\}`)

// Filled is what was seen, with every {beat-id} replaced by the number of the
// step that took the beat in this run, or by a word that it was not taken.
func (n Note) Filled(steps map[string]int, lang string) string {
	return reference.ReplaceAllStringFunc(n.Seen, func(ref string) string {
		step, ok := steps[ref[1:len(ref)-1]]
		switch {
		case ok && lang == "zh":
			return "第 " + strconv.Itoa(step) + " 步"
		case ok:
			return "step " + strconv.Itoa(step)
		case lang == "zh":
			return "本次未出现"
		}
		return "not in this run"
	})
}
