// Package search finds the lessons that answer what somebody types or pastes: a
// few words in any order, a question, or an error with its addresses and numbers,
// in English or Chinese. It is pure: texts go in, and places in a list come out.
// It knows nothing of lessons, screens and languages but their letters; none of
// these ever comes in.
package search
