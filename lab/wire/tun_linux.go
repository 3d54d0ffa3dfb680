package wire

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/words"
)

// tunPath is the file by which the kernel hands out TUN devices.
const tunPath = "/dev/net/tun"

// tun is a TUN device. Each read returns one packet that a kernel sent, and
// each write lets one packet arrive. Two descriptors refer to it, because a
// goroutine that waits on a descriptor would keep others from reading that one.
type tun struct {
	name  string
	fd    int      // of file, for reading without waiting
	file  *os.File // for waiting while packets pass through
	conn  syscall.RawConn
	watch *os.File // the second descriptor, for the watcher
	ready chan struct{}
	rearm chan struct{} // receives once the device was read until it was empty
	gone  chan struct{} // closed when the device is
	in6   int           // a socket by which packets of IPv6 come in; 0 if there is no IPv6

	passing atomic.Bool  // Pass has perhaps read a packet that has not arrived yet
	crossed atomic.Int64 // packets that Pass has let through
}

// openTUNFile opens the file by which the kernel hands out TUN devices.
func openTUNFile() (fd int, err error) {
	fd, err = unix.Open(tunPath, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, tunError(err)
	}
	if _, err := unix.IoctlGetInt(fd, unix.TUNGETFEATURES); err != nil {
		unix.Close(fd)
		return 0, tunError(err)
	}
	return fd, nil
}

// openTUN makes a device in the namespace of the calling thread.
func openTUN() (*tun, error) {
	fd, err := openTUNFile()
	if err != nil {
		return nil, err
	}
	// The poller must not see the descriptor before it is bound to a device.
	request, err := unix.NewIfreq("tcplab%d")
	if err == nil {
		request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
	}
	if err != nil {
		unix.Close(fd)
		return nil, refused(words.Say("a TUN device cannot be made", "建不了 TUN 设备"), err)
	}
	second, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		unix.Close(fd)
		return nil, words.Errorf("the TUN device cannot be opened a second time: %w",
			"TUN 设备不能打开第二次：%w", err)
	}
	t := &tun{
		name: request.Name(), fd: fd,
		file: os.NewFile(uintptr(fd), tunPath), watch: os.NewFile(uintptr(second), tunPath),
		ready: make(chan struct{}, 1), rearm: make(chan struct{}, 1), gone: make(chan struct{}),
	}
	if t.conn, err = t.file.SyscallConn(); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	go t.watcher()
	return t, nil
}

// Read puts one packet into buf and returns its length, or 0 if none waits.
func (t *tun) Read(buf []byte) (int, error) {
	if t.closed() {
		return 0, errClosed
	}
	n, err := t.read(t.fd, buf)
	if n == 0 && err == nil {
		select {
		case t.rearm <- struct{}{}:
		default:
		}
	}
	return n, err
}

// read skips packets that belong to no program.
func (t *tun) read(fd int, buf []byte) (int, error) {
	for {
		n, err := unix.Read(fd, buf)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			return 0, nil
		case err != nil:
			return 0, words.Errorf("the TUN device cannot be read: %w", "读不了 TUN 设备：%w", err)
		case n > 0 && buf[0]>>4 == 4, t.in6 != 0 && between6(buf[:n]):
			return n, nil
		}
	}
}

// Write lets a packet arrive. The kernel's TCP has processed it when Write
// returns.
func (t *tun) Write(raw []byte) error {
	if t.closed() {
		return errClosed
	}
	return t.write(t.fd, raw)
}

// closed reports whether the device was closed. Its descriptor's number may
// belong to another file then.
func (t *tun) closed() bool {
	select {
	case <-t.gone:
		return true
	default:
		return false
	}
}

func (t *tun) write(fd int, raw []byte) error {
	if t.in6 != 0 && between6(raw) {
		fd = t.in6
	}
	for {
		_, err := unix.Write(fd, raw)
		switch err {
		case nil:
			return nil
		case unix.EINTR:
		default:
			return words.Errorf("the TUN device cannot be written: %w", "写不了 TUN 设备：%w", err)
		}
	}
}

// Ready receives once packets wait, and again only after Read has found the
// device empty. A signal may be late and come after the packets were read.
func (t *tun) Ready() <-chan struct{} { return t.ready }

// watcher waits on the second descriptor until the device can be read, gives
// the signal, and sleeps until all waiting packets were read.
func (t *tun) watcher() {
	conn, err := t.watch.SyscallConn()
	if err != nil {
		return
	}
	for {
		err := conn.Read(func(fd uintptr) bool { return readable(int(fd)) })
		if err != nil {
			return // closed
		}
		select {
		case t.ready <- struct{}{}:
		default:
		}
		select {
		case <-t.rearm:
		case <-t.gone:
			return
		}
	}
}

// Pass lets packets through as they come until ctx is done. It calls each for
// every packet before that arrives; each returns how often it arrives, which may
// be never. each must not keep raw.
func (t *tun) Pass(ctx context.Context, each func(raw []byte) (times int)) error {
	expired := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		t.file.SetReadDeadline(time.Unix(1, 0))
		close(expired)
	})
	defer func() {
		if !stop() { // the function has begun, and must end before the deadline is reset
			<-expired
		}
		t.file.SetReadDeadline(time.Time{})
	}()
	buf := make([]byte, maxPacket)
	var failed error
	err := t.conn.Read(func(fd uintptr) bool {
		t.passing.Store(true)
		defer t.passing.Store(false)
		for ctx.Err() == nil {
			n, err := t.read(int(fd), buf)
			if err == nil && n > 0 {
				for times := each(buf[:n]); times > 0 && err == nil; times-- {
					err = t.write(int(fd), buf[:n])
				}
				t.crossed.Add(1)
			}
			if failed = err; err != nil {
				return true
			}
			if n == 0 {
				return false
			}
		}
		return true
	})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return errors.Join(err, failed)
}

// Crossed returns the number of packets that Pass has let through. idle is true
// if none waits and none is being let through. It may be called while Pass
// runs.
func (t *tun) Crossed() (packets int64, idle bool) {
	idle = !readable(t.fd) && !t.passing.Load()
	return t.crossed.Load(), idle
}

// readable reports whether a packet waits.
func readable(fd int) bool { return waits(fd, 0) }

// waits reports whether a packet waits, or comes within a time.
func waits(fd int, within time.Duration) bool {
	set := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(set, int(within.Milliseconds()))
		if err != unix.EINTR {
			return err == nil && n == 1
		}
	}
}

// Close releases the device; the kernel removes it.
func (t *tun) Close() error {
	close(t.gone)
	if t.in6 != 0 {
		unix.Close(t.in6)
	}
	return errors.Join(t.file.Close(), t.watch.Close())
}

// tunError says why the device cannot be opened and what would help.
func tunError(err error) error {
	remedy := tunRemedy(err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lacks(words.Errorf("there is no %s", "没有 %s", tunPath), wMake, remedy)
	case errors.Is(err, fs.ErrPermission):
		return lacks(words.Errorf("%s is closed to this user", "这个用户不能打开 %s", tunPath), wOpen, remedy)
	case errors.Is(err, unix.ENOTTY):
		return lacks(words.Errorf("%s is another file, and not the TUN device", "%s 是别的文件，不是 TUN 设备", tunPath), wMake, remedy)
	}
	return lacks(words.Errorf("%s cannot be opened (%w)", "%s 打不开：%w", tunPath, err), wTry, remedy)
}
