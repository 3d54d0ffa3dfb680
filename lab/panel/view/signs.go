package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/tell"
)

// The help page explains the signs of the screen in its second part. A student
// cannot read the map without knowing what a star means.

var wSigns = tell.Word{"SIGNS", "记号"}

// A sign is drawn on the screen; says is its meaning.
type sign struct{ drawn, says tell.Word }

var signs = []sign{
	{tell.Word{"[NOW]", "[现在]"}, tell.Word{"the state that the socket is in now", "套接字现在的状态"}},
	{tell.Word{"*BEEN", "*来过"}, tell.Word{"a state that it was in before", "先前到过的状态"}},
	{tell.Word{"~PASSED", "~经过"}, tell.Word{"a state that it must have passed, though nobody saw it there", "必定经过、但没有人看到的状态"}},
	{alike(">"), tell.Word{"what n begins with: a line of a program, or a packet", "按 n 先走的：程序的一行，或一个包"}},
	{alike(canvas.Done + " " + canvas.At + " " + canvas.Todo), tell.Word{"a beat of the script that is done, this one, one to come", "脚本里走过的一步、当前这一步、还没到的一步"}},
	{alike(canvas.TipR + " " + canvas.HeadR + " " + canvas.Cross), tell.Word{"a packet that is held, that came in, that was dropped or lost", "待放行的、到达的、被丢弃或丢失的包"}},
	{tell.Word{"OPENING 4/6", "[建立连接] 4/6"}, tell.Word{"the chapter: four of its six beats are done", "章节：六步走完了四步"}},
	{tell.Word{"resend 1 s", "重传 1 秒"}, tell.Word{"the kernel sends again what is not acknowledged, when this has run out", "到时还没有被确认，内核就重传"}},
	{tell.Word{"probe 1 s", "探测 1 秒"}, tell.Word{"the kernel asks then whether the peer has room again (persist), or is still there (keepalive)", "到时内核去问对端：有没有空间了（persist），或还在不在（keepalive）"}},
	{tell.Word{"2MSL 58 s", "2MSL 58 秒"}, tell.Word{"how long TIME_WAIT still lasts", "TIME_WAIT 还剩多久"}},
	{tell.Word{"ends 58 s", "最多再等 58 秒"}, tell.Word{"no program holds the socket any more: the kernel gives it up then", "套接字已没有程序持有：到时内核就把它删去"}},
	{tell.Word{"unread 5", "未读 5"}, tell.Word{"bytes that came in and that the program has not read (Recv-Q)", "已到达、程序还没读的字节（Recv-Q）"}},
	{tell.Word{"unacked 5", "未确认 5"}, tell.Word{"bytes that were sent and are not acknowledged yet (Send-Q)", "已发出、还没被确认的字节（Send-Q）"}},
	{tell.Word{"SOCKETS", "套接字"}, tell.Word{"t lists them all: host, role, both addresses, state, both queues, timer, and whose program holds it", "按 t 列出全部：主机、角色、两端地址、状态、两个队列、定时器、所属程序"}},
}

// drawnStyles gives the style in which the screen draws a sign; of others, that
// of a key.
var drawnStyles = map[string]canvas.Style{
	"[NOW]":      canvas.Now,
	"~PASSED":    canvas.Passed,
	canvas.At:    canvas.Now,
	canvas.TipR:  canvas.Held,
	canvas.HeadR: canvas.Landed,
	canvas.Cross: canvas.Lost,
}

// line draws a sign as the screen does.
func (g sign) line(s *Scene) canvas.Line {
	var l canvas.Line
	for i, part := range strings.Split(s.Say(g.drawn), " ") {
		if i > 0 {
			l = l.Add(canvas.Plain, " ")
		}
		st, ok := drawnStyles[part]
		if !ok {
			st = canvas.Key
		}
		l = l.Add(st, part)
	}
	return l
}

// alike returns a sign that is the same in both languages.
func alike(s string) tell.Word { return tell.Word{s, s} }

// signLines explains the signs in w columns.
func signLines(s *Scene, w int) []canvas.Line {
	wide := 0
	for _, g := range signs {
		wide = max(wide, canvas.Width(s.Say(g.drawn)))
	}
	var out []canvas.Line
	for _, g := range signs {
		for i, l := range canvas.Wrap(canvas.Plain, s.Say(g.says), w-wide-3) {
			row := canvas.Text(canvas.Plain, " ")
			if i == 0 {
				row = append(row, g.line(s)...)
			}
			out = append(out, append(row.To(wide+3), l...))
		}
	}
	return out
}
