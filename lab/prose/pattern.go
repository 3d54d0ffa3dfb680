package prose

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first used. Each
// takes some 20 µs and some pages of memory, and most processes, hosts among
// them, read no prose.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
