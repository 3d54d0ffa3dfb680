package panel

import (
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A next is what comes next, or why nothing does.
type next struct {
	kind nextKind
	text string
}

// A nextKind is what sort of thing comes next.
type nextKind uint8

// The kinds of next.
const (
	nextNothing nextKind = iota // nothing is known of it
	nextWaits                   // a move is under way: what it waits for
	nextAnswer                  // an answer is due: how to give it
	nextThen                    // looking back: the move that was made then
	nextStuck                   // nothing can come
	nextMove                    // a move, or what there is to do instead
)

// next says what the next key press does, or why there is none.
func (s *Scene) next() next {
	switch {
	case s.busy != "":
		return next{nextWaits, wWaiting.F(s.lang, s.busy)}
	case s.questionOpen() == nil:
		return next{nextAnswer, wAnswerKeys.F(s.lang, len(s.question().Options))}
	case !s.newest() && s.then == nil:
		return next{}
	case !s.newest():
		return next{nextThen, s.moveText(*s.then)}
	case s.notesDue:
		return next{nextMove, s.t(wToldNotes)}
	case s.step.Done == trace.DoneTold:
		return next{nextMove, s.t(wTold)}
	case s.step.Done == trace.DoneStuck:
		return next{nextStuck, s.t(wStuck)}
	case !s.live:
		return next{nextMove, s.t(wEndOfRec)}
	case s.step.Next == nil && s.header.Open:
		return next{nextMove, s.t(wNothingHeld)}
	case s.step.Next == nil:
		return next{nextMove, s.t(wOtherMoves)}
	}
	out := next{nextMove, s.moveText(*s.step.Next)}
	if sock := s.soonest(); s.step.Next.Kind == trace.MoveWait && sock != nil {
		out.text += " (" + s.timerOf(sock) + ")"
		if seconds(sock.Timer.Millis) > longWait {
			out.text += s.t(wElseRestart)
		}
	}
	return out
}

var (
	wOtherMoves  = tell.Word{"nothing scripted is possible: w lists the other moves", "脚本中没有可走的：按 w 看其他走法"}
	wStuck       = tell.Word{"stuck: nothing is possible, held, or running on a timer; r starts again", "卡住了：没有可走的、没有扣留、也没有定时器；按 r 重来"}
	wTold        = tell.Word{"the story is told; = shows the notes beside it, r starts again", "讲完了；按 = 对照笔记，按 r 重来"}
	wToldNotes   = tell.Word{"told; n shows the notes", "讲完了；按 n 对照笔记"}
	wEndOfRec    = tell.Word{"here the recording ends", "录像到此为止"}
	wWaiting     = tell.Word{"waiting for: %s   (Esc cancels)", "正在等待：%s（Esc 取消）"}
	wAnswerKeys  = tell.Word{"1-%d answer, n or PgDn shows it", "按 1-%d 回答，n / PgDn 看答案"}
	wNothingHeld = tell.Word{"nothing is held: start a program with tcplab exec -- CMD", "线路上没有包：用 tcplab exec -- 命令 启动一个程序"}
	wElseRestart = tell.Word{"; r starts again", "；按 r 重来"}
)
