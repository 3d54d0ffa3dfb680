package standalone

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"

	"tcplab/lab/gate"
	"tcplab/lab/pattern"
)

// Program turns a lesson's program into one that a student can run alone:
// package main, func main, and the standard library's net and os. Every line
// keeps its number, so that the line of a call at the gate is the line shown.
// The programs' port 8001 becomes port, unless port is 0, and others follow it (see
// gate.PortsOn).
//
// The program's entry is the file's first function without receiver,
// parameters and results.
func Program(source string, port int) string {
	source = replaceFirst(packageClause(), source, "package main")
	source = replaceFirst(entry(), source, "func main() {")
	source = standIn().ReplaceAllString(source, "${1}\"${2}\"")
	return gate.PortsOn(source, port)
}

var (
	packageClause = pattern.New(`(?m)^package \w+$`)
	entry         = pattern.New(`(?m)^func \w+\(\) \{$`)
	standIn       = pattern.New(`(?m)^([ \t]*(?:import )?)"tcplab/lab/(net|os)"$`)
)

// replaceFirst puts text in place of the pattern's first match, if there is
// one.
func replaceFirst(pattern *regexp.Regexp, source, text string) string {
	at := pattern.FindStringIndex(source)
	if at == nil {
		return source
	}
	return source[:at[0]] + text + source[at[1]:]
}

// EndOfMain returns the line of the closing brace of func main, at which a
// program stands that has returned. It returns 0 if the source has no func
// main.
func EndOfMain(source string) int {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return 0
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "main" && f.Recv == nil {
			return files.Position(f.End() - 1).Line
		}
	}
	return 0
}
