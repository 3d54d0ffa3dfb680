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
	case t.Kind == trace.TimerPersist && sock.Info != nil && sock.Info.SendWindow != nil && *sock.Info.SendWindow > 0:
		w = wProbe
	case sock.State == string(tcp.FinWait2) && t.Kind == trace.TimerTimeWait:
		w = wOrphan
	}
	left := wSeconds.F(lang, seconds(t.Millis))
	if n := seconds(t.Millis); n >= minutesFrom {
		left = wMinutes.F(lang, (n+59)/60)
	}
	return fmt.Sprintf(w.In(lang), left)
}

// TimerLeft names a socket's timer, and how long it still runs: "client's
// retransmission timer, 12 s left".
func TimerLeft(h *trace.Header, sock *trace.Socket, lang string) string {
	name, ok := timerNames[sock.Timer.Kind]
	if !ok {
		name = Word{sock.Timer.Kind, sock.Timer.Kind}
	}
	if sock.State == string(tcp.FinWait2) && !sock.Owned {
		name = wFinWait2
	}
	return wTimerLeft.F(lang, HostName(h, sock.Host, lang), name.In(lang), wSeconds.F(lang, seconds(sock.Timer.Millis)))
}

// timerNames holds the names of a socket's timers.
var timerNames = map[string]Word{
	trace.TimerTimeWait:   {"TIME_WAIT timer", "TIME_WAIT 定时器"},
	trace.TimerRetransmit: {"retransmission timer", "重传定时器"},
	trace.TimerPersist:    {"persist timer", "零窗口探测定时器"},
	trace.TimerKeepalive:  {"keepalive timer", "保活定时器"},
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
	usual := s.Header.UsualOf(sock)
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

// clockText writes by how much a model's clock went on, in milliseconds: not in
// whole seconds as a timer, which may still have a part of one.
func clockText(lang string, ms int64) string {
	switch n := (ms + 500) / 1000; {
	case ms < 1000:
		return wMillis.F(lang, ms)
	case n >= minutesFrom:
		return wMinutes.F(lang, (n+30)/60)
	default:
		return wSeconds.F(lang, n)
	}
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
func (s *Scene) timerOf(sock *trace.Socket) string {
	return wTimerOf.F(s.Lang, s.EndName(sock), s.Timer(sock))
}

// The words for a timer that ends a socket, and for the time that is left.
var (
	wOrphan  = Word{"ends %s", "最多再等 %s"}     // a FIN_WAIT_2 without a program, for what is left of tcp_fin_timeout
	wAtLeast = Word{"ends in %s+", "至少再等 %s"} // the same, while the first of its two timers runs

	wTimerOf = Word{"%s: %s", "%s：%s"}
	wProbe   = Word{"window probe %s", "窗口探测 %s"} // the window is small, and not zero

	wTimerLeft = Word{"%[1]s's %[2]s, %[3]s left", "%[1]s 的 %[2]s，还剩 %[3]s"}
	wFinWait2  = Word{"FIN_WAIT_2 timer", "FIN_WAIT_2 定时器"}

	wLabClock = Word{"lab clock; usually %s s", "实验时钟；通常 %s 秒"}
	wBeside   = Word{" (%s)", "（%s）"}

	wLabClocks = Word{"lab clock; usually %s", "实验时钟；通常 %s"} // each timer's usual time and its state
	wUsualIn   = Word{"%s s in %s", "%s 秒（%s）"}

	wMillis  = Word{"%d ms", "%d 毫秒"}
	wSeconds = Word{"%d s", "%d 秒"}
	wMinutes = Word{"%d min", "%d 分钟"}
)

// Aged returns sockets as a step has them, with timers that have gone on since.
func Aged(sockets []trace.Socket, since time.Duration) []trace.Socket {
	sockets = slices.Clone(sockets)
	for i := range sockets {
		if old := sockets[i].Timer; old != nil {
			t := *old
			t.Millis = max(0, t.Millis-since.Milliseconds())
			sockets[i].Timer = &t
		}
	}
	return sockets
}
