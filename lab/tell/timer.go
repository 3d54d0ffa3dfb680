package tell

import (
	"fmt"
	"time"

	"tcplab/lab/tcp"
	"tcplab/lab/trace"
)

// timers holds the words for a socket's timers: what the timer does, and when.
var timers = map[string]Word{
	trace.TimerTimeWait:   {"2MSL %s", "2MSL %s"},
	trace.TimerRetransmit: {"resend %s", "重传 %s"},
	trace.TimerPersist:    {"probe %s", "探测 %s"},
	trace.TimerKeepalive:  {"probe %s", "探测 %s"},
}

// minutesFrom is the number of seconds from which on a timer is told in
// minutes.
const minutesFrom = 100

// TimerText says what a socket's timer will do, and when; "" if it has none. A
// kernel borrows another timer to end a FIN_WAIT_2 that no program holds any
// more: that of TIME_WAIT if no more time is left than a TIME_WAIT lasts, else
// that of keepalive.
func TimerText(lang string, sock *trace.Socket) string {
	t := sock.Timer
	if t == nil {
		return ""
	}
	w, ok := timers[t.Kind]
	if !ok {
		w = Word{t.Kind + " %s", t.Kind + " %s"}
	}
	if sock.State == string(tcp.FinWait2) && (t.Kind == trace.TimerKeepalive && !sock.Owned || t.Kind == trace.TimerTimeWait) {
		w = wOrphan
	}
	left := wSeconds.F(lang, seconds(t.Millis))
	if n := seconds(t.Millis); n >= minutesFrom {
		left = wMinutes.F(lang, (n+59)/60)
	}
	return fmt.Sprintf(w.In(lang), left)
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

// timerOf names the timer's host, and says what it will do, and when.
func (s *Scene) timerOf(sock *trace.Socket) string { return sock.Host + ": " + TimerText(s.Lang, sock) }

// The words for a timer that ends a socket, and for the time that is left.
var (
	wOrphan  = Word{"ends %s", "最多再等 %s"} // a FIN_WAIT_2 without a program, while tcp_fin_timeout runs
	wSeconds = Word{"%d s", "%d 秒"}
	wMinutes = Word{"%d min", "%d 分钟"}
)
