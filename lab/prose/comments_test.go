package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const commented = `package main

// The client says hello, and is
// the first to close.
func main() {
	say("// no comment", 1) // 1. say it
	// Now close.
	end() /* not this */
}
`

func TestTranslated(t *testing.T) {
	text, err := Parse([]byte(`# Title

A line.

## closing: The end

It ended.

## comments: the programs

// The client says hello, and is
// the first to close.
// 客户端打招呼，
// 然后先关闭。

// 1. say it
// 1. 说出来

// Now close.
// 现在关闭。
`))
	if err != nil {
		t.Fatal(err)
	}
	const want = `package main

// 客户端打招呼，
// 然后先关闭。
func main() {
	say("// no comment", 1) // 1. 说出来
	// 现在关闭。
	end() /* not this */
}
`
	if diff := cmp.Diff(want, text.Translated(commented)); diff != "" {
		t.Errorf("comments change, and nothing else; a text in quotes is none (-want +got):\n%s", diff)
	}
	// A comment behind code is one by itself: the one below it says something
	// else.
	if diff := cmp.Diff([]string{"The client says hello, and is\nthe first to close.", "1. say it", "Now close."}, Comments(commented)); diff != "" {
		t.Errorf("the comments (-want +got):\n%s", diff)
	}
	text.Comments["Now close."] = "现在\n关闭。"
	if got := text.Translated(commented); strings.Count(got, "\n") != strings.Count(commented, "\n") {
		t.Errorf("a translation of another length moves the lines:\n%s", got)
	}
	// An older trace has no translations, and another program's may lack the
	// language.
	for _, none := range []*Text{nil, {}} {
		if got := none.Translated(commented); got != commented {
			t.Errorf("a text without translations changes the program:\n%s", got)
		}
	}
}

func TestCommentsAndHostsAreReadWithCare(t *testing.T) {
	for _, tt := range []struct{ section, want string }{
		{"## comments: c\n\n// One.\n// 一。\n// 二。\n", "as many lines"},
		{"## comments: c\n\nOne.\n", "begin it with `//`"},
		{"## comments: c\n\n// a\n// b\n\n## comments: d\n", "keep one of them"},
		{"## hosts: h\n\n- hasty\n", "`- hasty: 急性子`"},
	} {
		_, err := Parse([]byte("# Title\n\nA line.\n\n## closing: The end\n\nIt ended.\n\n" + tt.section))
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%q: the error is %v, want a line's number and %q", tt.section, err, tt.want)
		}
	}
}
