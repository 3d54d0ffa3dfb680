package script

import (
	"slices"
	"strings"

	"tcplab/lab"
)

// Needs lists what the rows of a lesson's script on a network need of the kernel,
// each once.
func Needs(l *lab.Lesson, network string) []string {
	var needs []string
	for _, b := range onNetwork(l, network) {
		for need := range strings.FieldsSeq(b.Needs + " " + b.Lacks) {
			if !slices.Contains(needs, need) {
				needs = append(needs, need)
			}
		}
	}
	return needs
}

// oneOf reports whether the kernel lacks one of some needs.
func oneOf(needs string, lacks []string) bool {
	return slices.ContainsFunc(strings.Fields(needs), func(need string) bool { return slices.Contains(lacks, need) })
}

// Without returns a lesson as it is on a kernel that lacks what some rows need:
// without these rows, with those that take their place, and without the chapters that
// have no others. It returns l itself if the kernel lacks nothing.
func Without(l *lab.Lesson, lacks []string) *lab.Lesson {
	if len(lacks) == 0 {
		return l
	}
	left := *l
	left.Script, left.Chapters = nil, nil
	for _, b := range l.Script {
		if oneOf(b.Needs, lacks) || b.Lacks != "" && !oneOf(b.Lacks, lacks) {
			continue
		}
		b.Lacks = ""
		left.Script = append(left.Script, b)
	}
	for i, b := range left.Script {
		after := slices.DeleteFunc(strings.Fields(b.After), func(id string) bool { return left.HasBeat(id) != nil && l.HasBeat(id) == nil })
		left.Script[i].After = strings.Join(after, " ")
	}
	for _, c := range l.Chapters {
		if slices.ContainsFunc(left.Script, func(b lab.Beat) bool { return b.Chapter == c }) {
			left.Chapters = append(left.Chapters, c)
		}
	}
	return &left
}
