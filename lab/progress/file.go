package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Path is where the user's progress is kept: progress.json in the folder tcplab
// of the user's state directory. That is $XDG_STATE_HOME, else ~/.local/state;
// on Windows and macOS, which have no such directory, it is where the user's
// settings are.
func Path() (string, error) {
	state, err := stateDir(runtime.GOOS)
	if err != nil {
		return "", fmt.Errorf("no place is known for the progress (%w): set XDG_STATE_HOME to a directory", err)
	}
	return filepath.Join(state, "tcplab", "progress.json"), nil
}

func stateDir(system string) (string, error) {
	// The XDG base directory specification has relative paths ignored.
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if system == "windows" || system == "darwin" || system == "ios" {
		return os.UserConfigDir()
	}
	home, err := os.UserHomeDir()
	if err == nil && !filepath.IsAbs(home) {
		err = errors.New("the home directory is not an absolute path")
	}
	return filepath.Join(home, ".local", "state"), err
}

// maxSize bounds what is read, in bytes: a file beyond it is none of ours.
const maxSize = 1 << 20

// errNewer says that a later tcplab wrote a file, which this one would cut.
var errNewer = errors.New("a newer tcplab wrote it: use that one, or remove the file")

// Load reads a progress file. What cannot be read, or makes no sense, is a
// student who has just begun.
func Load(path string) Progress {
	p, err := load(path)
	if err != nil {
		return Progress{Version: Version}
	}
	return p
}

func load(path string) (Progress, error) {
	var p Progress
	// To open what is no file, a pipe say, might never return.
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return p, errors.Join(err, errors.New("it is no file"))
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
	// The version first: a newer file may have other types in the same fields.
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

// Update changes a progress file: it is read, changed and put in its place in
// one go, so that it is never seen half written and two tcplabs side by side
// lose no more than each other's last word on one and the same lesson.
//
// A damaged file is replaced. One that a newer tcplab wrote is left alone.
func Update(path string, change func(*Progress)) error {
	p, err := load(path)
	if errors.Is(err, errNewer) {
		return fmt.Errorf("%s was not changed: %w", path, err)
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
		return fmt.Errorf("the progress is not kept: %w", err)
	}
	f, err := os.CreateTemp(dir, "progress-*")
	if err != nil {
		return fmt.Errorf("the progress is not kept: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("the progress is not kept: %w", err)
	}
	return nil
}
