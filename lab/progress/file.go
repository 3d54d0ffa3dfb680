package progress

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"tcplab/lab/words"
)

// Path returns the path of the user's progress file: progress.json in the
// folder tcplab of the user's state directory. That is $XDG_STATE_HOME, else
// ~/.local/state. Windows and macOS have no such directory; there it is the
// directory of the user's settings.
func Path() (string, error) {
	state, err := stateDir(runtime.GOOS)
	if err != nil {
		return "", words.Errorf("no place is known for the progress (%w): set XDG_STATE_HOME to a directory",
			"不知道把进度存在哪里：%w。请把 XDG_STATE_HOME 设成一个目录", err)
	}
	return filepath.Join(state, "tcplab", "progress.json"), nil
}

func stateDir(system string) (string, error) {
	// The XDG base directory specification says to ignore a relative path.
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if system == "windows" || system == "darwin" || system == "ios" {
		return os.UserConfigDir()
	}
	home, err := os.UserHomeDir()
	if err == nil && !filepath.IsAbs(home) {
		err = words.Errorf("the home directory is not an absolute path", "主目录不是绝对路径")
	}
	return filepath.Join(home, ".local", "state"), err
}

// maxSize is how many bytes of a file are read at most. No progress file is so
// large.
const maxSize = 1 << 20

// errNewer is the error for a file of a newer tcplab. This one would drop the
// fields that it does not know.
var errNewer = words.Errorf("a newer tcplab wrote it: use that one, or remove the file",
	"它是更新的 tcplab 写的：请用那一个，或者删掉这个文件")

// Load reads a progress file. If it cannot be read or makes no sense, Load
// returns the Progress of a student who has just begun.
func Load(path string) Progress {
	p, err := load(path)
	if err != nil {
		return Progress{Version: Version}
	}
	return p
}

func load(path string) (Progress, error) {
	var p Progress
	// Only a plain file is opened: opening a pipe, for example, might never
	// return.
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return p, errors.Join(err, words.Errorf("it is no file", "它不是文件"))
	}
	f, err := os.Open(path)
	if err != nil {
		return p, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSize))
	if err != nil {
		return p, err
	}
	// The version is read first, because a newer file may have other types in
	// the same fields.
	var v struct {
		Version int `json:"progress"`
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return p, err
	}
	if v.Version > Version {
		return p, errNewer
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, err
	}
	p.tidy()
	return p, nil
}

// Update reads a progress file, changes it and puts the new one in its place.
// So nobody ever reads half a file. If two tcplabs update it at the same
// moment, one of the two changes is lost and nothing else.
//
// Update replaces a damaged file. It does not touch one that a newer tcplab
// wrote and returns an error.
func Update(path string, change func(*Progress)) error {
	p, err := load(path)
	if errors.Is(err, errNewer) {
		return words.Errorf("%s was not changed: %w", "%s 没有改动：%w", path, err)
	}
	if err != nil {
		p = Progress{Version: Version}
	}
	change(&p)
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		panic("BUG: progress is not JSON: " + err.Error())
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return words.Errorf("the progress is not kept: %w", "进度没有保存：%w", err)
	}
	f, err := os.CreateTemp(dir, "progress-*")
	if err != nil {
		return words.Errorf("the progress is not kept: %w", "进度没有保存：%w", err)
	}
	_, err = f.Write(append(text, '\n'))
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return words.Errorf("the progress is not kept: %w", "进度没有保存：%w", err)
	}
	return nil
}
