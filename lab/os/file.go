package os

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tcplab/lab/gate"
)

// File is an open file. It has no ReadFrom and no WriteTo, so that io.Copy has
// to use Read and Write, which wait at the gate.
type File struct {
	f    *os.File
	name string
	std  standard
}

// standard names one of the three files that a program begins with. Reading and
// writing those is no call and does not wait at the gate.
type standard int

const (
	none standard = iota
	in
	out
	errs
)

// The files that every program begins with. Closing them does nothing.
var (
	Stdin  = &File{f: os.Stdin, name: os.Stdin.Name(), std: in}
	Stdout = &File{f: os.Stdout, name: os.Stdout.Name(), std: out}
	Stderr = &File{f: os.Stderr, name: os.Stderr.Name(), std: errs}
)

// open is the common part of Open, Create and OpenFile. Call is the name of the
// function, and rest is the text of its other arguments.
func open(call, name, rest string, do func() (*os.File, error)) (*File, error) {
	c := gate.Enter(call, nil, func() string {
		return fmt.Sprintf("os.%s(%q%s)", call, name, rest)
	})
	f, err := do()
	c.End(0, err, func() string {
		if err != nil {
			return ""
		}
		return fmt.Sprintf("file %q", absolute(name))
	})
	if err != nil {
		return nil, err
	}
	return &File{f: f, name: name}, nil
}

// absolute returns a file's whole path, because a name alone does not tell the
// directory.
func absolute(name string) string {
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// Open opens a file for reading.
func Open(name string) (*File, error) {
	return open("Open", name, "", func() (*os.File, error) { return os.Open(name) })
}

// Create makes an empty file, or empties the file if it exists.
func Create(name string) (*File, error) {
	return open("Create", name, "", func() (*os.File, error) { return os.Create(name) })
}

// OpenFile opens a file in the way that flag says (O_RDONLY and so on). If it
// has to make the file, it gives it the mode perm.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	return open("OpenFile", name, fmt.Sprintf(", %#x, %#o", flag, perm),
		func() (*os.File, error) { return os.OpenFile(name, flag, perm) })
}

// Stat returns name, size and mode of a file.
func Stat(name string) (FileInfo, error) {
	c := gate.Enter("Stat", nil, func() string { return fmt.Sprintf("os.Stat(%q)", name) })
	info, err := os.Stat(name)
	c.End(0, err, func() string { return describe(info, err) })
	return info, err
}

func describe(info FileInfo, err error) string {
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%q, %d bytes", info.Name(), info.Size())
}

// Name returns the name that the file was opened by.
func (f *File) Name() string { return f.name }

// Stat returns name, size and mode of the file. It does not wait at the gate.
func (f *File) Stat() (FileInfo, error) { return f.f.Stat() }

// Read reads up to len(p) bytes; at the end of the file it returns io.EOF.
func (f *File) Read(p []byte) (int, error) {
	if f.std == in {
		return gate.Stdin().Read(p)
	}
	c := gate.Enter("File.Read", nil, func() string { return fmt.Sprintf("File.Read(buf[%d])", len(p)) })
	n, err := f.f.Read(p)
	c.End(n, err, func() string { return gate.Got(p, n, err) })
	return n, err
}

// ReadAt reads len(p) bytes from offset off on. It does not wait at the gate.
func (f *File) ReadAt(p []byte, off int64) (int, error) { return f.f.ReadAt(p, off) }

// Write writes p.
func (f *File) Write(p []byte) (int, error) {
	switch f.std {
	case out:
		return gate.Print(p)
	case errs:
		return gate.PrintError(p)
	}
	c := gate.Enter("File.Write", nil, func() string { return "File.Write(" + gate.Quote(p) + ")" })
	n, err := f.f.Write(p)
	c.End(n, err, func() string { return fmt.Sprintf("%d bytes", n) })
	return n, err
}

// WriteString writes s.
func (f *File) WriteString(s string) (int, error) { return f.Write([]byte(s)) }

// Seek sets where the next Read or Write begins. It does not wait at the gate.
func (f *File) Seek(offset int64, whence int) (int64, error) { return f.f.Seek(offset, whence) }

// Sync has the operating system write the file to its disk. It does not wait
// at the gate.
func (f *File) Sync() error { return f.f.Sync() }

// Truncate changes the file's size. It does not wait at the gate.
func (f *File) Truncate(size int64) error { return f.f.Truncate(size) }

// Close closes the file. The call's result tells size and SHA-256 of the file
// at that moment, so that a student can compare the files of two hosts. For
// this Close reads the whole file again.
func (f *File) Close() error {
	if f.std != none {
		return nil
	}
	c := gate.Enter("File.Close", nil, func() string { return "File.Close()" })
	holds := ""
	if c != nil {
		holds = f.holds()
	}
	err := f.f.Close()
	c.End(0, err, func() string { return holds })
	return err
}

// maxSummed is the size in bytes of the largest file whose sum is told. The sum
// of a larger one would hold the program up for seconds.
const maxSummed = 1 << 30

// holds returns the file's size, its SHA-256 and its path in words. The path
// comes last because it may be long. holds returns "" if f is no plain file or
// is closed already.
func (f *File) holds() string {
	info, err := f.f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	size, place := info.Size(), absolute(f.name)
	sum := sha256.New()
	if size <= maxSummed {
		_, err = io.Copy(sum, io.NewSectionReader(f.f, 0, size))
	}
	// A file that was opened for writing alone cannot be read.
	if size > maxSummed || err != nil {
		return fmt.Sprintf("%d bytes in %q", size, place)
	}
	return fmt.Sprintf("%d bytes, SHA-256 %x, in %q", size, sum.Sum(nil), place)
}

var (
	_ fs.File            = (*File)(nil)
	_ io.ReadWriteSeeker = (*File)(nil)
	_ io.ReaderAt        = (*File)(nil)
	_ io.StringWriter    = (*File)(nil)
)
