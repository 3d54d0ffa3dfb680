package net

import "syscall"

// inode returns the inode of a descriptor, by which the kernel's table tells a
// socket from others at the same address; 0 if it cannot be read.
func inode(fd int) uint32 {
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return 0
	}
	return uint32(st.Ino)
}
