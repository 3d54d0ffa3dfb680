package proc

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Owners returns the processes that hold each socket, by the socket's inode, the
// one with the lowest number first. Several hold one after a fork. If
// namespace is not "", it is the file in /proc of a network namespace, and Owners
// searches only the processes in that namespace. This is several times as fast,
// because it need not read the open files of all others. An ordinary user cannot
// see other users' processes, so those are left out.
func Owners(namespace string) (map[uint32][]Owner, error) {
	owners := map[uint32][]Owner{}
	processes, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var there string
	if namespace != "" {
		if there, err = os.Readlink(namespace); err != nil {
			return nil, err
		}
	}
	for _, p := range processes {
		pid, err := strconv.Atoi(p.Name())
		if err != nil {
			continue // not a process
		}
		dir := filepath.Join("/proc", p.Name())
		if there != "" {
			if at, err := os.Readlink(filepath.Join(dir, "ns/net")); err != nil || at != there {
				continue
			}
		}
		fds, err := os.ReadDir(filepath.Join(dir, "fd"))
		if err != nil {
			continue // ended meanwhile, or not ours to look at
		}
		links := links{path: filepath.Join(dir, "fd")}
		var name string
		for _, fd := range fds {
			target, err := links.read(fd.Name())
			inode, ok := socketInode(target)
			if err != nil || !ok {
				continue
			}
			if name == "" {
				comm, _ := os.ReadFile(filepath.Join(dir, "comm"))
				name = strings.TrimSpace(string(comm))
			}
			if held := owners[inode]; len(held) == 0 || held[len(held)-1].PID != pid { // it may have two descriptors for it
				owners[inode] = append(held, Owner{PID: pid, Name: name})
			}
		}
		links.close()
	}
	for _, held := range owners {
		slices.SortFunc(held, func(a, b Owner) int { return a.PID - b.PID })
	}
	return owners, nil
}
