package handout

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"tcplab/lab"
	"tcplab/lab/standalone"
	"tcplab/lab/words"
)

// File is one file of a lesson's code, as a student takes it away.
type File struct {
	Path    string // below the student's directory, with slashes: "client/main.go"
	Content []byte
}

// goVersion is the oldest Go that the programs are written for: the first with
// net.KeepAliveConfig. go vet reports a program that needs a newer one.
const goVersion = "1.23"

// Code turns a lesson's programs into modules, one for each program, that
// import only the standard library. Beside each program lie the files that its
// hosts bring. A README.md above them says in lang (en or zh) how to run them, and
// the programs' comments are in that language.
// The programs' port 8001 is replaced by port, unless port is 0.
//
// The README comes first, then the programs in the order of their hosts.
func Code(l *lab.Lesson, lang string, port int) ([]File, error) {
	if len(l.Hosts) == 0 {
		return nil, words.Errorf("lesson %s has no programs of its own: choose another",
			"课程 %s 没有自己的程序：请选另一课", l.Name)
	}
	if port == 0 {
		port = lab.DefaultPort
	}
	text, err := l.ProseOn(lang, port)
	if err != nil {
		return nil, err
	}
	readme, err := readmeOf(l, lang, port)
	if err != nil {
		return nil, err
	}
	c := code{files: []File{{"README.md", readme}}}
	for _, h := range l.Hosts {
		source, err := fs.ReadFile(l.Files, h.File)
		if err != nil {
			return nil, words.Errorf("lesson %s lacks its program: %w", "课程 %s 缺少程序：%w", l.Name, err)
		}
		dir := codeDir(h)
		c.add(dir+"/go.mod", fmt.Appendf(nil, "module example.com/%s/%s\n\ngo %s\n", l.Name, dir, goVersion))
		program := text.Translated(standalone.Program(string(source), port))
		// A program that tells how it is called names its file in the lesson.
		program = strings.ReplaceAll(program, "go run "+path.Base(h.File), "go run .")
		c.add(dir+"/main.go", []byte(program))
		for _, name := range h.Brings {
			content, err := fs.ReadFile(l.Files, name)
			if err != nil {
				return nil, words.Errorf("lesson %s lacks the file that %s brings: %w",
					"课程 %s 缺少 %s 带来的文件：%w", l.Name, h.Name, err)
			}
			c.add(dir+"/"+path.Base(name), content)
		}
	}
	return c.files, nil
}

// codeDir returns the directory of a host's program. Hosts that run the same
// program share it.
func codeDir(h lab.Host) string {
	return strings.TrimSuffix(path.Base(h.File), ".go")
}

// code collects files.
type code struct{ files []File }

// add adds a file unless it is there already, as it is if two hosts run one
// program.
func (c *code) add(name string, content []byte) {
	for _, f := range c.files {
		if f.Path != name {
			continue
		}
		if !bytes.Equal(f.Content, content) {
			panic("BUG: two different files are to be " + name)
		}
		return
	}
	c.files = append(c.files, File{name, content})
}
