package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"tcplab/lab"
	"tcplab/lab/panel"
	"tcplab/lab/panel/view"
	"tcplab/lab/progress"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lessons"
	openlab "tcplab/lessons/lab"
)

// A student's progress is a convenience, and no lesson depends on it. If it
// cannot be read or kept, the program goes on without it and prints nothing.

// loadProgress returns the student's progress so far.
func loadProgress() progress.Progress {
	path, err := progress.Path()
	if err != nil {
		return progress.Progress{}
	}
	return progress.Load(path)
}

// keepProgress changes the progress that is kept, if it can be kept.
func keepProgress(change func(*progress.Progress)) {
	if path, err := progress.Path(); err == nil {
		progress.Update(path, change)
	}
}

// stoppedAt returns the beat at which a student left a lesson in the middle, ""
// if there is none or the lesson no longer has it.
func stoppedAt(p progress.Progress, l *lab.Lesson) string {
	at := p.Lessons[l.Name].At
	if at == "" || l.HasBeat(at) != nil {
		return ""
	}
	return at
}

// study is a live bench that remembers whether the story has been told to its
// end, in this run or in an earlier one of the same panel. The panel's worker
// calls it.
type study struct {
	*liveBench
	told atomic.Bool
}

// Restart notes how the run stood, and starts again.
func (s *study) Restart(ctx context.Context) error {
	s.look()
	return s.liveBench.Restart(ctx)
}

// GoTo notes how the run stood, starts again, and runs up to a beat.
func (s *study) GoTo(ctx context.Context, beat string) error {
	s.look()
	return s.liveBench.GoTo(ctx, beat)
}

// Undo notes how the run stood, starts again, and runs up to before the last
// move.
func (s *study) Undo(ctx context.Context) error {
	s.look()
	return s.liveBench.Undo(ctx)
}

// look reports whether the current run has been told to its end.
func (s *study) look() bool {
	rec := s.Recording()
	last, err := rec.Step(rec.Len() - 1)
	if err != nil || last.Done != trace.DoneTold {
		return false
	}
	s.told.Store(true)
	return true
}

// remember keeps how the student left a lesson and answered its questions.
// Recall is the question of an earlier lesson, nil if none was asked.
func (s *study) remember(l *lab.Lesson, r panel.Result, recall *tell.Recall) {
	ended, beat := s.look(), s.reached(r)
	if ended {
		beat = "" // there is nothing to come back to
	}
	keepProgress(func(p *progress.Progress) {
		// A student who leaves before the first beat has only had a look.
		if beat != "" || s.told.Load() {
			p.Leave(l.Name, beat, s.told.Load())
		}
		for _, asks := range inOrder(r.Answers, s.Recording().Header().Beats) {
			p.Answer(l.Name, asks, r.Answers[asks] == panel.Right)
		}
		if recall != nil && r.Recalled != panel.Unanswered {
			p.Answer(recall.Lesson, recall.Beat, r.Recalled == panel.Right)
		}
	})
}

// inOrder returns the keys of the answers in the order of the questions: beat
// after beat, and the closing page's last. The question missed first is to come
// back first.
func inOrder(answers map[string]panel.Answer, beats []trace.Beat) []string {
	names := slices.Sorted(maps.Keys(answers))
	place := map[string]int{}
	for i, b := range beats {
		place[b.ID] = i - len(beats) // less than 0, which is the place of questions that no beat asks
	}
	slices.SortStableFunc(names, func(a, b string) int { return place[a] - place[b] })
	return names
}

// lookBack is how many steps at most are searched for the last one with a beat.
const lookBack = 100

// reached returns the beat that was seen last. It takes it from the recording
// if the panel was ended from outside, as by a closed terminal, and cannot
// tell.
func (s *study) reached(r panel.Result) string {
	rec := s.Recording()
	if beats := rec.Header().Beats; r.Beat >= 0 && r.Beat < len(beats) {
		return beats[r.Beat].ID
	}
	for i := rec.Len() - 1; i >= 0 && i >= rec.Len()-lookBack; i-- {
		if step, err := rec.Step(i); err == nil && step.Beat != "" && step.Expected {
			return step.Beat
		}
	}
	return ""
}

// recallFor returns the question missed longest ago in another lesson, nil if
// there is none. The lesson asks its own questions anyway.
func recallFor(l *lab.Lesson) *tell.Recall {
	for _, m := range loadProgress().Missed {
		if m.Lesson == l.Name {
			continue
		}
		if questions := missedQuestion(m); len(questions) > 0 {
			return &tell.Recall{Lesson: m.Lesson, Beat: m.Beat, Questions: questions}
		}
	}
	return nil
}

// missedQuestion returns a question in every language, nil if the course no
// longer has it.
func missedQuestion(m progress.Missed) map[string]*prose.Question {
	l, _, err := findLesson(m.Lesson)
	if err != nil {
		return nil
	}
	found := map[string]*prose.Question{}
	for _, lang := range trace.Languages {
		text, err := l.Prose(lang)
		if err != nil {
			continue
		}
		if q := panel.Asked(text, m.Beat); q != nil {
			found[lang] = q
		}
	}
	return found
}

// menuItems returns the lessons and the open lab as the menu lists them in each
// language. Each lesson has a mark for a lesson that is done, and the beat at which the student
// stopped.
func menuItems(p progress.Progress) (map[string][]view.MenuItem, error) {
	items := map[string][]view.MenuItem{}
	for _, lang := range trace.Languages {
		for _, l := range lessons.All {
			text, err := l.Prose(lang)
			if err != nil {
				return nil, err
			}
			items[lang] = append(items[lang], view.MenuItem{
				Part: lessons.PartOf(l, lang), Name: l.Name, Title: text.Title, Summary: text.Summary,
				Done: p.Lessons[l.Name].Done, At: text.Sections[stoppedAt(p, l)].Headline,
				Errors: text.Answers.Errors, Questions: text.Answers.Questions,
			})
		}
		text, err := openlab.Lesson.Prose(lang)
		if err != nil {
			return nil, err
		}
		items[lang] = append(items[lang], view.MenuItem{
			Lab: true, Name: openlab.Lesson.Name, Title: text.Title, Summary: strings.ReplaceAll(text.Summary, "`", ""),
		})
	}
	return items, nil
}
