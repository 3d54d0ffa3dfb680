package tell

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// A run is stuck if no move is possible, nothing is held and no timer runs. It
// need not be a fault: with UDP, that is how a lost datagram ends.

// Stuck returns the words for a run that is stuck.
func (s *Scene) Stuck() *Word {
	if len(s.lostDatagrams()) > 0 && s.waiting() != "" {
		return &wNothingCame
	}
	return &Stuck
}

// StuckText says of a step at which the run is stuck what waits for what; "" of
// any other step, or if nothing waits.
func (s *Scene) StuckText() string {
	if s.Step.Done != trace.DoneStuck {
		return ""
	}
	waiting, lost := s.waiting(), s.lostDatagrams()
	switch {
	case waiting == "":
		return ""
	case len(lost) > 0:
		return wLostDatagram.F(s.Lang, strings.Join(lost, s.Say(wComma)), waiting)
	}
	return wWaitInVain.F(s.Lang, waiting)
}

// waiting lists the calls that are under way, each with its host; "" if there
// are none.
func (s *Scene) waiting() string {
	var list []string
	for _, c := range s.Step.Calls {
		if c.Status == trace.CallRunning {
			list = append(list, wWaitsIn.F(s.Lang, s.HostName(c.Host), c.Name))
		}
	}
	return strings.Join(list, s.Say(wComma))
}

// lostDatagrams lists the names of the datagrams that were dropped, of those
// that the step still shows, if a call waits at a socket of UDP.
func (s *Scene) lostDatagrams() []string {
	waits := slices.ContainsFunc(s.Step.Calls, func(c trace.Call) bool {
		return c.Status == trace.CallRunning && slices.ContainsFunc(s.Step.Sockets, func(sock trace.Socket) bool {
			return sock.ID == c.Socket && sock.Proto == "udp"
		})
	})
	if !waits {
		return nil
	}
	var names []string
	for _, p := range s.Step.Wire {
		if p.Proto == "udp" && (p.Fate == trace.FateDropped || p.Fate == trace.FateLost) {
			names = append(names, p.Name)
		}
	}
	return names
}

var (
	wLostDatagram = Word{
		"Lost: %s. UDP sends nothing again and tells nobody, so the wait goes on: %s. No fault of this run: it is UDP.",
		"丢了：%s。UDP 不重传，也不通知谁，所以只好一直等：%s。这不是运行出错，UDP 就是这样。"}
	wWaitInVain = Word{
		"Nothing can end the wait: %s. No packet is held, and no timer runs.",
		"没有什么能结束这个等待：%s。线路上没有包，也没有定时器在走。"}
	wWaitsIn = Word{"%s in %s", "%s 在 %s 里"}
)
