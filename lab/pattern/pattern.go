// Package pattern holds regular expressions that are compiled when they are
// first used. Each takes some 20 µs and some pages of memory, and most processes,
// hosts among them, use none. It is a leaf: what a pattern is to find never comes
// in here.
package pattern

import (
	"regexp"
	"sync"
)

// Pattern returns a regular expression; the first call compiles it. It may be
// called from any goroutine.
type Pattern func() *regexp.Regexp

// New returns a pattern in the syntax of regexp/syntax. A mistake in it panics
// at the first use.
func New(expr string) Pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
