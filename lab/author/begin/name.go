package begin

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tcplab/lab/pattern"
	"tcplab/lab/words"
)

// goodName matches a lesson's name: lower-case words with hyphens.
var goodName = pattern.New(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// longest is how many characters a name may have, so that a list of lessons and
// the first line of the panel have room for it.
const longest = 22

// reserved are names that Go gives a meaning of its own to, as a folder or as a
// package, besides its keywords.
var reserved = map[string]bool{"main": true, "internal": true, "vendor": true, "testdata": true, "init": true}

// packageOf returns the name of a lesson's package.
func packageOf(name string) string { return strings.ReplaceAll(name, "-", "") }

// checkName returns an error if no new lesson can have a name. lessons is the
// folder of all of them.
func checkName(lessons, name string) error {
	pkg := packageOf(name)
	switch {
	case !goodName().MatchString(name):
		return words.Errorf("%q cannot be a lesson's name: write lower-case words with hyphens between them, as in half-close",
			"%q 不能做课名：请用小写英文单词，中间用连字符，如 half-close", name)
	case len(name) > longest:
		return words.Errorf("the name %s has %d characters, and a list has room for %d: choose a shorter one",
			"课名 %s 有 %d 个字符，列表里只放得下 %d 个：请换一个短一些的", name, len(name), longest)
	case token.IsKeyword(pkg) || reserved[pkg]:
		return words.Errorf("the lesson's package would be called %s, which has a meaning of its own in Go: choose another name",
			"这一课的包会叫 %s，而它在 Go 里另有含义：请换一个名字", pkg)
	}
	if _, err := os.Lstat(filepath.Join(lessons, name)); !errors.Is(err, fs.ErrNotExist) {
		return words.Errorf("there is a lesson %s already, or a folder of that name: choose another name", "已经有 %s 这一课，或同名的目录：请换一个名字", name)
	}
	taken, err := names(lessons)
	if err != nil {
		return err
	}
	if taken[pkg] {
		return words.Errorf("the lesson's package would be called %s, a name that package lessons uses already: choose another name",
			"这一课的包会叫 %s，而 lessons 这个包里已经用了这个名字：请换一个名字", pkg)
	}
	return nil
}

// names returns the names that a Go file of package lessons imports or declares.
// An import cannot have one of these.
func names(lessons string) (map[string]bool, error) {
	taken := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(lessons, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, words.Errorf("%s cannot be read, so no lesson can be added (%w): mend it first", "%s 读不了，没法添加一课（%w）：请先改好它", path, err)
		}
		if filepath.Base(path) == list {
			for _, spec := range file.Imports {
				where, _ := strconv.Unquote(spec.Path.Value)
				name := where[strings.LastIndex(where, "/")+1:]
				if spec.Name != nil {
					name = spec.Name.Name
				}
				taken[name] = true
			}
		}
		for _, d := range file.Decls {
			for _, name := range declared(d) {
				taken[name] = true
			}
		}
	}
	return taken, nil
}

// declared returns the names that a declaration makes for its package.
func declared(d ast.Decl) []string {
	if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
		return []string{f.Name.Name}
	}
	var all []string
	if g, ok := d.(*ast.GenDecl); ok {
		for _, spec := range g.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				all = append(all, spec.Name.Name)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					all = append(all, name.Name)
				}
			}
		}
	}
	return all
}
