package lab

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// unplain are ways to begin or build a sentence that make it hard to read, and
// what to write instead. Comments are for people whose first language is often
// not English: name, verb, object, then the condition with "if".
var unplain = []struct {
	found   *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`^(What|Whoever|Who|Whose|Whatever) [^?]*\.$`), "name the thing and say what it does: no clause as a subject"},
	{regexp.MustCompile(`^Where [^?]*, [^?]*\.$`), `put the condition behind, with "if"`},
	{regexp.MustCompile(`^Of [^?]*\.$`), "name first what the sentence is about"},
	{regexp.MustCompile(`\b(tells|says|tell|told) whether\b`), `a function "reports whether"`},
	{regexp.MustCompile(`(^|[;,] )(nil|""|0|-1):$`), `"nil if there is none": no ellipsis behind a value`},
}

// TestCommentsArePlain holds the rule for English in every comment.
func TestCommentsArePlain(t *testing.T) {
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".."):
			return filepath.SkipDir
		case !strings.HasSuffix(name, ".go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, group := range file.Comments {
			for _, sentence := range sentences(group.Text()) {
				for _, u := range unplain {
					if u.found.MatchString(sentence) {
						t.Errorf("%s: %q: %s", files.Position(group.Pos()), sentence, u.instead)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var sentenceEnd = regexp.MustCompile(`([.:?!]) +`)

// sentences cuts a comment into sentences. A paragraph that ends without a
// period counts as one.
func sentences(comment string) []string {
	var list []string
	for paragraph := range strings.SplitSeq(comment, "\n\n") {
		text := strings.Join(strings.Fields(paragraph), " ")
		for s := range strings.SplitSeq(sentenceEnd.ReplaceAllString(text, "$1\n"), "\n") {
			if s != "" && !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "?") {
				s += "."
			}
			list = append(list, s)
		}
	}
	return list
}
