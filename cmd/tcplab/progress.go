package main

import (
	"context"
	"maps"
	"slices"
	"sync/atomic"

	"tcplab/lab"
	"tcplab/lab/panel"
	"tcplab/lab/panel/view"
	"tcplab/lab/progress"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
	"tcplab/lessons"
)

// What a student has done is a convenience. Where it cannot be read or kept, the
// program goes on without it, and nobody is told: no lesson depends on it.

// loadProgress is what the student has done so far.
func loadProgress() progress.Progress {
	path, err := progress.Path()
	if err != nil {
		return progress.Progress{}
	}
	return progress.Load(path)
}

// keepProgress changes what is kept, where it can be.
func keepProgress(change func(*progress.Progress)) {
	if path, err := progress.Path(); err == nil {
		progress.Update(path, change)
	}
}

// stoppedAt is the beat at which a student left a lesson in the middle, "" for
// none. A beat that the lesson no longer has does not count.
func stoppedAt(p progress.Progress, l *lab.Lesson) string {
	at := p.Lessons[l.Name].At
	if at == "" || l.HasBeat(at) != nil {
		return ""
	}
	return at
}

// study is a live bench that notices when the story has been told, in this run
// or in one that was started again since. The panel's worker calls it.
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

// look says whether the run at hand has been told to its end.
func (s *study) look() bool {
	rec := s.Recording()
	last, err := rec.Step(rec.Len() - 1)
	if err != nil || last.Done != trace.DoneTold {
		return false
	}
	s.told.Store(true)
	return true
}

// remember keeps how the student left a lesson, and what became of its
// questions. recall is the one of an earlier lesson, nil for none.
func (s *study) remember(l *lab.Lesson, r panel.Result, recall *tell.Recall) {
	ended, beat := s.look(), s.reached(r)
	if ended {
		beat = "" // nothing is left to come back to
	}
	keepProgress(func(p *progress.Progress) {
		// Who leaves before the first beat has only had a look.
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

// inOrder names the answers as the lesson asks: beat after beat, and the closing
// page's last. What was missed first is to come back first.
func inOrder(answers map[string]panel.Answer, beats []trace.Beat) []string {
	names := slices.Sorted(maps.Keys(answers))
	place := map[string]int{}
	for i, b := range beats {
		place[b.ID] = i - len(beats) // before 0, where those are that no beat asks
	}
	slices.SortStableFunc(names, func(a, b string) int { return place[a] - place[b] })
	return names
}

// lookBack bounds how many steps are searched for the last one with a beat.
const lookBack = 100

// reached is the beat that was seen last. A panel that was ended from outside, by
// a closed terminal, cannot tell; the recording then does.
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

// recallFor is the question missed longest ago in another lesson; nil for none.
// Those of the lesson itself will be asked anyway.
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

// missedQuestion looks a question up, in every language. It may be gone since.
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

// menuItems are the lessons as the menu lists them in each language, with what
// is done and where the student stopped.
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
			})
		}
	}
	return items, nil
}
