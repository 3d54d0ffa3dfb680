//go:build unix

package main

import (
	"os"
	"syscall"
)

// ours tells whether a directory is this user's own, and nobody else may write
// to it. Among the temporary files anybody could have made one of that name,
// with files in it that lead exec astray.
func ours(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
