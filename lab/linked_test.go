package lab

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// TestNoMethodIsCalledByName: a method that is called by a name which is known only when
// the program runs could be any one, so the linker keeps every exported method of the
// whole program, which is three megabytes more. Templates of the standard library call
// methods in that way, and so does cobra if it is given a template.
func TestNoMethodIsCalledByName(t *testing.T) {
	templates := []string{"text/template", "html/template"}
	calls := []string{"MethodByName", "SetUsageTemplate", "SetHelpTemplate", "SetVersionTemplate"}
	why := "then the linker keeps every method, and the program has three megabytes more: write it with Go functions, as lab/page does"
	eachFile(t, parser.SkipObjectResolution, func(name string, files *token.FileSet, file *ast.File) {
		for _, spec := range file.Imports {
			if path, _ := strconv.Unquote(spec.Path.Value); slices.Contains(templates, path) {
				t.Errorf("%s imports %s: %s", name, path, why)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(calls, s.Sel.Name) {
				t.Errorf("%s: %s is called: %s", files.Position(s.Pos()), s.Sel.Name, why)
			}
			return true
		})
	})
}
