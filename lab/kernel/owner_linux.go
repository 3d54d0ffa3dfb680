package kernel

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Owners returns the process that holds each socket, by the socket's inode. If
// namespace is not "", it is the file in /proc of a network namespace, and Owners
// searches only the processes in that namespace. This is several times as fast,
// because it need not read the open files of all others. An ordinary user cannot
// see other users' processes, so those are left out. If several processes hold a
// socket, as after a fork, Owners names the one with the lowest number.
func Owners(namespace string) (map[uint32]Owner, error) {
	owners := map[uint32]Owner{}
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
		var name string
		for _, fd := range fds {
			target, err := os.Readlink(filepath.Join(dir, "fd", fd.Name()))
			if err != nil || !strings.HasPrefix(target, "socket:[") {
				continue
			}
			inode, err := strconv.ParseUint(target[len("socket:["):len(target)-1], 10, 32)
			if err != nil {
				continue
			}
			if name == "" {
				comm, _ := os.ReadFile(filepath.Join(dir, "comm"))
				name = strings.TrimSpace(string(comm))
			}
			if old, taken := owners[uint32(inode)]; !taken || pid < old.PID {
				owners[uint32(inode)] = Owner{PID: pid, Name: name}
			}
		}
	}
	return owners, nil
}
