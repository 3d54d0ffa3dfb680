package proc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// CallsOf returns the calls of a process's threads, ordered by thread, at most of
// so many threads as most says. It never fails: a thread that has ended is left
// out, and a call that cannot be read, because the process is another user's or
// because the thread runs just now, is marked as unknown. If there are more
// threads, one unknown call stands for the others. known reports whether the
// caller knows a socket, so that its protocol need not be asked for, which takes
// long; it may be nil.
//
// Linux tells the call's number and its arguments in /proc/PID/task/TID/syscall
// (proc_pid_syscall(5)). The arguments lead to the descriptors.
func CallsOf(pid, most int, known func(inode uint32) bool) []Call {
	return callsIn("/proc", pid, most, known)
}

// callsIn is CallsOf for a /proc that is mounted elsewhere.
func callsIn(proc string, pid, most int, known func(uint32) bool) []Call {
	threads, more, there := threadsOf(proc, pid, most)
	if !there {
		return nil
	}
	var calls []Call
	for _, t := range threads {
		t.known = known
		if c, there := t.call(); there {
			calls = append(calls, c)
		}
	}
	if more {
		calls = append(calls, Call{PID: pid, Unknown: true})
	}
	return calls
}

// threadsOf lists the threads of a process, by number, at most as many as most says.
// more is true if there are others, or if they cannot be listed; there is false if
// the process has ended.
func threadsOf(proc string, pid, most int) (threads []thread, more, there bool) {
	dir := filepath.Join(proc, strconv.Itoa(pid), "task")
	tasks, err := os.ReadDir(dir)
	if len(tasks) == 0 {
		return nil, true, !isGone(err)
	}
	for _, t := range tasks {
		if tid, err := strconv.Atoi(t.Name()); err == nil {
			threads = append(threads, thread{dir: filepath.Join(dir, t.Name()), pid: pid, tid: tid})
		}
	}
	slices.SortFunc(threads, func(a, b thread) int { return a.tid - b.tid })
	return threads[:min(len(threads), most)], err != nil || len(threads) > most, true
}

// isGone reports whether an error of reading in /proc means that the process, the
// thread or the descriptor has ended.
func isGone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH)
}

// thread is a thread of a process, with its folder in /proc. Threads may have
// descriptors of their own (CLONE_FILES of clone(2)), and the folder has those.
type thread struct {
	dir      string
	pid, tid int
	known    func(inode uint32) bool // may be nil
	links    *links                  // of its descriptors, while its call is read
}

// readings bounds how often a call is read whose thread goes on to another call
// meanwhile.
const readings = 3

// call returns the call in which the thread waits. there is false if the thread
// has ended. The call is read again once its descriptors have been read: if it is
// the same then, the descriptors were its own.
func (t thread) call() (c Call, there bool) {
	unknown := Call{PID: t.pid, TID: t.tid, Unknown: true}
	t.links = &links{path: filepath.Join(t.dir, "fd")}
	defer t.links.close()
	line, ok, there := t.line()
	if !ok {
		return unknown, there
	}
	for range readings {
		c, there = t.read(line)
		if !there || len(c.Asks) == 0 && !c.Set && !c.Unknown {
			return c, there
		}
		again, ok, there := t.line()
		switch {
		case !ok:
			return unknown, there
		case again == line:
			return c, true
		}
		line = again
	}
	return unknown, true
}

// line returns the line in which the kernel tells a thread's call. ok is false if
// it cannot be read, there is false if the thread has ended.
func (t thread) line() (line string, ok, there bool) {
	text, err := os.ReadFile(filepath.Join(t.dir, "syscall"))
	if err == nil {
		return string(text), true, true
	}
	if isGone(err) { // or this kernel has no such file
		_, err = os.Lstat(t.dir)
	}
	return "", false, !isGone(err)
}

// lowest64 is the least address at which Linux puts the stack of a program of 64
// bits. A stack below it is one of a program of 32 bits, whose calls have other
// numbers.
const lowest64 = 1 << 32

// read reads the call of which a line tells. A line has the call's number, its
// six arguments, the stack pointer and the program counter.
func (t thread) read(line string) (c Call, there bool) {
	c = Call{PID: t.pid, TID: t.tid, Unknown: true}
	words := strings.Fields(line)
	if len(words) == 3 && words[0] == "-1" { // it waits in no call, as for memory; without a stack it has ended
		sp, _ := strconv.ParseUint(words[1], 0, 64)
		return c, sp != 0
	}
	if len(words) != 9 { // "running"
		return c, true
	}
	var n [9]uint64
	for i, w := range words {
		var err error
		if n[i], err = strconv.ParseUint(w, 0, 64); err != nil {
			return c, true
		}
	}
	row, known := callTable[n[0]]
	if !known || n[7] < lowest64 {
		return c, true
	}
	state, switches := t.status()
	switch state {
	case 'T', 't': // somebody has stopped it, and it left the call for that
		return c, true
	case 'Z', 'X':
		return c, false
	}
	c.Switches = switches
	c.Name, c.Unknown = row.name, false
	args := n[1:7]
	switch row.timed {
	case timedAlways:
		c.Timed = true
	case timedByNumber:
		c.Timed = int32(args[row.time]) >= 0
	case timedByPointer:
		c.Timed = args[row.time] != 0
	}
	switch {
	case row.room == roomAlways, row.room == roomWithoutFlags && args[3] == 0: // a flag as MSG_PEEK makes another call of it
		c.Room = int(min(args[2], math.MaxInt32)) // Linux reads no more at once
	}
	switch row.about {
	case aboutUnknown:
		c.Unknown = true
	case aboutFirst:
		t.ask(&c, int(int32(args[0])), Ask{})
	case aboutFirstAndThird:
		t.ask(&c, int(int32(args[0])), Ask{})
		t.ask(&c, int(int32(args[2])), Ask{})
	case aboutPoll:
		c.Set = true
		t.poll(&c, args[0], args[1])
	case aboutSelect:
		c.Set = true
		t.sets(&c, args[0], args[1:4])
	case aboutEpoll:
		c.Set = true
		t.epoll(&c, int(int32(args[0])), 0)
	}
	return c, true
}

// status returns the letter of the thread's state, 0 if it cannot be read, and how
// often it has gone to sleep (proc_pid_status(5)).
func (t thread) status() (state byte, switches uint64) {
	text, err := os.ReadFile(filepath.Join(t.dir, "status"))
	if isGone(err) {
		return 'X', 0
	}
	for line := range strings.Lines(string(text)) {
		switch words := strings.Fields(line); {
		case len(words) < 2:
		case words[0] == "State:":
			state = words[1][0]
		case words[0] == "voluntary_ctxt_switches:", words[0] == "nonvoluntary_ctxt_switches:":
			n, _ := strconv.ParseUint(words[1], 10, 64)
			switches += n
		}
	}
	return state, switches
}

// Asleep returns how often each thread of a process has gone to sleep, at most of so
// many threads as most says, and whether all of them sleep now. A thread that is
// stopped sleeps. See Call.Switches.
func Asleep(pid, most int) (switches map[int]uint64, asleep bool) {
	threads, _, _ := threadsOf("/proc", pid, most)
	switches, asleep = map[int]uint64{}, true
	for _, t := range threads {
		state, n := t.status()
		switches[t.tid] = n
		asleep = asleep && state != 'R'
	}
	return switches, asleep
}

// Stopped reports whether somebody has stopped a process, by a signal or by a debugger.
func Stopped(pid int) bool {
	state, _ := thread{dir: filepath.Join("/proc", strconv.Itoa(pid))}.status()
	return state == 'T' || state == 't'
}

// ask adds the descriptor fd to what a call waits for.
func (t thread) ask(c *Call, fd int, a Ask) {
	link, err := t.links.read(strconv.Itoa(fd))
	c.Input = c.Input || c.Set && isInput(fd, link)
	switch inode, isSocket := socketInode(link); {
	case err != nil: // closed meanwhile, or unreadable
		c.Unknown = true
	case isSocket:
		t.add(c, fd, inode, a)
	case c.Set && link == "anon_inode:[eventpoll]":
		t.epoll(c, fd, 1)
	case link == "anon_inode:[io_uring]": // its requests may be about any sockets
		c.Unknown = true
	}
}

// isInput reports whether a descriptor is one by which a user speaks to the program: its
// standard input, unless that is a socket or nothing, or a terminal.
func isInput(fd int, link string) bool {
	_, isSocket := socketInode(link)
	return fd == 0 && link != "" && link != os.DevNull && !isSocket || strings.HasPrefix(link, "/dev/pts/") || strings.HasPrefix(link, "/dev/tty")
}

// add adds the socket of a descriptor to what a call waits for, once.
func (t thread) add(c *Call, fd int, inode uint32, a Ask) {
	for i, b := range c.Asks {
		if inode == b.Inode {
			c.Asks[i].In, c.Asks[i].Out = a.In || b.In, a.Out || b.Out
			return
		}
	}
	if a.Inode = inode; t.known == nil || !t.known(inode) {
		a.Proto = protocol(t.fd(fd))
	}
	c.Asks = append(c.Asks, a)
}

func (t thread) fd(n int) string { return filepath.Join(t.dir, "fd", strconv.Itoa(n)) }

// protocol returns the name of the protocol of the socket behind a descriptor, as
// lsof(8) finds it.
func protocol(fd string) string {
	var name [64]byte
	n, err := unix.Getxattr(fd, "system.sockprotoname", name[:])
	if err != nil {
		return ""
	}
	return string(bytes.TrimRight(name[:n], "\x00"))
}

// maxWatched bounds the descriptors of one call that are read.
const maxWatched = 4096

// poll adds the descriptors of a poll, whose array is in the thread's memory
// (struct pollfd of poll(2)).
func (t thread) poll(c *Call, address, count uint64) {
	const size = 8
	if count > maxWatched {
		c.Unknown = true
		return
	}
	array := t.memory(c, address, size*int(count))
	for ; len(array) >= size; array = array[size:] {
		fd := int(int32(binary.NativeEndian.Uint32(array)))
		events := uint32(binary.NativeEndian.Uint16(array[4:]))
		if fd >= 0 { // a negative one is passed over by poll, too
			t.ask(c, fd, asked(events))
		}
	}
}

// asked returns what the events of poll or epoll ask for. Their numbers are the
// same.
func asked(events uint32) Ask {
	return Ask{
		In:  events&(unix.EPOLLIN|unix.EPOLLRDNORM|unix.EPOLLRDHUP) != 0,
		Out: events&(unix.EPOLLOUT|unix.EPOLLWRNORM) != 0,
	}
}

// sets adds the descriptors of a select. Its three sets are in the thread's
// memory: for reading, for writing, and for exceptions.
func (t thread) sets(c *Call, count uint64, addresses []uint64) {
	if count = uint64(uint32(count)); count > maxWatched {
		c.Unknown = true
		return
	}
	var sets [3][]byte
	for i, address := range addresses {
		if address != 0 {
			sets[i] = t.memory(c, address, int(count+63)/64*8)
		}
	}
	has := func(set []byte, fd int) bool {
		at := fd / 64 * 8
		return at < len(set) && binary.NativeEndian.Uint64(set[at:])>>(fd%64)&1 != 0
	}
	for fd := range int(count) {
		if in, out := has(sets[0], fd), has(sets[1], fd); in || out || has(sets[2], fd) {
			t.ask(c, fd, Ask{In: in, Out: out})
		}
	}
}

// memory reads the process's memory. If that fails, the call is unknown, and
// memory returns nothing.
func (t thread) memory(c *Call, address uint64, size int) []byte {
	if size == 0 {
		return nil
	}
	data := make([]byte, size)
	file, err := os.Open(filepath.Join(t.dir, "mem"))
	if err != nil {
		c.Unknown = true
		return nil
	}
	defer file.Close()
	if _, err := file.ReadAt(data, int64(address)); err != nil {
		c.Unknown = true
		return nil
	}
	return data
}

// The bits of an epoll entry that say how it tells of events and not of which. An
// entry that has no other bits has told its only one, and tells no more
// (EPOLLONESHOT of epoll_ctl(2)).
const epollHow = unix.EPOLLONESHOT | unix.EPOLLET | unix.EPOLLEXCLUSIVE | unix.EPOLLWAKEUP

// deepest bounds how deep an epoll instance may be in another one's set: Linux
// allows five (epoll_ctl(2), ELOOP).
const deepest = 5

// epoll adds the sockets that an epoll instance watches. They are listed in its
// fdinfo (proc_pid_fdinfo(5)). An entry may name a descriptor that was closed
// and is another one's now, because the entry stays while a copy is open. Its
// inode shows that.
func (t thread) epoll(c *Call, fd, depth int) {
	text, err := os.ReadFile(filepath.Join(t.dir, "fdinfo", strconv.Itoa(fd)))
	if err != nil || depth > deepest || !bytes.Contains(text, []byte("flags:")) {
		c.Unknown = true
		return
	}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "tfd:" {
			continue
		}
		if len(words) < 4 || words[2] != "events:" {
			c.Unknown = true
			continue
		}
		watched, errFD := strconv.Atoi(words[1])
		events, errEvents := strconv.ParseUint(words[3], 16, 32)
		if errFD != nil || errEvents != nil {
			c.Unknown = true
			continue
		}
		if uint32(events)&^uint32(epollHow) == 0 {
			continue
		}
		t.watched(c, watched, inodeOf(words), asked(uint32(events)), depth)
	}
}

// inodeOf returns the inode of an entry of an epoll instance; 0 if this kernel
// does not tell it, as before Linux 4.13.
func inodeOf(words []string) uint64 {
	for _, w := range words {
		if text, ok := strings.CutPrefix(w, "ino:"); ok {
			n, _ := strconv.ParseUint(text, 16, 64)
			return n
		}
	}
	return 0
}

// watched adds an entry of an epoll instance.
func (t thread) watched(c *Call, fd int, inode uint64, a Ask, depth int) {
	link, err := t.links.read(strconv.Itoa(fd))
	c.Input = c.Input || isInput(fd, link)
	switch is, isSocket := socketInode(link); {
	case err != nil || isSocket && inode != 0 && uint64(is) != inode:
		c.Unknown = true
	case isSocket:
		t.add(c, fd, is, a)
	case link == "anon_inode:[eventpoll]":
		t.epoll(c, fd, depth+1)
	case link == "anon_inode:[io_uring]":
		c.Unknown = true
	case inode != 0:
		// The entry may be of another file than the descriptor is now.
		var now unix.Stat_t
		if unix.Stat(t.fd(fd), &now) != nil || now.Ino != inode {
			c.Unknown = true
		}
	}
}
