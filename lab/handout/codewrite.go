package handout

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tcplab/lab/words"
)

// Write writes files below dir, all of them or none. If one of them is there
// already, nothing is written, unless force is set. Other files in dir do not
// matter.
//
// Every file is first written under a temporary name beside its place. So a
// full disk or a directory without permission is noticed before any file has
// its final name, and no file is ever half written.
func Write(dir string, files []File, force bool) (err error) {
	for _, f := range files {
		place := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := freePlace(place, force); err != nil {
			return err
		}
	}
	var made []string // directories and temporary files, oldest first
	defer func() {
		for i := len(made) - 1; i >= 0 && err != nil; i-- {
			os.Remove(made[i]) // fails for a directory with somebody's file in it, which then stays
		}
	}()
	var staged []string
	for _, f := range files {
		place := filepath.Join(dir, filepath.FromSlash(f.Path))
		dirs, err := makeDirs(filepath.Dir(place))
		made = append(made, dirs...)
		if err != nil {
			return codeError(filepath.Dir(place), err)
		}
		name, err := stage(place, f.Content)
		if err != nil {
			return codeError(place, err)
		}
		made, staged = append(made, name), append(staged, name)
	}
	for i, f := range files {
		place := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.Rename(staged[i], place); err != nil {
			return codeError(place, err)
		}
		if !force {
			made = append(made, place)
		}
	}
	return nil
}

// freePlace returns an error if a place must not be written to.
func freePlace(place string, force bool) error {
	info, err := os.Lstat(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return codeError(place, err)
	case info.IsDir():
		return words.Errorf("%s is a directory, and a file has to go there: choose another place with -o",
			"%s 是一个目录，而那里要放文件：请用 -o 换一个地方", place)
	case !force:
		return words.Errorf("%s is there already, so nothing was written: choose another place with -o, or --force to overwrite",
			"%s 已经存在，所以什么也没有写：请用 -o 换一个地方，或用 --force 覆盖", place)
	}
	return nil
}

// makeDirs makes a directory and those above it. It returns those that were not
// there, the highest first.
func makeDirs(dir string) (made []string, err error) {
	var missing []string
	for at := dir; ; at = filepath.Dir(at) {
		_, err := os.Stat(at)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || filepath.Dir(at) == at {
			break
		}
		missing = append(missing, at)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		switch err := os.Mkdir(missing[i], 0o755); {
		case err == nil:
			made = append(made, missing[i])
		case !errors.Is(err, fs.ErrExist):
			return made, err
		}
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = words.Errorf("it is a file, and a directory is needed", "它是文件，而这里需要目录")
	}
	return made, err
}

// stage writes content beside place, under a name that no other process uses.
// The user's umask applies to the mode.
func stage(place string, content []byte) (name string, err error) {
	dir, base := filepath.Split(place)
	name = filepath.Join(dir, fmt.Sprintf(".%s.%d", base, os.Getpid()))
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

// codeError says where the code cannot be written. It keeps the system's reason
// and removes the temporary name from it.
func codeError(place string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	return words.Errorf("%s cannot be written (%w): choose another place with -o",
		"%s 写不了：%w。请用 -o 换一个地方", place, err)
}
