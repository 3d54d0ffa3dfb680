package prose

import (
	"regexp"
	"sync"
)

// pattern returns a function that gives a regular expression and compiles it
// when it is first called. Compiling takes some 20 µs and some pages of memory,
// and most processes, hosts among them, read no prose.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
