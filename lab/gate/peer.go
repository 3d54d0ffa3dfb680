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
//	messages  reads the host's messages into queue, and hands requests to the Kernel
//	output    reads the host's standard error into tail
//	sender    writes the commands in unsent to the host
//	reaper    waits for the process, then for output, and then sets exit
//
// Only the sender waits for a host that does not read, as one that somebody has
// stopped.
//
// They share the fields below mu. Ask and Answer belong to one goroutine of
// the bench; Return, Kill, Close and Ready may be used by any.

// Peer is the bench's end of one host process.
type Peer struct {
	cmd   *exec.Cmd
	in    *os.File   // commands to the host
	out   *os.File   // the host's messages
	err   *os.File   // the program's output
	child []*os.File // the host's ends of these pipes, until it has started
	stack Kernel     // takes the host's requests; nil if its sockets are those of its own process
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

	more   *sync.Cond // signals that unsent, closed, ending or deaf has changed
	unsent []byte     // commands for the host, with the bytes behind them
	ending bool       // the host's end of its messages is closed, so it reads no command any more
	deaf   error      // why no command reaches the host; nil if they do, or if it has ended
}

// Answer is a host's answer to Ask.
type Answer struct {
	Messages []Message // those since the last answer, in order; output is the last of them
	Running  []int     // ids of the calls that were let go and have not ended, ascending
	Timed    []int     // those of them that end by themselves after a time that the program gave them
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
	p.some, p.more = sync.NewCond(&p.mu), sync.NewCond(&p.mu)
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

// Serve hands the host's requests to k, in their order, on one goroutine of the
// Peer. A request was handed over before an Answer is seen that the host gave
// after it. Serve is called before Started.
func (p *Peer) Serve(k Kernel) { p.stack = k }

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
	go p.sendCommands()
	go p.reap(told, printed)
}

// Ready receives a value if a host has news though nobody asked: a call ended
// by itself, the program printed something, the stack has got a request, or the
// process ended. Ask and Answer then fetch the news. A value may also come without any.
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
	for r := bufio.NewReaderSize(p.out, room); ; {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			err = errors.Join(err, p.take(line, r))
		}
		if err != nil {
			return
		}
	}
}

// take takes one message. The bytes that follow it are read from r.
func (p *Peer) take(line []byte, r *bufio.Reader) error {
	var m Message
	err := json.Unmarshal(line, &m)
	known := err == nil
	if m.Kind == kindSys {
		known = known && p.stack != nil && m.Sys != nil && sane(m.Size)
		if known {
			if m.Sys.Data, err = readData(r, m.Size); err != nil {
				return err // the process has ended while it wrote
			}
			p.stack.Take(*m.Sys)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !known:
		// This is no message: something in the process wrote to file descriptor
		// 1 and not to os.Stdout. It counts as output.
		p.tail.add(line)
	case m.Kind == kindSys:
	case m.Kind == kindIdle:
		if m.Mark == "" {
			p.marked = true
		}
		p.idle, p.before = &m, len(p.queue)
	default:
		p.queue = append(p.queue, m)
	}
	p.changed()
	return nil
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
	p.mu.Lock()
	p.ending = true
	p.more.Signal()
	p.mu.Unlock()
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

// Go lets one waiting call begin, by its id.
func (p *Peer) Go(call int) error { return p.command(command{Kind: cmdGo, Call: call}, nil) }

// RunOn opens the gates for the calls of the names given, or for all if none is
// given; if on is false it closes them again. Calls of these names that wait
// already begin. While the gates are open these calls do not stop, and the host
// counts them: each answer carries the counts since the one before. The host
// still announces a call that fails, with begin and end, and one that is under
// way when the host is asked. The call exit always stops.
func (p *Peer) RunOn(on bool, names ...string) error {
	if !on {
		return p.command(command{Kind: cmdHold}, nil)
	}
	return p.command(command{Kind: cmdRun, Names: names}, nil)
}

// Input gives the program a line of text to read from lab/os.Stdin, and lets the
// call go that waits for it. The newline is added.
func (p *Peer) Input(line string) error {
	return p.command(command{Kind: cmdInput, Text: line + "\n"}, nil)
}

// Return answers a request. It does not wait for the host to read the answer,
// and it may be called from Take. The host has got the answer before any later
// command.
func (p *Peer) Return(r Ret) error {
	if !sane(len(r.Data)) {
		return words.Errorf("an answer has %d bytes: return at most %d", "回答有 %d 字节：最多返回 %d 字节", len(r.Data), MaxData)
	}
	return p.command(command{Kind: cmdRet, Ret: &r, Size: len(r.Data)}, r.Data)
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
	if err := p.command(command{Kind: cmdAsk, Mark: mark}, nil); err != nil {
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
	for p.exit == nil && !p.closed && (p.deaf == nil || p.killed) && (p.killed || p.idle == nil || !p.marked) {
		if err := ctx.Err(); err != nil {
			p.left = true
			return Answer{}, err
		}
		p.some.Wait()
	}
	p.asked = false
	if p.exit == nil && p.deaf != nil {
		return Answer{}, p.deaf
	}
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
		a.Running, a.Timed, a.Busy = p.idle.Running, p.idle.Timed, p.idle.Busy
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
	started := p.started
	if first && started {
		p.put(command{Kind: cmdEnd}, nil)
	}
	p.closed = true
	p.some.Broadcast()
	p.more.Signal()
	p.mu.Unlock()
	if !started {
		if first {
			closeAll(append(p.child, p.in, p.out, p.err))
		}
		return nil
	}
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
