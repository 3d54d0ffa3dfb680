package tell

import (
	"strings"

	"tcplab/lab/trace"
)

// The text about a move stays until somebody makes the next one: what happens
// by itself meanwhile, as when a delayed acknowledgement is sent, is told below
// it and does not replace it.

// MaxSince is the number of steps that came by themselves which a scene tells:
// the newest ones. It counts the others.
const MaxSince = 2

// ByItself reports whether a step came without a move and the script does not
// speak of it. Such a step has no text of its own.
func ByItself(step *trace.Step) bool { return step.Move.Kind == trace.MoveTime && step.Beat == "" }

// ToldStep returns the step whose text stands.
func (s *Scene) ToldStep() *trace.Step {
	if s.Own != nil {
		return s.Own
	}
	return &s.Step
}

// told returns the scene of the step whose text stands.
func (s *Scene) told() *Scene {
	if s.Own == nil {
		return s
	}
	own := *s
	own.Step, own.Own, own.Since, own.Earlier, own.Before = *s.Own, nil, nil, 0, s.OwnBefore
	return &own
}

// SinceText tells what has happened by itself since the step whose text stands,
// a paragraph for each step.
func (s *Scene) SinceText() []string {
	var out []string
	scenes := s.sinceScenes()
	whys := s.sinceWhys(scenes)
	for i, one := range scenes {
		text := one.byItself(one.eventsTold(), whys[i])
		if i == 0 && s.Earlier > 0 {
			text = wEarlier.F(s.Lang, s.Earlier) + text
		}
		out = append(out, text)
	}
	return out
}

// sinceScenes returns a scene of each step that came by itself since the one
// whose text stands.
func (s *Scene) sinceScenes() []*Scene {
	var out []*Scene
	s.facts() // the last one has the same
	for i := range s.Since {
		one := *s
		one.Step, one.Own, one.Since, one.Before = s.Since[i], nil, nil, nil
		switch {
		case i == len(s.Since)-1 && s.Before != nil:
			one.Before = s.Before
		case i > 0:
			one.Before = &s.Since[i-1]
		default:
			one.Before = s.SinceBefore
		}
		out = append(out, &one)
	}
	return out
}

// sinceWhys returns the cause of each of the scenes of sinceScenes; nil if none is known.
// One that says the same as the cause right above it has no sentence, so
// that a wait that lasts is not told again at each step.
func (s *Scene) sinceWhys(scenes []*Scene) []*Why {
	said := ""
	if own := s.told(); s.Own != nil && s.Header.Open { // a lesson's text has its own words
		if why := own.Why(); why != nil {
			said = why.Say
		}
	}
	var out []*Why
	for _, one := range scenes {
		why := one.Why()
		switch {
		case why == nil:
			said = ""
		case why.Say == said:
			why = &Why{Kind: why.Kind}
		default:
			said = why.Say
		}
		out = append(out, why)
	}
	return out
}

// byItself says that something happened without a move, and its cause, or else
// what it means in general.
func (s *Scene) byItself(told []string, why *Why) string {
	text := strings.Join(told, s.Say(wSeparator))
	if text == "" {
		if text = strings.TrimSuffix(s.quietText(), s.Say(wStop)); text == "" {
			text = s.MoveText(s.Step.Move)
		}
	}
	text = Word{"%s: %s", "%s：%s"}.F(s.Lang, ByItselfHead(s.Header, s.Lang), text) + s.Say(wStop)
	then := s.meaning()
	if why != nil {
		then = why.Say
	}
	return join(s.Say(wSpace), text, then)
}

// ByItselfHead stands before what happened without a move. In an open lab that
// may be the act of a program, which nobody held at a gate.
func ByItselfHead(h *trace.Header, lang string) string {
	if h.Open {
		return wMeanwhile.In(lang)
	}
	return wByItself.In(lang)
}

// The words for what happened without a move.
var (
	wByItself  = Word{"by itself", "自行发生"}
	wMeanwhile = Word{"meanwhile", "其间"}
	wEarlier   = Word{"(%d before) ", "（此前还有 %d 次）"}
)
