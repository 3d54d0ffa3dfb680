package tell

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// timers holds the words for a socket's timers: what the timer does, and when.
var timers = map[string]Word{
	trace.TimerTimeWait:   {"2MSL %s", "2MSL %s"},
	trace.TimerRetransmit: {"resend %s", "重传 %s"},
	trace.TimerPersist:    {"zero-window probe %s", "零窗口探测 %s"},
	trace.TimerKeepalive:  {"keepalive probe %s", "保活探测 %s"},
}

// minutesFrom is the number of seconds from which on a timer is told in
// minutes.
const minutesFrom = 100

// TimerText says what a socket's timer will do, and when; "" if it has none. A
// kernel borrows two other timers, one after the other, to end a FIN_WAIT_2
// that no program holds any more. If it lasts longer than a TIME_WAIT, that of
// keepalive runs first, and what is left after that is not known; then the
// kernel keeps only the row of a TIME_WAIT, with that row's timer.
func TimerText(lang string, sock *trace.Socket) string {
	t := sock.Timer
	if t == nil {
		return ""
	}
	w, ok := timers[t.Kind]
	if !ok {
		w = Word{t.Kind + " %s", t.Kind + " %s"}
	}
	switch {
	case firstOfTwo(sock):
		w = wAtLeast
	case sock.State == string(tcp.FinWait2) && t.Kind == trace.TimerTimeWait:
		w = wOrphan
	}
	left := wSeconds.F(lang, seconds(t.Millis))
	if n := seconds(t.Millis); n >= minutesFrom {
		left = wMinutes.F(lang, (n+59)/60)
	}
	return fmt.Sprintf(w.In(lang), left)
}

// firstOfTwo reports whether a socket's timer is the first of the two that end
// its FIN_WAIT_2.
func firstOfTwo(sock *trace.Socket) bool {
	return sock.Timer != nil && sock.State == string(tcp.FinWait2) && sock.Timer.Kind == trace.TimerKeepalive && !sock.Owned
}

// TwoTimers reports whether the first of the two timers that end a FIN_WAIT_2
// runs for some socket.
func (s *Scene) TwoTimers() bool {
	for i := range s.Step.Sockets {
		if firstOfTwo(&s.Step.Sockets[i]) {
			return true
		}
	}
	return false
}

// LabClock says how long a socket's timer usually runs, if the lesson's network
// stretches it; else "". The timer of a connection that is being opened is
// never stretched.
func (s *Scene) LabClock(sock *trace.Socket) string {
	if usual := s.usual(sock); usual != "" {
		return wLabClock.F(s.Lang, usual)
	}
	return ""
}

// usual returns the seconds that a socket's timer usually runs, if the lesson's
// network stretches it; else "".
func (s *Scene) usual(sock *trace.Socket) string {
	if s.Header.Usual == nil || sock.Timer == nil {
		return ""
	}
	usual := int64(0)
	switch opens := sock.State == string(tcp.SynSent) || sock.State == string(tcp.SynRcvd); sock.Timer.Kind {
	case trace.TimerRetransmit, trace.TimerPersist:
		if !opens {
			usual = s.Header.Usual.Resend
		}
	case trace.TimerKeepalive, trace.TimerTimeWait:
		if sock.State == string(tcp.FinWait2) && !sock.Owned {
			usual = s.Header.Usual.FinWait2
		}
	}
	if usual == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(usual)/1000, 'f', -1, 64)
}

// LabClocks says the same of several sockets at once. If their timers usually
// run for different times, it says in which state each of them is.
func (s *Scene) LabClocks(socks []*trace.Socket) string {
	var times, states []string
	for _, sock := range socks {
		if usual := s.usual(sock); usual != "" && !slices.Contains(times, usual) {
			times, states = append(times, usual), append(states, sock.State)
		}
	}
	switch len(times) {
	case 0:
		return ""
	case 1:
		return wLabClock.F(s.Lang, times[0])
	}
	var each []string
	for i := range times {
		each = append(each, wUsualIn.F(s.Lang, times[i], states[i]))
	}
	return wLabClocks.F(s.Lang, strings.Join(each, s.Say(wComma)))
}

// Timer says what a socket's timer will do, and when, and how long it usually
// runs if the lesson's network stretches it; "" if the socket has none.
func (s *Scene) Timer(sock *trace.Socket) string {
	text := TimerText(s.Lang, sock)
	if usual := s.LabClock(sock); usual != "" {
		text += wBeside.F(s.Lang, usual)
	}
	return text
}

// seconds returns a timer's remaining seconds as people count down: 60 to 1,
// then 0.
func seconds(ms int64) int64 { return (max(ms, 0) + 999) / 1000 }

// UntilTick returns the time until the text about some timer changes: the end
// of its second, or of its minute if it is told in minutes. Timers do not tick
// together; one change a second is enough for all of them.
func UntilTick(step *trace.Step) time.Duration {
	wait := time.Minute
	for _, sock := range step.Sockets {
		if sock.Timer == nil {
			continue
		}
		unit := int64(1000)
		if seconds(sock.Timer.Millis) >= minutesFrom {
			unit = 60_000
		}
		rest := sock.Timer.Millis % unit
		if rest <= 0 {
			rest = unit
		}
		wait = min(wait, time.Duration(rest)*time.Millisecond)
	}
	return max(wait, time.Second) + 5*time.Millisecond
}

// longWait is the number of seconds above which a student is told how to avoid
// a wait.
const longWait = 20

// soonest returns the socket whose timer is the first that may bring news; nil
// if there is none. The end of a TIME_WAIT is no news.
func (s *Scene) soonest() *trace.Socket {
	var first *trace.Socket
	for i := range s.Step.Sockets {
		sock := &s.Step.Sockets[i]
		if sock.Timer != nil && sock.Timer.Kind != trace.TimerTimeWait && (first == nil || sock.Timer.Millis < first.Timer.Millis) {
			first = sock
		}
	}
	return first
}

// timerOf names the end of a connection whose timer it is, and says what it will
// do, and when.
func (s *Scene) timerOf(sock *trace.Socket) string { return s.EndName(sock) + ": " + s.Timer(sock) }

// The words for a timer that ends a socket, and for the time that is left.
var (
	wOrphan  = Word{"ends %s", "最多再等 %s"}     // a FIN_WAIT_2 without a program, for what is left of tcp_fin_timeout
	wAtLeast = Word{"ends in %s+", "至少再等 %s"} // the same, while the first of its two timers runs

	wLabClock = Word{"lab clock; usually %s s", "实验时钟；通常 %s 秒"}
	wBeside   = Word{" (%s)", "（%s）"}

	wLabClocks = Word{"lab clock; usually %s", "实验时钟；通常 %s"} // each timer's usual time and its state
	wUsualIn   = Word{"%s s in %s", "%s 秒（%s）"}

	wSeconds = Word{"%d s", "%d 秒"}
	wMinutes = Word{"%d min", "%d 分钟"}
)
