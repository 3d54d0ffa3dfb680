// Package wine tries the program for Windows under Wine, where there is no Windows:
// its commands, its lessons, its panel's keys, and those tests that have a half for
// Windows. Wine has faults of its own, which are listed and told apart.
//
// The tests take minutes, so .ci/long runs them, by .ci/wine/run.
package wine
