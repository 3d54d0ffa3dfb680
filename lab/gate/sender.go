package gate

import (
	"errors"
	"os"

	"tcplab/lab/words"
)

// This file has the sender of a Peer, which alone writes to its host.

// command sends c, with the bytes that follow it. It does not wait for the host to
// read it. It returns no error if the host has ended: the next answer tells that.
func (p *Peer) command(c command, data []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.started || p.closed {
		return words.Errorf("the host takes no command before Started or after Close: call them in that order",
			"主机在 Started 之前和 Close 之后不接受命令：请按这个顺序调用")
	}
	p.put(c, data)
	return p.deaf
}

// put leaves c to the sender; the caller holds mu. A host that has ended gets
// nothing any more.
func (p *Peer) put(c command, data []byte) {
	if p.ending || p.deaf != nil {
		return
	}
	p.unsent = appendFrame(p.unsent, c, data)
	p.more.Signal()
}

// sendCommands writes what put has left, until there will be no more, and then
// closes the pipe.
func (p *Peer) sendCommands() {
	defer p.in.Close()
	var spare []byte
	for {
		p.mu.Lock()
		for len(p.unsent) == 0 && !p.closed && !p.ending {
			p.more.Wait()
		}
		out := p.unsent
		p.unsent = spare[:0]
		last := p.ending
		p.mu.Unlock()
		if len(out) == 0 || last {
			return
		}
		if _, err := p.in.Write(out); err != nil {
			p.stopSending(err)
			return
		}
		if spare = out; cap(spare) > maxSpare {
			spare = nil
		}
	}
}

// maxSpare is how much room for commands the sender keeps for the next ones.
const maxSpare = 256 << 10

// stopSending notes that a command could not be written. Usually the host has
// ended.
func (p *Peer) stopSending(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ending, p.unsent = true, nil
	if !gone(err) {
		p.deaf = words.Errorf("the host does not listen (%w): end this run and start another",
			"主机没有响应：%w。请结束这次运行，重新开始", err)
	}
	p.changed()
}

// gone reports whether a command failed because the host has ended: its pipe
// is broken, or the reaper has closed it.
func gone(err error) bool {
	switch name := errnoOf(err); {
	case errors.Is(err, os.ErrClosed), name == "EPIPE":
		return true
	default:
		return brokenPipe(err)
	}
}
