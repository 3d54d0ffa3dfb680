package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tcplab/lab/words"
)

// An outFile is a file that is written at once, when all of it is there. So it is
// whole or as it was before, whatever fails.
type outFile struct {
	path  string
	flag  string // names it, for errors
	force bool   // it may replace a file
}

// free returns an error if the file will not be writable. It is called before
// something begins that would then be for nothing.
func (o outFile) free() error {
	info, err := os.Stat(o.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return o.cannot(err)
	case info.IsDir():
		return words.Errorf("%s is a directory, and a file has to go there: choose another name with %s",
			"%s 是一个目录，而那里要放文件：请用 %s 换一个名字", o.path, o.flag)
	case !info.Mode().IsRegular():
		return words.Errorf("%s is no plain file, and would be replaced by one: choose another name with %s",
			"%s 不是普通文件，会被普通文件取代：请用 %s 换一个名字", o.path, o.flag)
	case !o.force:
		return words.Errorf("%s is there already, so nothing was written: choose another name with %s, or --force to overwrite",
			"%s 已经存在，所以什么也没有写：请用 %s 换一个名字，或用 --force 覆盖", o.path, o.flag)
	}
	name, err := o.stage(nil)
	if err != nil {
		return o.cannot(err)
	}
	os.Remove(name)
	return nil
}

// write writes the file.
func (o outFile) write(content []byte) error {
	name, err := o.stage(content)
	if err != nil {
		return o.cannot(err)
	}
	if err := os.Rename(name, o.place()); err != nil {
		os.Remove(name)
		return o.cannot(err)
	}
	return nil
}

// place returns the path at which the file really lies: a symbolic link stays.
func (o outFile) place() string {
	if place, err := filepath.EvalSymlinks(o.path); err == nil {
		return place
	}
	return o.path
}

// stage writes content beside the file, under a name that no other file has and
// that is short however long the file's is. The user's umask applies to the mode.
func (o outFile) stage(content []byte) (name string, err error) {
	name = filepath.Join(filepath.Dir(o.place()), ".tcplab-"+rand.Text()[:8])
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(name)
		return "", err
	}
	return name, nil
}

// cannot says which file cannot be written. It keeps the system's reason and
// removes the temporary name from it.
func (o outFile) cannot(err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		err = at.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return words.Errorf("%s cannot be written (%w): choose another place with %s",
		"%s 写不了：%w。请用 %s 换一个地方", o.path, err, o.flag)
}
