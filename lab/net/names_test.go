package net_test

import (
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryNameIsOfTheStandardPackage checks that the standard packages have
// every name of lab/net and lab/os. Else a program could use a name that is
// gone once the import paths are replaced.
func TestEveryNameIsOfTheStandardPackage(t *testing.T) {
	build.Default.CgoEnabled = false // the source importer would have to run cgo
	standard := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for name, dir := range map[string]string{"net": ".", "os": "../os"} {
		std, err := standard.Import(name)
		if err != nil {
			t.Skipf("the source of the standard library is not here: %v", err)
		}
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		names := 0
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, wanted := range exported(f) {
				names++
				if !has(std, wanted) {
					t.Errorf("the stand-in for %s has %s, the package itself does not: a program that uses the name would not build alone", name, wanted)
				}
			}
		}
		if names < 30 {
			t.Errorf("only %d names of %s were compared: the test does not find its files", names, name)
		}
	}
}

// exported lists the names that a file declares for its users: "Listen",
// "TCPConn", "TCPConn.Read", "Dialer.Timeout".
func exported(f *ast.File) []string {
	var list []string
	add := func(of string, names ...*ast.Ident) {
		for _, n := range names {
			if n.IsExported() {
				list = append(list, of+n.Name)
			}
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			of := ""
			if d.Recv != nil {
				of = receiver(d) + "."
			}
			if of == "" || ast.IsExported(of) {
				add(of, d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					add("", s.Names...)
				case *ast.TypeSpec:
					add("", s.Name)
					if body, ok := s.Type.(*ast.StructType); ok && s.Name.IsExported() {
						for _, field := range body.Fields.List {
							add(s.Name.Name+".", field.Names...)
						}
					}
				}
			}
		}
	}
	return list
}

// receiver returns the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) string {
	of := d.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	return of.(*ast.Ident).Name
}

// has reports whether a package declares a name, or a field or method of a
// type.
func has(pkg *types.Package, name string) bool {
	outer, inner, member := strings.Cut(name, ".")
	object := pkg.Scope().Lookup(outer)
	if object == nil || !member {
		return object != nil
	}
	found, _, _ := types.LookupFieldOrMethod(object.Type(), true, pkg, inner)
	return found != nil
}
