package tell

import (
	"fmt"
	"slices"

	"tcplab/lab/trace"
)

// A Next says what comes next, or why nothing does.
type Next struct {
	Kind  NextKind
	Text  string
	Short string // of a move: Text for a line that has no room for it; else ""
}

// A NextKind says what sort of thing comes next.
type NextKind uint8

// The kinds of next.
const (
	NextNothing NextKind = iota // it is not known; Text is ""
	NextWaits                   // a move is under way; Text says what it waits for
	NextAnswer                  // a question is open; Text says how to answer
	NextThen                    // the student looks back; Text is the move that came next
	NextStuck                   // nothing can come
	NextMove                    // Text is the next move, or says what to do instead
)

// Next says what the next key press does, or why there is none.
func (s *Scene) Next() Next {
	switch {
	case s.Busy != "":
		return Next{Kind: NextWaits, Text: wWaiting.F(s.Lang, s.Busy)}
	case s.QuestionOpen() == nil:
		return Next{Kind: NextAnswer, Text: AnswerKeys.F(s.Lang, len(s.Question().Options))}
	case !s.Newest() && s.Then == nil:
		return Next{}
	case !s.Newest():
		return Next{Kind: NextThen, Text: s.MoveText(*s.Then)}
	case s.NotesDue:
		return Next{Kind: NextMove, Text: s.Say(wToldNotes)}
	case s.YourTurn() && s.HasClosing():
		return Next{Kind: NextMove, Text: s.Say(wTurnNotes)}
	case s.YourTurn():
		return Next{Kind: NextMove, Text: s.Say(YourTurn)}
	case s.Step.Done == trace.DoneTold:
		return Next{Kind: NextMove, Text: s.Say(Told)}
	case s.Step.Done == trace.DoneStuck:
		if s.Stuck() != &Stuck {
			return Next{Kind: NextMove, Text: s.Say(*s.Stuck())}
		}
		return Next{Kind: NextStuck, Text: s.Say(Stuck)}
	case !s.Live:
		return Next{Kind: NextMove, Text: s.Say(wEndOfRec)}
	case s.Step.Next == nil && s.Header.Open:
		return Next{Kind: NextMove, Text: s.Say(wNothingHeld)}
	case s.Step.Next == nil:
		return Next{Kind: NextMove, Text: s.Say(wOtherMoves)}
	}
	out := Next{Kind: NextMove, Text: s.nextMove()}
	if sock := s.nextTimer(); sock != nil && seconds(sock.Timer.Millis) > longWait && s.LabClock(sock) == "" && !s.Header.Open { // the line has no room for both
		out.Text += s.Say(wElseRestart)
	}
	out.Short = out.Text + s.brieflyBehind()
	out.Text += s.behindNext()
	return out
}

// Coming says which move comes next, and how the key n goes on behind it; "" if
// none does. Unlike Next it names no key.
func (s *Scene) Coming() string {
	if s.Step.Next == nil {
		return ""
	}
	return s.nextMove() + s.behindNext()
}

// nextMove says which move comes next. If that is a wait, it names the timer.
func (s *Scene) nextMove() string {
	if sock := s.nextTimer(); sock != nil {
		return wWaitFor.F(s.Lang, s.timerOf(sock))
	}
	return s.MoveText(*s.Step.Next)
}

// nextTimer returns the socket whose timer the next move waits for; nil if the
// next move is another one, or no timer runs.
func (s *Scene) nextTimer() *trace.Socket {
	if s.Step.Next.Kind != trace.MoveWait {
		return nil
	}
	return s.soonest()
}

// behindNext says how the key n goes on behind the move that it makes next, or
// in a loop that it does; "" if it stops there, or if that is not known.
func (s *Scene) behindNext() string {
	switch {
	case s.Step.More == 1:
		return s.Say(wOneMore)
	case s.Step.More > 1:
		return wMoreMoves.F(s.Lang, s.Step.More)
	}
	if sec, ok := s.Section(s.Step.NextStop); ok {
		return wThenOnTo.F(s.Lang, sec.Headline)
	}
	if s.goesRound() {
		return s.Say(wGoesOn)
	}
	return ""
}

// brieflyBehind is behindNext in a few columns.
func (s *Scene) brieflyBehind() string {
	switch {
	case s.Step.More > 0:
		return wBriefly.F(s.Lang, s.Step.More)
	case s.behindNext() != "":
		return s.Say(wGoesOn)
	}
	return ""
}

// goesRound reports whether the next move is a call of a loop at which the key n
// does not stop. How far it goes on then depends on the run.
func (s *Scene) goesRound() bool {
	if !trace.Holds(s.Header.Network) || s.Step.Next.Kind != trace.MoveCall || !AsScripted(&s.Step) {
		return false
	}
	i := s.Header.Row(s.Step.NextBeat)
	return i >= 0 && s.Header.Beats[i].Loop != "" && !slices.ContainsFunc(s.Header.Beats, func(b trace.Beat) bool {
		return b.ID == s.Step.NextBeat && b.Stop
	})
}

// The words for what comes next if it is no move.
var (
	wOneMore     = Word{" … and 1 more move", "……之后还有 1 步"}
	wMoreMoves   = Word{" … and %d more moves", "……之后还有 %d 步"}
	wBriefly     = Word{" … +%d", "……+%d"}
	wGoesOn      = Word{" …", "……"}
	wThenOnTo    = Word{", then on to “%s”", "，然后一直走到“%s”"}
	wOtherMoves  = Word{"nothing scripted is possible: w lists the other moves", "脚本中没有可走的：按 w 看其他走法"}
	Stuck        = Word{"stuck: nothing is possible, held, or running on a timer; r starts again", "卡住了：没有可走的、没有待放行的包、也没有定时器；按 r 重来"}
	wNothingCame = Word{"nothing more comes: u undoes the last move, r starts again", "不会再有什么了：按 u 撤销最后一步，按 r 重来"}
	Told         = Word{"the story is told; = notes, r restart", "讲完了；按 = 对照笔记，按 r 重来"}
	wToldNotes   = Word{"told; n shows the notes", "讲完了；按 n 对照笔记"}
	wEndOfRec    = Word{"here the recording ends", "录像到此为止"}
	wWaiting     = Word{"waiting for: %s   (Esc cancels)", "正在等待：%s（Esc 取消）"}
	AnswerKeys   = Word{"1-%d answer, n or PgDn shows it", "按 1-%d 回答，n / PgDn 看答案"}
	wNothingHeld = Word{"nothing is held: start a program with tcplab exec -- CMD", "线路上没有包：用 tcplab exec -- 命令 启动一个程序"}
	wWaitFor     = Word{"wait for %s", "等待 %s"}
	wElseRestart = Word{"; r starts again", "；按 r 重来"}
)

// Amount writes a number of bytes in short: "640 B", "12.5 KiB", "3.0 MiB".
func Amount(n int64) string {
	size, unit := float64(n), "B"
	for _, larger := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if size < 1024 {
			break
		}
		size, unit = size/1024, larger
	}
	if unit == "B" {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", size, unit)
}
