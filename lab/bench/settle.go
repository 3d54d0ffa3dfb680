package bench

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// settle waits until nothing moves any more. How it finds that out depends on
// the network:
//
//   - On the private network of a lesson it is a rule and not a pause. settle
//     asks every host and takes all packets off the wire, again and again,
//     until a round brings nothing new. So it holds on a loaded machine, too.
//   - On a network whose sockets live in the bench it is the same rule. A round
//     also answers the hosts' requests, as far as that is possible.
//   - On the host network the rule is the same, but the kernels' packets cannot
//     be seen. So two rounds in a row must bring nothing: in the first, one host
//     may have answered before another one's call had put bytes into its socket,
//     and a Write that blocks behind its bytes brings no news of its own. Then
//     settle also polls the socket table, for hostPatience at most, until no
//     connection is in a state that only the other kernel can end, and asks the
//     hosts again, because the end of that state may have let a call go on. If
//     the table tells who opens a connection, and its Dial could not tell at which
//     address, settle waits for as long as it is in SYN_SENT (dialling).
//   - In an open lab the programs cannot be asked. There it is a pause: settle
//     waits until nothing was sent for 15 ms, and 120 ms at most
//     (settleSilence).
//
// When ctx is done settle gives up, and a later call goes on from there. Only
// the pause of an open lab is too short for that.
func (r *Run) settle(ctx context.Context) error {
	if r.foreign != nil {
		return r.settleSilence()
	}
	deadline, waited := time.Now().Add(hostPatience), false
	for still, enough := 0, r.stillEnough(); ; {
		news, err := r.round(ctx)
		if err != nil {
			return err
		}
		if still++; news {
			still = 0
		}
		if still < enough {
			continue
		}
		if !r.flows {
			return nil
		}
		now, err := table.Moment(r.net.Sockets())
		if err != nil {
			return err
		}
		dials := r.dialling(now)
		if dials {
			deadline = time.Now().Add(hostPatience)
		}
		if time.Now().After(deadline) {
			return nil
		}
		switch waits, err := r.inPassing(now); {
		case err != nil:
			return err
		case waits || dials:
			waited = true
		case waited:
			still, waited = 0, false
			continue
		default:
			return nil
		}
		select {
		case <-ctx.Done():
			return words.Errorf("a connection still waits for the other kernel: %w",
				"还有连接在等另一边的内核：%w", ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
}

// stillEnough returns how many rounds in a row must bring nothing new.
func (r *Run) stillEnough() int {
	if r.flows {
		return 2
	}
	return 1
}

// hostPatience bounds how long a step on the host network waits for a state
// that only the other kernel's acknowledgement can end. Linux delays that one
// by at most 40 ms, other systems by at most 200 ms.
const hostPatience = 300 * time.Millisecond

// round is one turn of settling. news is true if it brought anything. It asks
// the hosts before it reads the wire. A Write that blocks brings no news from
// its host, and what it has put on the wire by then belongs to its step.
func (r *Run) round(ctx context.Context) (news bool, err error) {
	told, err := r.askHosts(ctx)
	if err != nil {
		return told, err
	}
	sent, err := r.takePackets()
	if err != nil || r.stack == nil {
		return told || sent, err
	}
	served, err := r.stack.Serve()
	return told || sent || served, err
}

// takePackets takes in the packets that were sent since it was last called. If
// it fails, the packets read before the error are taken in nevertheless.
func (r *Run) takePackets() (news bool, err error) {
	took, err := r.net.Take()
	news = r.absorbPackets(took)
	if err != nil {
		return news, words.Errorf("the wire cannot be read: %w", "读不了线路：%w", err)
	}
	return news, nil
}

// askHosts asks all hosts at once whether they rest, and takes in their
// messages. A host that somebody has stopped does not answer, so ctx ends the
// wait for it.
func (r *Run) askHosts(ctx context.Context) (news bool, err error) {
	for _, h := range r.hosts {
		if !h.Ended {
			if err := h.Ask(); err != nil {
				return false, words.Errorf("host %s cannot be asked: %w", "问不了主机 %s：%w", h.Name, err)
			}
		}
	}
	for _, h := range r.hosts {
		if h.Ended {
			continue
		}
		answer, err := h.Answer(ctx)
		if err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				return false, silentError{host: h.Name, pid: h.PID, err: err}
			}
			return false, words.Errorf("host %s does not answer: %w", "主机 %s 没有回答：%w", h.Name, err)
		}
		news = r.absorb(h, answer) || news
	}
	return news, nil
}

// silentError means that a host has not answered in time. Its text says what to
// do.
type silentError struct {
	host  string
	pid   int
	ended bool // the run was given up, and the host with it
	err   error
}

func (e silentError) Error() string { return e.In("en") }

// In returns the error in a language.
func (e silentError) In(lang string) string {
	text := words.Word{"host %s does not answer: if somebody has stopped it, kill -CONT %d lets it go on",
		"主机 %s 没有回答：如果有人暂停了它，kill -CONT %d 让它继续"}
	if e.ended {
		text = words.Word{"host %s does not answer: somebody may have stopped process %d, which has been ended now, so start it again",
			"主机 %s 没有回答：可能有人暂停了进程 %d，它现在已被结束，请重新启动"}
	}
	return text.F(lang, e.host, e.pid)
}

func (e silentError) Unwrap() error { return e.err }

// atStart returns the error of a run that could not settle at its start, and
// ends with that.
func atStart(err error) error {
	var silent silentError
	if errors.As(err, &silent) {
		silent.ended = true
		return silent
	}
	return err
}

// dialling reports whether a Dial is under way whose socket is in SYN_SENT though
// its host could not tell where. On Windows a socket has no address until it is
// connected, but the table has its row, with the process that opened it; Wine leaves
// the process out, and then the row may be the Dial's. Such a Dial may take seconds
// though the answer came at once: Windows repeats a SYN that was answered by a RST.
func (r *Run) dialling(now table.Reader) bool {
	all, _ := now.(kernel.Listing)
	pids := map[int]bool{}
	for _, h := range r.hosts {
		if slices.ContainsFunc(r.calls.Rows, func(c *table.Call) bool { return c.Host == h.Name && nowhere(c) }) {
			pids[0], pids[h.PID] = true, true
		}
	}
	return slices.ContainsFunc(all, func(s kernel.Socket) bool { return s.State == tcp.SynSent && pids[s.PID] })
}

// nowhere reports whether a call is a Dial under way whose socket has no address
// that its host could have told.
func nowhere(c *table.Call) bool {
	return c.Status == trace.CallRunning && strings.HasPrefix(c.Name, "Dial") && c.Name != "DialUDP" && !c.LocalAddr.IsValid()
}

// inPassing reports whether some connection is in a state that lasts only until
// the other kernel has answered, or is being opened by a Dial whose socket nobody
// knows yet. On a network whose packets flow by themselves that is a moment.
func (r *Run) inPassing(system table.Reader) (bool, error) {
	if slices.ContainsFunc(r.calls.Rows, nowhere) {
		return true, nil
	}
	for _, s := range r.sockets.Rows {
		if s.Gone || s.Proto != "tcp" {
			continue
		}
		now, ok, err := system.Lookup(s.Proto, s.LocalAddr, s.RemoteAddr)
		if err != nil {
			return false, words.Errorf("the sockets cannot be read: %w", "读不了套接字：%w", err)
		}
		if ok && (slices.Contains(passing, now.State) || underWay(now)) {
			return true, nil
		}
	}
	return false, nil
}

// underWay reports whether bytes of a socket are on their way to the other kernel, or
// their ACK is on its way back. In macOS another thread takes packets off the loopback
// device, and an ACK may be delayed. Linux does all that before a Write returns.
func underWay(now kernel.Socket) bool {
	return now.QueuesOnly && now.State != tcp.Listen && now.SendQ > 0
}

var passing = []tcp.State{tcp.SynSent, tcp.SynRcvd, tcp.FinWait1, tcp.Closing, tcp.LastAck}
