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
	entries := map[string][]search.Entry{}
	for _, lang := range trace.Languages {
		var err error
		if entries[lang], err = lessons.Entries(lang); err != nil {
			return err
		}
	}
	for _, lang := range trace.Languages {
		hits := search.Find(name, entries[lang])
		if len(hits) == 0 {
			continue
		}
		list := func(lang string) string { // the lessons are in the same order in each language
			var found []string
			for _, h := range hits[:min(most, len(hits))] {
				found = append(found, fmt.Sprintf("tcplab run %s (%s)", entries[lang][h.Entry].Name, entries[lang][h.Entry].Title))
			}
			if len(hits) > most {
				found = append(found, "…")
			}
			return strings.Join(found, ", ")
		}
		return words.Errorf("there is no lesson %q, but this is about it: %s", "没有 %q 这一课，不过讲到它的有：%s", name, words.Word{list("en"), list("zh")})
	}
	return words.Errorf("there is no lesson %q, and none answers it: tcplab list names all, and / in the menu searches them", "没有 %q 这一课，也没有一课回答它：tcplab list 列出全部课程，菜单里按 / 可以查找", name)
}

// most is how many lessons the error names at most.
const most = 4
