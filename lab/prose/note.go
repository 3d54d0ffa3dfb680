package prose

import (
	"regexp"
	"strconv"
)

// reference is {beat-id} in a note. It stands for the step that took the beat.
var reference = regexp.MustCompile(`\{([a-z0-9][a-z0-9-]*)\}`)

// Filled is what was seen, with every {beat-id} replaced by the step that took
// the beat in this run: "at {syn}" becomes "at step 4". Where no step did, it
// says so in words that fit the same place, and of the beats that are still to
// come that they are; to a run that has ended none is.
func (n Note) Filled(steps map[string]int, toCome map[string]bool, lang string) string {
	zh := lang == "zh"
	return reference.ReplaceAllStringFunc(n.Seen, func(ref string) string {
		id := ref[1 : len(ref)-1]
		step, ok := steps[id]
		switch {
		case ok && zh:
			return "第 " + strconv.Itoa(step) + " 步"
		case ok:
			return "step " + strconv.Itoa(step)
		case toCome[id] && zh:
			return "后面的一步"
		case toCome[id]:
			return "a step not yet reached"
		case zh:
			return "本次没有的一步"
		}
		return "a step not in this run"
	})
}
