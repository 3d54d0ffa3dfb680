package os

import (
	"io/fs"
	"os"

	"tcplab/lab/gate"
)

// Types of the standard package that are plain values.
type (
	FileInfo  = fs.FileInfo
	FileMode  = fs.FileMode
	DirEntry  = fs.DirEntry
	PathError = fs.PathError
)

// Flags for OpenFile.
const (
	O_RDONLY = os.O_RDONLY
	O_WRONLY = os.O_WRONLY
	O_RDWR   = os.O_RDWR
	O_APPEND = os.O_APPEND
	O_CREATE = os.O_CREATE
	O_EXCL   = os.O_EXCL
	O_TRUNC  = os.O_TRUNC
)

// Constants of the standard package.
const (
	ModePerm      = fs.ModePerm
	DevNull       = os.DevNull
	PathSeparator = os.PathSeparator
)

// Errors of the standard package, for errors.Is.
var (
	ErrNotExist         = os.ErrNotExist
	ErrExist            = os.ErrExist
	ErrPermission       = os.ErrPermission
	ErrClosed           = os.ErrClosed
	ErrInvalid          = os.ErrInvalid
	ErrDeadlineExceeded = os.ErrDeadlineExceeded
)

// Args are the program's arguments; the first is its name.
var Args = gate.Args()

// Exit ends the program with a status. Deferred calls do not run. It is the
// call exit, and waits at the gate as if the program had returned.
func Exit(code int) { gate.Exit(code) }

// IsNotExist reports whether err says that a file is not there.
func IsNotExist(err error) bool { return os.IsNotExist(err) }

// IsExist reports whether err says that a file is there already.
func IsExist(err error) bool { return os.IsExist(err) }

// IsPermission reports whether err says that something is not allowed.
func IsPermission(err error) bool { return os.IsPermission(err) }

// IsTimeout reports whether err says that a deadline has passed.
func IsTimeout(err error) bool { return os.IsTimeout(err) }

// Getenv returns an environment variable, "" if it is not set.
func Getenv(key string) string { return os.Getenv(key) }

// Getpid returns the number of this host's process.
func Getpid() int { return os.Getpid() }

// Getwd returns the working directory.
func Getwd() (string, error) { return os.Getwd() }

// TempDir returns the directory for temporary files.
func TempDir() string { return os.TempDir() }

// The functions below do not wait at the gate. They are variables and not
// functions of this package, so that the settler, which looks at names on the
// stack, does not take a long one for a begun call.
var (
	// ReadFile returns what a file holds.
	ReadFile = os.ReadFile
	// WriteFile makes a file that holds data.
	WriteFile = os.WriteFile
	// ReadDir returns the entries of a directory, by name.
	ReadDir = os.ReadDir
	// Remove removes a file or an empty directory.
	Remove = os.Remove
	// RemoveAll removes a directory and all in it.
	RemoveAll = os.RemoveAll
	// Rename moves a file.
	Rename = os.Rename
	// Mkdir makes a directory.
	Mkdir = os.Mkdir
	// MkdirAll makes a directory and those above it.
	MkdirAll = os.MkdirAll
	// MkdirTemp makes a new directory in dir, with a name after pattern.
	MkdirTemp = os.MkdirTemp
)
