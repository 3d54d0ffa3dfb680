package tell

import (
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// Recall is a question of an earlier lesson.
type Recall struct {
	Lesson    string
	Beat      string
	Questions map[string]*prose.Question // by language
}

// in returns the question in a language, with the name of its lesson; nil if it
// was never asked in that language.
func (r *Recall) in(lang string) *prose.Question {
	q := r.Questions[lang]
	if q == nil {
		return nil
	}
	asked := *q
	asked.Ask = wFromLesson.F(lang, r.Lesson, q.Ask)
	return &asked
}

// Revealed as an answer means that nobody chose an option: the right one was
// shown.
const Revealed = -1

// Question returns the question of the shown beat; nil if there is none. It is
// also nil if rows of the script were passed over before the beat, because then
// the question may have no right answer.
func (s *Scene) Question() *prose.Question {
	s = s.told()
	if s.Step.Move.Kind == trace.MoveStart && s.Recall != nil {
		return s.Recall.in(s.Lang)
	}
	if s.Step.PassedOver {
		return nil
	}
	if len(s.Step.Told) > 0 && s.Header.Home != s.Header.Network {
		return nil // the packets flow, so the answer is on the screen already; not if the lesson is written for that network
	}
	sec, _ := s.Said()
	return sec.Question
}

// QuestionOpen returns the reason why a digit answers nothing; nil if a
// question is open.
func (s *Scene) QuestionOpen() *Word {
	switch {
	case s.Question() == nil:
		return &wNoQuestion
	case !s.Asking:
		return &wNoneAsked
	case s.Answered():
		return &AnsweredAlready
	case s.Answer != 0 || s.Hidden:
		return &wNoQuestion
	}
	return nil
}

// Answered reports whether a digit has answered the question of the shown step.
func (s *Scene) Answered() bool { return s.Asking && s.Question() != nil && s.Answer > 0 }

// Sentence returns an option as the end of a sentence: with a full stop, unless
// it ends with a punctuation mark of its own, perhaps inside marks of Markdown.
func (s *Scene) Sentence(option string) string {
	option = strings.TrimRight(option, ".。")
	if strings.HasSuffix(strings.TrimRight(option, "`*"), "!") {
		return option
	}
	return option + s.Say(wStop)
}

var wFromLesson = Word{"(from lesson %s) %s", "（出自课程 %s）%s"}

// The reasons why a digit answers nothing.
var (
	wNoQuestion     = Word{"no question is open here", "这里没有待答的问题"}
	AnsweredAlready = Word{"answered already; 2 duplicates after the next step", "已经回答过了；走到下一步后按 2 才是复制"}
	wNoneAsked      = Word{"questions are off: o turns them on", "提问已关闭：按 o 打开"}
)
