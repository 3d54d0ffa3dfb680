package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// ours reports whether a directory is this user's own. On Windows the directory
// of temporary files is.
func ours(string) bool { return true }

// createShared makes a file that others may read, and that may get another name,
// while it is open. Package os makes files that may not be renamed.
func createShared(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE,
		nil, windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}

// lock takes the lock of a file, until the file is closed or this process ends
// (LockFileEx).
func lock(f *os.File) error {
	return lockFarByte(f, windows.LOCKFILE_EXCLUSIVE_LOCK)
}

// tryLock returns errLocked if somebody holds the lock of a file. Else it takes a
// share of it, which keeps nobody else from trying.
func tryLock(f *os.File) error { return lockFarByte(f, 0) }

// lockFarByte locks a byte far behind the end of a file: on Windows nobody can read
// bytes that another process has locked.
func lockFarByte(f *os.File, how uint32) error {
	far := &windows.Overlapped{OffsetHigh: 1 << 30}
	return windows.LockFileEx(windows.Handle(f.Fd()), how|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, far)
}

// errLocked is the error of tryLock if somebody holds the lock.
const errLocked = windows.ERROR_LOCK_VIOLATION
