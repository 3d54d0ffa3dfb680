package author

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/script"
	"tcplab/lab/words"
)

// claims finds rows that cannot be read, or that name what the lesson does not
// have. Package script knows them.
func claims(c *Case, r *report) {
	for _, m := range script.Mistakes(c.Lesson) {
		r.say(c.row(m.Row), words.Say("%w", "%w", m.Err))
	}
}

// timeWait finds rows that rest on TIME_WAIT. A class may look for longer than
// the 60 s that TIME_WAIT lasts on Linux. So on the private network, where a row
// waits for a key, only the row in which an end enters TIME_WAIT may claim that
// state.
func timeWait(c *Case, r *report) {
	entered := map[string]string{}
	for i, row := range c.Lesson.Script {
		if !slices.Contains([]string{"", lab.PrivateNetwork, lab.Kernel}, row.Only) {
			continue
		}
		for claim := range strings.SplitSeq(row.Then, ";") {
			end, ok := strings.CutSuffix(strings.TrimSpace(claim), " TIME_WAIT")
			if !ok {
				continue
			}
			if first, again := entered[end]; again {
				r.say(c.row(i), words.Say("%s claims that %s is in TIME_WAIT, into which it came at %s: that may be over; take the claim out",
					"%s 断言 %s 处于 TIME_WAIT，可它在 %s 就进入了，那时可能已经结束：请去掉这个断言", row.ID, end, first))
			}
			entered[end] = row.ID
		}
	}
}
