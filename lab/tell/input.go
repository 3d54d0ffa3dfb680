package tell

import (
	"slices"
	"strings"

	"tcplab/lab/trace"
)

// A student may tell a program what to do: a line that it reads from its
// standard input. The texts about that are here.

// MayTell reports whether the student may tell some program a line now.
func (s *Scene) MayTell() bool {
	return slices.ContainsFunc(s.Step.Moves, func(m trace.Move) bool { return m.Kind == trace.MoveInput })
}

// YourTurn reports whether nothing comes next by itself, and the student may
// tell a program a line.
func (s *Scene) YourTurn() bool {
	return s.Live && s.Newest() && s.MayTell() &&
		(s.Step.Next == nil || s.Step.Done == trace.DoneTold)
}

// waitsForLine reports whether a call waits for a line to read.
func waitsForLine(c *trace.Call) bool {
	return c.Name == trace.StdinRead && c.Status == trace.CallWaiting
}

// comesToCalls says before which calls a program stands now that it was told a
// line; "" if the line led to none.
func (s *Scene) comesToCalls() string {
	if s.Step.Move.Kind != trace.MoveInput {
		return ""
	}
	var names []string
	for _, e := range s.Step.Events {
		if e.Kind == trace.EventWaiting && e.Host == s.Step.Move.Host && e.Name != trace.StdinRead {
			names = append(names, callText(e))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return wComesTo.F(s.Lang, strings.Join(names, s.Say(wComma)))
}

var (
	YourTurn   = Word{"your turn: n or w lists what you can tell each end", "轮到你了：按 n 或 w，看能告诉两端做什么"}
	wTurnNotes = Word{"your turn: n or w lists what you can tell each end; = notes", "轮到你了：按 n 或 w，看能告诉两端做什么；= 笔记"}
	wWaitsLine = Word{"waits for a line", "等一行输入"}
	wTold      = Word{"told: %s", "听令：%s"}
	wComesTo   = Word{"The program has read the line and stands before %s.", "程序读到了这一行，现在停在 %s 之前。"}
)
