package prose

import (
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/pattern"
)

// reference is {beat-id} in a note. It stands for the step that took the beat.
var reference = pattern.New(`\{([a-z0-9][a-z0-9-]*)\}`)

// sentenceEnd matches the end of a sentence and the blank behind it.
var sentenceEnd = pattern.New(`[.!?]["')\]]*\s+|[。！？][”’）]*\s*`)

// Filled returns Seen with every {beat-id} replaced by the step that took the
// beat in this run: "at {syn}" becomes "at step 4". If no step took the beat,
// other words replace it: "a step not yet reached" if the beat is in toCome,
// else "a step not in this run". ToCome is empty if the run has ended.
//
// A script has different beats on different networks. Filled leaves out a
// sentence that refers to beats, but to none in the script: it is about another
// network. If a paragraph refers to a beat of the script that was not taken and
// is not to come, it would tell of something that did not happen; Filled
// replaces it by a sentence that says so. If script is nil, Filled leaves out
// and replaces nothing.
func (n Note) Filled(steps map[string]int, script, toCome map[string]bool, lang string) string {
	zh := lang == "zh"
	missing := func(id string) bool {
		_, taken := steps[id]
		return script[id] && !taken && !toCome[id]
	}
	return reference().ReplaceAllStringFunc(n.about(script, missing, lang), func(ref string) string {
		id := ref[1 : len(ref)-1]
		step, ok := steps[id]
		switch {
		case ok && zh:
			return "第 " + strconv.Itoa(step) + " 步"
		case ok:
			return "step " + strconv.Itoa(step)
		case toCome[id] && zh:
			return "后面的一步"
		case toCome[id]:
			return "a step not yet reached"
		case zh:
			return "本次没有的一步"
		}
		return "a step not in this run"
	})
}

// notShown replaces a paragraph that the run did not show, by language.
var notShown = map[string]string{"en": "This run did not show it.", "zh": "本次运行没有走到这里。"}

// about returns Seen without the sentences about beats that are not in the
// script, and with notShown in place of paragraphs about missing beats.
func (n Note) about(script map[string]bool, missing func(id string) bool, lang string) string {
	if script == nil {
		return n.Seen
	}
	var paragraphs []string
	for paragraph := range strings.SplitSeq(n.Seen, "\n\n") {
		if refs := reference().FindAllStringSubmatch(paragraph, -1); slices.ContainsFunc(refs, func(r []string) bool { return missing(r[1]) }) {
			if !slices.Contains(paragraphs, notShown[lang]) {
				paragraphs = append(paragraphs, notShown[lang])
			}
			continue
		}
		var kept strings.Builder
		for paragraph != "" {
			end := len(paragraph)
			if at := sentenceEnd().FindStringIndex(paragraph); at != nil {
				end = at[1]
			}
			refs := reference().FindAllStringSubmatch(paragraph[:end], -1)
			if len(refs) == 0 || slices.ContainsFunc(refs, func(r []string) bool { return script[r[1]] }) {
				kept.WriteString(paragraph[:end])
			}
			paragraph = paragraph[end:]
		}
		if p := strings.TrimSpace(kept.String()); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
