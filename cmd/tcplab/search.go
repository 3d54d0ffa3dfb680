package main

import (
	"fmt"
	"strings"

	"tcplab/lab/nearest"
	"tcplab/lab/search"
	"tcplab/lab/trace"
	"tcplab/lab/words"
	"tcplab/lessons"
)

// noLesson is the error about a name that no lesson has. The name may be
// mistyped, or a question or an error text that lessons answer.
func noLesson(name string, names []string) error {
	if near := nearest.DidYouMean(name, names); !strings.HasPrefix(near.String(), "choose one of") {
		return words.Errorf("there is no lesson %q: %s", "没有 %q 这一课：%s", name, near)
	}
	for _, lang := range trace.Languages {
		entries, err := lessons.Entries(lang)
		if err != nil {
			return err
		}
		var found []string
		for _, h := range search.Find(name, entries) {
			found = append(found, fmt.Sprintf("tcplab run %s (%s)", entries[h.Entry].Name, entries[h.Entry].Title))
		}
		if len(found) > most {
			found = append(found[:most], "…")
		}
		if len(found) > 0 {
			return words.Errorf("there is no lesson %q, but this is about it: %s", "没有 %q 这一课，不过讲到它的有：%s", name, strings.Join(found, ", "))
		}
	}
	return words.Errorf("there is no lesson %q, and none answers it: tcplab list names all, and / in the menu searches them", "没有 %q 这一课，也没有一课回答它：tcplab list 列出全部课程，菜单里按 / 可以查找", name)
}

// most is how many lessons the error names at most.
const most = 4
