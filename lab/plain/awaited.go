package plain

import (
	"strings"
	"time"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// Awaited says what a run waits for that has made step last and is about to make
// the next move, or has been at it for a while. stopped are the hosts that somebody has
// stopped, and crossed are the bytes that have crossed since the move began.
func Awaited(header trace.Header, last trace.Step, lang string, since time.Duration, stopped []string, crossed int64) string {
	if last.Next == nil {
		return ""
	}
	if last.Next.Kind == trace.MoveWait {
		return wAwaitsTime.F(lang, last.Step+1, awaitsTime(&header, &last, lang, since))
	}
	move := tell.MoveText(&header, *last.Next, lang)
	if strings.HasPrefix(header.Stack, "Windows") && last.Next.Kind == trace.MoveCall && strings.HasPrefix(last.Next.Name, "Dial") {
		return wAwaitsAnswer.F(lang, last.Step+1, move)
	}
	switch {
	case len(stopped) > 0:
		return wAwaitsStopped.F(lang, last.Step+1, move, tell.StoppedText(&header, stopped, lang))
	case crossed > 0:
		return wAwaitsCrossing.F(lang, last.Step+1, move, tell.Amount(crossed))
	}
	var hosts []string
	for i, h := range header.Hosts {
		if i < len(last.Hosts) && last.Hosts[i].Alive {
			hosts = append(hosts, wProcess.F(lang, tell.HostName(&header, h.Name, lang), h.PID))
		}
	}
	return wAwaitsHosts.F(lang, last.Step+1, move, strings.Join(hosts, ", "))
}

// awaitsTime names what a run waits for in which only time passes: the timers that
// may bring news, else the calls that are under way. The end of a TIME_WAIT is
// named only if nothing else is.
func awaitsTime(header *trace.Header, last *trace.Step, lang string, since time.Duration) string {
	var timers, ends, calls []string
	for _, s := range tell.Aged(last.Sockets, since) {
		if s.Timer == nil {
			continue
		}
		text := tell.TimerLeft(header, &s, lang)
		if s.Timer.Kind == trace.TimerTimeWait {
			ends = append(ends, text)
			continue
		}
		timers = append(timers, text)
	}
	for _, c := range last.Calls {
		if c.Status == trace.CallRunning {
			calls = append(calls, wAwaitsCall.F(lang, tell.HostName(header, c.Host, lang), c.Name))
		}
	}
	for _, list := range [][]string{timers, calls, ends} {
		if len(list) > 0 {
			return strings.Join(list, wAnd.In(lang))
		}
	}
	return wAwaitsAnything.In(lang)
}

// The words for what a run waits for.
var (
	wAwaitsTime     = tell.Word{"step %[1]d: waiting for %[2]s", "第 %[1]d 步：在等%[2]s"}
	wAwaitsCall     = tell.Word{"%[1]s's %[2]s to come back", "%[1]s的 %[2]s 返回"}
	wAwaitsAnything = tell.Word{"something to happen by itself", "有事发生"}
	wAnd            = tell.Word{", and ", "，和"}

	wAwaitsHosts = tell.Word{
		"step %[1]d: %[2]s, and the programs have not come to rest; if somebody has stopped one, kill -CONT lets it go on (%[3]s)",
		"第 %[1]d 步：%[2]s，程序还没有静下来；若有人停住了其中一个，用 kill -CONT 让它继续（%[3]s）"}
	wAwaitsStopped  = tell.Word{"step %[1]d: %[2]s; %[3]s", "第 %[1]d 步：%[2]s；%[3]s"}
	wAwaitsCrossing = tell.Word{"step %[1]d: %[2]s; %[3]s have crossed so far", "第 %[1]d 步：%[2]s；到现在已传 %[3]s"}
	wAwaitsAnswer   = tell.Word{
		"step %[1]d: %[2]s, which has not ended yet; Windows asks again when it is refused",
		"第 %[1]d 步：%[2]s，还没有结束；Windows 被拒绝后还会再试几次"}
	wProcess = tell.Word{"%[1]s: process %[2]d", "%[1]s：进程 %[2]d"}
)
