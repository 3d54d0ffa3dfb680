package begin

import (
	"bytes"
	"go/format"

	"tcplab/lab/pattern"
	"tcplab/lab/words"
)

// list is the file that names all lessons.
const list = "lessons.go"

var (
	// firstImport matches the beginning of the first import of a lesson.
	firstImport = pattern.New(`(?m)^\t(\w+ )?"tcplab/lessons/`)

	// theList matches the list of the lessons, from its first line to its last.
	theList = pattern.New(`(?ms)^var All = \[\]\*lab\.Lesson\{\n(.*?)^\}\n`)
)

// entry returns lessons.go with a lesson at its end. It stands apart from the one
// before if that belongs to another part.
func entry(source []byte, name string, apart bool) ([]byte, error) {
	pkg := packageOf(name)
	imported := "\t\"tcplab/lessons/" + name + "\"\n"
	if pkg != name {
		imported = "\t" + pkg + " \"tcplab/lessons/" + name + "\"\n"
	}
	imports, all := firstImport().FindIndex(source), theList().FindSubmatchIndex(source)
	if imports == nil || all == nil {
		return nil, words.Errorf("lessons.go has no list `var All`, so no lesson can be added: write the line yourself", "lessons.go 里没有 `var All` 这张表，没法添加一课：请自己写这一行")
	}
	line := "\t" + pkg + ".Lesson,\n"
	if apart {
		line = "\n" + line
	}
	// gofmt sorts the new import into its group.
	var out bytes.Buffer
	out.Write(source[:imports[0]])
	out.WriteString(imported)
	out.Write(source[imports[0]:all[3]])
	out.WriteString(line)
	out.Write(source[all[3]:])
	return format.Source(out.Bytes())
}
