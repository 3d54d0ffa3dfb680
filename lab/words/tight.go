package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tcplab/lab/pattern"
)

// slot matches a verb of a word.
var slot = pattern.New(`%(?:\[(\d+)\])?[a-z]`)

// tight removes from a Chinese word the blanks beside a verb whose argument is
// Chinese on that side, its wide brackets included: they are there for names and numbers.
func tight(format string, args []any) string {
	var b strings.Builder
	from, next, before := 0, 0, ""
	for _, at := range slot().FindAllStringSubmatchIndex(format, -1) {
		if at[2] >= 0 {
			n, _ := strconv.Atoi(format[at[2]:at[3]])
			next = n - 1
		}
		text := ""
		if 0 <= next && next < len(args) {
			text, _ = args[next].(string)
		}
		b.WriteString(joint(before, format[from:at[0]], text) + format[at[0]:at[1]])
		from, next, before = at[1], next+1, text
	}
	return b.String() + joint(before, format[from:], "")
}

// joint returns the part of a word between two arguments, without the blanks at
// its ends that stand between two Chinese characters.
func joint(before, part, after string) string {
	if part == " " && endsHan(before) && startsHan(after) {
		return ""
	}
	if rest, ok := strings.CutPrefix(part, " "); ok && endsHan(before) && startsHan(rest) {
		part = rest
	}
	if rest, ok := strings.CutSuffix(part, " "); ok && endsHan(rest) && startsHan(after) {
		part = rest
	}
	return part
}

func startsHan(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, r) || r == '（'
}

func endsHan(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.Is(unicode.Han, r) || r == '）'
}
