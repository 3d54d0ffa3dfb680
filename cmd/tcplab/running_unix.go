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
