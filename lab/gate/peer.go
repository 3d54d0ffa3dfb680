package gate

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"tcplab/lab/words"
)

// The goroutines of a Peer:
//
//	messages  reads the host's messages into queue
//	output    reads the host's standard error into tail
//	reaper    waits for the process, then for output, and then sets exit
//
// They share the fields below mu. Ask and Answer belong to one goroutine of
// the bench; Kill, Close and Ready may be used by any.

// Peer is the bench's end of one host process.
type Peer struct {
	cmd   *exec.Cmd
	in    *os.File   // commands to the host
	out   *os.File   // the host's messages
	err   *os.File   // the program's output
	child []*os.File // the host's ends of these pipes, until it has started
	key   string     // random, so that no program prints it by accident
	ready chan struct{}
	done  chan struct{} // closed once exit is set

	mu      sync.Mutex
	some    *sync.Cond // signals that one of the fields below has changed
	started bool
	closed  bool
	queue   []Message
	asks    int      // how many questions were sent
	asked   bool     // a question is open
	left    bool     // nobody waits for its answer any more
	mark    string   // the mark of the open question, or of the last one
	idle    *Message // the answer to that question
	before  int      // how many messages of queue came before idle
	marked  bool     // the mark has come on standard error
	tail    tail     // the program's output since the last answer
	killed  bool     // Kill was called
	exit    *Ended   // nil while the process lives
}

// Answer is a host's answer to Ask.
type Answer struct {
	Messages []Message // those since the last answer, in order; output is the last of them
	Running  []int     // ids of the calls that were let go and have not ended, ascending
	Busy     bool      // a goroutine has computed for seconds and still does; ask again to wait longer
	Exit     *Ended    // nil while the process lives
}

// Ended is how a host process ended.
type Ended struct {
	Code   int    // the exit status; -1 if a signal ended it
	Signal string // the signal that ended it, as in "killed"; "" if none did
	Crash  string // the Go runtime's report of a panic, from "panic:" or "fatal error:" on
}

// Attach prepares cmd, which has not been started, to run as the host that cfg
// describes: it sets environment, working directory, standard input, output
// and error. The caller starts it (perhaps on the thread of a namespace) and
// then calls Started. Close frees what Attach made, started or not.
func Attach(cmd *exec.Cmd, cfg Config) (*Peer, error) {
	p := &Peer{cmd: cmd, key: rand.Text(), ready: make(chan struct{}, 1), done: make(chan struct{})}
	p.some = sync.NewCond(&p.mu)
	var ends [6]*os.File
	for i := 0; i < len(ends); i += 2 {
		r, w, err := os.Pipe()
		if err != nil {
			closeAll(ends[:i])
			return nil, words.Errorf("the pipes to a host cannot be made (%w): raise the limit with ulimit -n 1024",
				"建不了通往主机的管道：%w。请用 ulimit -n 1024 提高上限", err)
		}
		ends[i], ends[i+1] = r, w
	}
	p.in, p.out, p.err = ends[1], ends[2], ends[4]
	p.child = []*os.File{ends[0], ends[3], ends[5]}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = ends[0], ends[3], ends[5]
	if cfg.Dir != "" {
		cmd.Dir = cfg.Dir
	}
	// The report of a panic shows only the goroutine that panicked, which is
	// Go's default. One processor is enough for a program that waits most of the
	// time, and makes starting and settling twice as fast.
	cmd.Env = append(cmd.Environ(), cfg.Env(), "GOTRACEBACK=single", "GOMAXPROCS=1")
	return p, nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// Started tells the Peer that its process runs.
func (p *Peer) Started() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.started || p.closed {
		return
	}
	p.started = true
	closeAll(p.child)
	told, printed := make(chan struct{}), make(chan struct{})
	go p.readMessages(told)
	go p.readOutput(printed)
	go p.reap(told, printed)
}

// Ready receives a value if a host has news though nobody asked: a call ended
// by itself, the program printed something, or the process ended. Ask and
// Answer then fetch the news. A value may also come without any.
func (p *Peer) Ready() <-chan struct{} { return p.ready }

// changed wakes the goroutine that waits for a field to change; the caller
// holds mu.
func (p *Peer) changed() {
	p.some.Broadcast()
	if !p.asked || p.left {
		select {
		case p.ready <- struct{}{}:
		default:
		}
	}
}

// readMessages fills the queue until the host's end is closed.
func (p *Peer) readMessages(done chan<- struct{}) {
	defer close(done)
	for r := bufio.NewReader(p.out); ; {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			p.take(line)
		}
		if err != nil {
			return
		}
	}
}

func (p *Peer) take(line []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var m Message
	switch err := json.Unmarshal(line, &m); {
	case err != nil:
		// This is no message: something in the process wrote to file descriptor
		// 1 and not to os.Stdout. It counts as output.
		p.tail.add(line)
	case m.Kind == kindIdle:
		if m.Mark == "" {
			p.marked = true
		}
		p.idle, p.before = &m, len(p.queue)
	default:
		p.queue = append(p.queue, m)
	}
	p.changed()
}

// readOutput fills tail and looks for the mark in it.
func (p *Peer) readOutput(done chan<- struct{}) {
	defer close(done)
	buf := make([]byte, 32<<10)
	for {
		n, err := p.err.Read(buf)
		if n > 0 {
			p.mu.Lock()
			p.tail.add(buf[:n])
			if !p.marked && p.mark != "" && p.tail.remove(p.mark, n) {
				p.marked = true
			}
			p.changed()
			p.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// reap waits for the end of the process, by which the kernel has closed the
// host's sockets, and then sets exit. A grandchild may hold standard error
// open, so reap waits for its end for a second only.
func (p *Peer) reap(told, printed <-chan struct{}) {
	<-told
	p.in.Close()
	p.cmd.Wait()
	select {
	case <-printed:
	case <-time.After(time.Second):
		p.err.Close()
		<-printed
	}
	p.mu.Lock()
	p.exit = p.ended()
	close(p.done)
	p.changed()
	p.mu.Unlock()
	p.out.Close()
	p.err.Close()
}

// command sends c. It returns no error if the host has ended: the next answer
// tells that.
func (p *Peer) command(c command) error {
	line, err := json.Marshal(c)
	if err != nil {
		panic("BUG: a command is always JSON: " + err.Error())
	}
	p.mu.Lock()
	usable := p.started && !p.closed
	p.mu.Unlock()
	if !usable {
		return words.Errorf("the host takes no command before Started or after Close: call them in that order",
			"主机在 Started 之前和 Close 之后不接受命令：请按这个顺序调用")
	}
	_, err = p.in.Write(append(line, '\n'))
	if err != nil && !gone(err) {
		return words.Errorf("the host does not listen (%w): end this run and start another",
			"主机没有响应：%w。请结束这次运行，重新开始", err)
	}
	return nil
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

// Go lets one waiting call begin, by its id.
func (p *Peer) Go(call int) error { return p.command(command{Kind: cmdGo, Call: call}) }

// RunOn opens the gates for the calls of the names given, or for all if none is
// given; if on is false it closes them again. Calls of these names that wait
// already begin. While the gates are open these calls do not stop, and the host
// counts them: each answer carries the counts since the one before. The host
// still announces a call that fails, with begin and end, and one that is under
// way when the host is asked. The call exit always stops.
func (p *Peer) RunOn(on bool, names ...string) error {
	if !on {
		return p.command(command{Kind: cmdHold})
	}
	return p.command(command{Kind: cmdRun, Names: names})
}

// Input gives the program a line of text to read from lab/os.Stdin. The
// newline is added.
func (p *Peer) Input(line string) error {
	return p.command(command{Kind: cmdInput, Text: line + "\n"})
}

// Ask asks the host to answer when it has settled. It does not wait, so that
// several hosts can be asked at once; each Ask is followed by one Answer. Ask
// sends nothing if an earlier question is still open, because the context of
// its Answer was done first; the next Answer then waits for that question's.
func (p *Peer) Ask() error {
	p.mu.Lock()
	if p.asked {
		p.mu.Unlock()
		return nil
	}
	p.asks++
	p.asked, p.marked, p.idle = true, false, nil
	p.mark = "\x00" + p.key + strconv.Itoa(p.asks) + "\x00"
	mark := p.mark
	p.mu.Unlock()
	if err := p.command(command{Kind: cmdAsk, Mark: mark}); err != nil {
		p.mu.Lock()
		p.asked = false
		p.mu.Unlock()
		return err
	}
	return nil
}

// Answer waits until the host has settled or its process has ended, and returns
// all messages since the last answer. After Kill it waits for the end. Once the
// process has ended, Exit is set in every Answer.
//
// If somebody has stopped the host's process (SIGSTOP), it neither settles nor
// ends. If ctx is done first, Answer returns ctx's error, and the question
// stays open; Ready receives a value if the host answers later.
func (p *Peer) Answer(ctx context.Context) (Answer, error) {
	defer context.AfterFunc(ctx, func() {
		p.mu.Lock() // so that the broadcast does not come between the look at ctx and the wait below
		defer p.mu.Unlock()
		p.some.Broadcast()
	})()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.asked {
		return Answer{}, words.Errorf("the host was asked nothing: call Ask before Answer",
			"没有问过主机：请先调用 Ask，再调用 Answer")
	}
	p.left = false
	for p.exit == nil && !p.closed && (p.killed || p.idle == nil || !p.marked) {
		if err := ctx.Err(); err != nil {
			p.left = true
			return Answer{}, err
		}
		p.some.Wait()
	}
	p.asked = false
	if p.exit == nil && p.closed {
		return Answer{}, words.Errorf("this host was closed: start another run", "这台主机已经关闭：请重新运行")
	}
	// Messages that came after the answer are left to the next one, so that
	// messages and running calls agree.
	n := len(p.queue)
	if p.exit == nil {
		n = p.before
	}
	a := Answer{Messages: p.queue[:n:n], Exit: p.exit}
	p.queue = p.queue[n:]
	if text, cut := p.tail.take(); text != "" || cut > 0 {
		a.Messages = append(a.Messages, Message{Kind: KindOutput, Text: text, Cut: cut})
	}
	if p.exit == nil {
		a.Running, a.Busy = p.idle.Running, p.idle.Busy
	}
	select {
	case <-p.ready: // its news has just been fetched
	default:
	}
	if len(p.queue) > 0 {
		p.changed()
	}
	return a, nil
}

// Kill ends the process as kill -9 does. It does not wait for the end; Answer
// does.
func (p *Peer) Kill() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.started || p.exit != nil {
		return nil
	}
	p.killed = true
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return words.Errorf("process %d cannot be killed (%w): end it by hand",
			"进程 %d 杀不死：%w。请手动结束它", p.cmd.Process.Pid, err)
	}
	return nil
}

const (
	// endWait is how long Close waits for the process after it has sent end.
	endWait = time.Second
	// killWait is how long Close waits after Kill. It is longer, because the
	// reaper may wait a second more for the output.
	killWait = 2 * time.Second
)

// Close sends the host the command end, kills its process if that does not
// help, and frees everything. A host that was sent end does not remove its
// scratch directory; the bench does. Close may be called more than once.
func (p *Peer) Close() error {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	started := p.started
	p.some.Broadcast()
	p.mu.Unlock()
	if !started {
		if first {
			closeAll(append(p.child, p.in, p.out, p.err))
		}
		return nil
	}
	if line, err := json.Marshal(command{Kind: cmdEnd}); err == nil {
		p.in.Write(append(line, '\n')) // it fails if the process has ended, which is no error here
	}
	p.in.Close()
	if p.endsWithin(endWait) {
		return nil
	}
	p.Kill()
	if p.endsWithin(killWait) {
		return nil
	}
	return words.Errorf("process %d outlived kill -9: end it by hand",
		"进程 %d 在 kill -9 之后还活着：请手动结束它", p.cmd.Process.Pid)
}

// endsWithin waits for the end of the process, at most for wait, and reports
// whether it came.
func (p *Peer) endsWithin(wait time.Duration) bool {
	select {
	case <-p.done:
		return true
	case <-time.After(wait):
		return false
	}
}

var _ io.Closer = (*Peer)(nil)
