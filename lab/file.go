package lab

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"tcplab/lab/words"
)

// FilePlace stands in a host's arguments for the file that the lesson sends.
const FilePlace = "{file}"

// SendsFile reports whether the lesson sends a file, which may be a student's
// own.
func (l *Lesson) SendsFile() bool {
	return slices.ContainsFunc(l.Hosts, func(h Host) bool {
		return slices.ContainsFunc(h.Args, func(a string) bool { return strings.Contains(a, FilePlace) })
	})
}

// FileToSend checks a student's own file before anything is started. It returns
// the file's absolute path, because every host works in a directory of its own.
// The error says why the lesson cannot send the file.
func (l *Lesson) FileToSend(path string) (string, error) {
	if !l.SendsFile() {
		return "", words.Errorf("lesson %s sends no file: leave --file away, or run the lesson file-transfer",
			"课程 %s 不发送文件：请去掉 --file，或者运行 file-transfer 这一课", l.Name)
	}
	if !utf8.ValidString(path) {
		return "", words.Errorf("the name %q is not UTF-8: give the file another name and try again",
			"文件名 %q 不是 UTF-8：请给文件换个名字再试", path)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", words.Errorf("it is not clear where %q is (%w): give --file its whole path",
			"不清楚 %q 在哪里：%w。请给 --file 完整的路径", path, err)
	}
	info, err := os.Stat(absolute)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", words.Errorf("there is no file %q: give --file the path of one",
			"没有 %q 这个文件：请给 --file 一个文件的路径", path)
	case err != nil:
		return "", words.Errorf("%q cannot be looked up (%w): give --file another file",
			"查不到 %q：%w。请给 --file 另一个文件", path, err)
	case info.IsDir():
		return "", words.Errorf("%q is a directory: give --file a file in it",
			"%q 是一个目录：请给 --file 其中的一个文件", path)
	case !info.Mode().IsRegular():
		return "", words.Errorf("%q is a device or a pipe and has no end: give --file a plain file",
			"%q 是设备或管道，没有尽头：请给 --file 一个普通文件", path)
	}
	f, err := os.Open(absolute)
	if err != nil {
		return "", words.Errorf("%q cannot be read (%w): give --file one that you may read",
			"%q 读不了：%w。请给 --file 一个你有权读的文件", path, err)
	}
	return absolute, f.Close()
}
