//go:build !linux

package addressinuse

// Two programs name socket options by Linux's numbers, so that no other system can
// build them. There the lesson says so.
var again, pushy func()
