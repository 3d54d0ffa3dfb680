package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// english are the folders whose errors are in English alone, each with the
// reason.
var english = map[string]string{
	"lab/words":            "it makes the others",
	"lab/net":              "a program gets these errors, as it would from Go's own package net",
	"lab/net/sys":          "the same",
	"lab/packet/parse.go":  "a packet that is none is passed on, and nobody is told",
	"lab/packet/parse6.go": "the same",
	"lab/panel/paneltest":  "only tests see them",
}

// TestErrorsSpeakBothLanguages reads the source. An error that may reach a user
// is made by this package, and both its texts take the same arguments.
func TestErrorsSpeakBothLanguages(t *testing.T) {
	files := token.NewFileSet()
	excused := map[string]bool{}
	for _, root := range []string{"../../cmd", "../../lab"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			name := strings.TrimPrefix(filepath.ToSlash(path), "../../")
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				what, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				from, ok := what.X.(*ast.Ident)
				if !ok {
					return true
				}
				switch from.Name + "." + what.Sel.Name {
				case "fmt.Errorf", "errors.New":
					for _, place := range []string{filepath.ToSlash(filepath.Dir(name)), name} {
						if english[place] != "" {
							excused[place] = true
							return true
						}
					}
					t.Errorf("%v: an error in English alone: make it with words.Errorf", files.Position(call.Pos()))
				case "words.Errorf", "words.Say":
					compare(t, files, call)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for place, why := range english {
		if !excused[place] {
			t.Errorf("%s may make errors in English (%s), and makes none: take it out", place, why)
		}
	}
}

// compare compares the verbs of a call's two texts, if both are literals.
func compare(t *testing.T, files *token.FileSet, call *ast.CallExpr) {
	t.Helper()
	if len(call.Args) < 2 {
		return
	}
	en, zh := literal(call.Args[0]), literal(call.Args[1])
	if en == "" || zh == "" {
		return
	}
	at := files.Position(call.Pos())
	if got, want := verbs(zh), verbs(en); !slices.Equal(got, want) {
		t.Errorf("%v: the Chinese has the verbs %q, and the English %q: both get the same arguments", at, got, want)
	}
	if strings.ContainsFunc(verb.ReplaceAllString(en, ""), unicode.IsLetter) && !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%v: the Chinese text %q has no Chinese in it", at, zh)
	}
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}

var verb = regexp.MustCompile(`%(\[(\d+)\])?([a-z])`)

// verbs lists the verbs of a format in the order of their arguments.
func verbs(format string) []string {
	var all []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2])
		}
		all = append(all, strconv.Itoa(next)+m[3])
		next++
	}
	slices.Sort(all)
	return slices.Compact(all)
}
