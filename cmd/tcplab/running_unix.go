//go:build unix

package main

import (
	"os"
	"syscall"
)

// ours reports whether a directory is this user's own and nobody else may write
// to it. Anybody could have made a directory of that name among the temporary
// files, with files that lead exec to a false lab.
func ours(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}

// createShared makes a file that others may read, and that may get another name,
// while it is open.
func createShared(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// lock takes the lock of a file, until the file is closed or this process ends
// (flock(2)).
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// tryLock returns errLocked if somebody holds the lock of a file. Else it takes a
// share of it, which keeps nobody else from trying.
func tryLock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) }

// errLocked is the error of tryLock if somebody holds the lock.
const errLocked = syscall.EWOULDBLOCK
