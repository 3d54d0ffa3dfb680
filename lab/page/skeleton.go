package page

import (
	"maps"
	"slices"
	"strings"

	"tcplab/lab/words"
)

// A skeleton is what all pages have in common: an .html file with slots. A slot is a
// name in braces.

// fill returns a skeleton with its slots filled. It returns an error unless every slot
// of the skeleton has something to fill it, which may be "", and everything has a slot.
func fill(skeleton string, slots map[string]markup) (markup, error) {
	var b builder
	unused := maps.Clone(slots)
	for {
		before, rest, ok := strings.Cut(skeleton, "{")
		b.put(markup(before))
		if !ok {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		content, ok := slots[name]
		if !ok {
			return "", words.Errorf("the page has a slot %q, and nothing fills it: give it something in lab/page", "网页里有空位 %q，却没有内容可填：请在 lab/page 里给它内容", name)
		}
		b.put(content)
		delete(unused, name)
		skeleton = after
	}
	if len(unused) > 0 {
		return "", words.Errorf("the page has no slot %q: add it to the .html file, or do not fill it", "网页里没有空位 %q：请加进 .html 文件，或不要填它", slices.Min(slices.Collect(maps.Keys(unused))))
	}
	return b.html(), nil
}

// bare returns a text in one language, without invisible characters, as HTML that may
// stand in a title or an attribute, too. The plus sign is written by its number, because
// in UTF-7 it begins a letter.
func bare(text string) markup {
	return markup(strings.ReplaceAll(escaped(text), "+", "&#43;"))
}
