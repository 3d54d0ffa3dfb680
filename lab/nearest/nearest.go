package nearest

import (
	"strings"
	"unicode/utf8"

	"tcplab/lab/words"
)

// DidYouMean suggests the known name that is nearest to a wrong one. If none is
// near, it lists them all.
func DidYouMean(wrong string, known []string) words.Text {
	best, least := "", max(utf8.RuneCountInString(wrong)/3, 1)+1
	for _, name := range known {
		if d := Distance(strings.ToLower(wrong), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best != "" {
		return words.Say("did you mean %q?", "是不是 %q？", best)
	}
	return words.Say("choose one of %s", "请从这些里选一个：%s", strings.Join(known, ", "))
}

// Distance returns how many characters have to be inserted, deleted, replaced
// or swapped to make b out of a.
func Distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		for j := 1; j <= len(to); j++ {
			change := 1
			if from[i-1] == to[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(from)][len(to)]
}
