package trace

import (
	"fmt"
	"strings"
)

func pick(words [2]string, lang string) string {
	if lang == "zh" {
		return words[1]
	}
	return words[0]
}

// sprintf formats with indexed verbs. A sentence without any verb stands as it
// is, whatever arguments its table offers.
func sprintf(format string, args ...any) string {
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}
