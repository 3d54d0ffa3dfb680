package begin

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tcplab/lab/words"
)

//go:embed files/*.txt
var templates embed.FS

// Lesson writes the folder of a new lesson below root, which is tcplab's source
// tree, and its line in the course. apart is set if the course's last lesson
// belongs to another part. It returns the files that it has written, below root.
func Lesson(root, name string, apart bool) (files []string, err error) {
	lessons := filepath.Join(root, "lessons")
	if err := checkName(lessons, name); err != nil {
		return nil, Refused{err}
	}
	source, err := os.ReadFile(filepath.Join(lessons, list))
	if err != nil {
		return nil, err
	}
	source, err = entry(source, name, apart)
	if err != nil {
		return nil, err
	}
	// All is written beside its place first. So a full disk is noticed before
	// anything has its name.
	stage, err := os.MkdirTemp(lessons, ".new-")
	if err != nil {
		return nil, cannotWrite(lessons, err)
	}
	defer os.RemoveAll(stage)
	folder := filepath.Join(stage, name)
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, cannotWrite(lessons, err)
	}
	for _, f := range Files(name) {
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Content, 0o644); err != nil {
			return nil, cannotWrite(lessons, err)
		}
		files = append(files, filepath.Join("lessons", name, f.Name))
	}
	staged := filepath.Join(stage, list)
	if err := os.WriteFile(staged, source, 0o644); err != nil {
		return nil, cannotWrite(lessons, err)
	}
	place := filepath.Join(lessons, name)
	if err := os.Rename(folder, place); err != nil {
		return nil, cannotWrite(place, err)
	}
	if err := os.Rename(staged, filepath.Join(lessons, list)); err != nil {
		os.RemoveAll(place)
		return nil, cannotWrite(filepath.Join(lessons, list), err)
	}
	return append(files, filepath.Join("lessons", list)), nil
}

// Refused is an error about the name of a lesson.
type Refused struct{ error }

func (r Refused) Unwrap() error { return r.error }

// In returns the error in a language.
func (r Refused) In(lang string) string { return words.In(r.error, lang) }

// File is a file of a new lesson.
type File struct {
	Name    string
	Content []byte
}

// Files returns the files of a new lesson's folder.
func Files(name string) []File {
	fill := strings.NewReplacer("PACKAGE", packageOf(name), "NAME", name)
	var files []File
	for _, n := range []string{"client.go", "server.go", "lesson.go", "en.md", "zh.md"} {
		content, err := templates.ReadFile("files/" + n + ".txt")
		if err != nil {
			panic(fmt.Sprintf("BUG: %v", err))
		}
		files = append(files, File{n, []byte(fill.Replace(string(content)))})
	}
	return files
}

// Root returns the source tree that a directory lies in; "" if it lies in none.
func Root(dir string) string {
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(mod), "module tcplab\n") {
			if _, err := os.Stat(filepath.Join(dir, "lessons", list)); err == nil {
				return dir
			}
		}
		above := filepath.Dir(dir)
		if above == dir {
			return ""
		}
		dir = above
	}
}

// cannotWrite says where a lesson cannot be written.
func cannotWrite(place string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	return words.Errorf("%s cannot be written (%w), so nothing was: make it writable and try again", "%s 写不了：%w，所以什么也没有写。请让它可写，再试一次", place, err)
}
