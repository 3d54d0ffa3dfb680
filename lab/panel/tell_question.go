package panel

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// Recall is a question of an earlier lesson.
type Recall struct {
	Lesson    string
	Beat      string
	Questions map[string]*prose.Question // by language
}

// in is the question in a language, with where it comes from; nil if it was
// never asked in that language.
func (r *Recall) in(lang string) *prose.Question {
	q := r.Questions[lang]
	if q == nil {
		return nil
	}
	asked := *q
	asked.Ask = wFromLesson.F(lang, r.Lesson, q.Ask)
	return &asked
}

// revealed as an answer means that nobody chose: the right one was shown.
const revealed = -1

// question is what is asked at the shown beat, nil if nothing is. Behind rows
// that were passed over the question may have no answer.
func (s *Scene) question() *prose.Question {
	if s.step.Move.Kind == trace.MoveStart && s.recall != nil {
		return s.recall.in(s.lang)
	}
	if s.step.PassedOver {
		return nil
	}
	if len(s.step.Told) > 0 && s.header.Home != s.header.Network {
		return nil // on a network whose packets flow the answer stands there already, unless the lesson is written for it
	}
	sec, _ := s.said()
	return sec.Question
}

// questionOpen says whether a digit answers something.
func (s *Scene) questionOpen() *tell.Word {
	switch {
	case s.question() == nil:
		return &wNoQuestion
	case !s.asking:
		return &wNoneAsked
	case s.answered():
		return &wAnswered
	case s.answer != 0 || s.hidden:
		return &wNoQuestion
	}
	return nil
}

// answered says whether a digit has answered the question of the shown step.
func (s *Scene) answered() bool { return s.asking && s.question() != nil && s.answer > 0 }

// sentence is an option as the end of a sentence: with a full stop, unless it
// ends in a mark of its own, perhaps within Markdown's.
func (s *Scene) sentence(option string) string {
	option = strings.TrimRight(option, ".。")
	if strings.HasSuffix(strings.TrimRight(option, "`*"), "!") {
		return option
	}
	return option + s.t(wStop)
}

var wFromLesson = tell.Word{"(from lesson %s) %s", "（出自课程 %s）%s"}

var (
	wNoQuestion = tell.Word{"no question is open here", "这里没有待答的问题"}
	wAnswered   = tell.Word{"answered already; 2 duplicates after the next step", "已经回答过了；走到下一步后按 2 才是复制"}
	wNoneAsked  = tell.Word{"questions are off: o turns them on", "提问已关闭：按 o 打开"}
)
