// Package labtest holds helpers that the tests of several packages share: the
// switch that lets them explore, the seed of random ones, damaged traces, and the
// programs with which they compare. It imports only the standard library, so that
// any test can import it.
package labtest

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// Explore is the environment variable that lets tests explore: they play more
// variants and not only a sample, repeat hundreds of times, or watch a kernel
// for minutes. Its value is a whole number of at least 1. With n, a test
// explores n times as much as with 1. Without it go test ./... takes a few
// minutes. No test is left out then: each runs a small sample, the same one each
// time.
const Explore = "TCPLAB_EXPLORE"

// Factor returns the number to which Explore is set, or 0 if it is not set. Any
// other value ends the test.
func Factor(t testing.TB) int {
	t.Helper()
	n, err := factor(os.Getenv(Explore))
	if err != nil {
		t.Fatalf("%s is no whole number of at least 1: %v", Explore, err)
	}
	return n
}

func factor(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 15)
	if err == nil && n == 0 {
		err = strconv.ErrRange
	}
	return int(n), err
}

// Times returns how often a test does something: sample times, or explored
// times the factor if Explore is set.
func Times(t testing.TB, sample, explored int) int {
	t.Helper()
	if n := Factor(t); n > 0 {
		return n * explored
	}
	return sample
}

// SeedVar is the environment variable that holds the seed of random tests, with
// which a failure is repeated.
const SeedVar = "TCPLAB_SEED"

// Seed returns the seed of a random test, and logs it. It is that of SeedVar. Else
// it is a new one each time if tests explore more than .ci/run does, and always
// the same one if they do not.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(1)
	if text := os.Getenv(SeedVar); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s is no whole number: %v", SeedVar, err)
		}
		seed = n
	} else if Factor(t) > 1 {
		seed = rand.Uint64()
	}
	t.Logf("%s=%d repeats this", SeedVar, seed)
	return seed
}
