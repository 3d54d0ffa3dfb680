package rehearse

import (
	"context"
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/pattern"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// These rules hold for every step behind a move that is not in the script, as a
// student makes one who goes on with n:
//
//   - It has no finding. After a move of the student's own, the script does not
//     know what should come.
//   - No call fails with an error of the system that no undisturbed run has,
//     except if a program was killed, or called something too early. Such an
//     error means that n made calls in an order that no student asked for.
//   - If the step is told, that is, if the lesson's text is shown for it, its
//     calls gave and its programs printed what they do in an undisturbed run.
//     Rows of a loop may carry data of any length. If a program was killed or
//     called something too early, a step that is marked as out of order
//     (PassedOver) may show something else.
//   - The run comes to an end: it is told, or stuck, or can only go on after a
//     kernel's timer that needs too long, or after the student has told a
//     program something.
//
// A text that breaks the third rule needs a claim in its row (Then) that holds
// only if the text does, or the beats on which it rests (After).

// Usual is the content of an undisturbed run of a lesson.
type Usual struct {
	Steps  []trace.Step
	shown  map[string][]string // by beat, the texts that shows gave for its steps
	errors map[string]bool     // hosts, calls and errors that belong to the story
}

// PlayUsual plays a lesson by its script. The bench stands at its start.
func PlayUsual(ctx context.Context, b *bench.Bench) (*Usual, error) {
	end, err := GoOn(ctx, b, LongWait)
	if err != nil {
		return nil, err
	}
	if end != trace.DoneTold {
		return nil, words.Errorf("the undisturbed run is %s at its end, want told", "没有打扰的运行以 %s 结束，应该是 told", end)
	}
	steps, err := StepsFrom(b.Recording(), 0)
	if err != nil {
		return nil, err
	}
	return UsualOf(steps), nil
}

// UsualOf returns the content of an undisturbed run with these steps.
func UsualOf(steps []trace.Step) *Usual {
	u := &Usual{Steps: steps, shown: map[string][]string{}, errors: map[string]bool{}}
	for _, s := range u.Steps {
		for _, beat := range append(s.Told, s.Beat) {
			u.shown[beat] = append(u.shown[beat], shows(s))
		}
		for _, e := range failures(s) {
			u.errors[e] = true
		}
	}
	return u
}

// ofThisRun matches the texts that differ between two runs of the same moves:
// ports, paths, and the time with which a log's lines begin.
var ofThisRun = pattern.New(`127\.0\.0\.1:\d{5}|"/[^"]*/|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d`)

// shows returns the results of a step's calls and the output of its programs. A
// lesson's text is about these. How many bytes a Write had taken before it failed
// is left out, since that is as much as the kernels' buffers happened to hold.
func shows(step trace.Step) string {
	var list []string
	for _, e := range step.Events {
		if e.Kind == trace.EventEnded && e.Name == "Write" && e.Errno != "" {
			e.Text = ""
		}
		switch e.Kind {
		case trace.EventEnded, trace.EventOutput, trace.EventExit:
			list = append(list, ofThisRun().ReplaceAllString(strings.Join([]string{e.Kind, e.Host, e.Name, e.Text, e.Err}, " "), "…"))
		}
	}
	return strings.Join(list, "; ")
}

// failures returns a step's calls that ended with an error of the system.
func failures(step trace.Step) []string {
	var list []string
	for _, e := range step.Events {
		if e.Kind == trace.EventEnded && e.Errno != "" {
			list = append(list, e.Host+" "+e.Name+" "+e.Errno)
		}
	}
	return list
}

// A Fault is a step that is not as it should be.
type Fault struct {
	Beat  string // "" if it took none
	Step  int
	Say   words.Text
	Claim string // the claim of its row that does not hold; "" if it is not about one
}

// Holds compares the steps behind a student's own move with the rules. It returns
// how many steps were not as in the script, too. Disorder is set if a program was
// killed or called something too early. Then calls may fail, and a text that may
// not fit is marked so.
func (u *Usual) Holds(l *lab.Lesson, steps []trace.Step, disorder bool) (faults []Fault, unexpected int) {
	for _, s := range steps {
		say := func(what words.Text) { faults = append(faults, Fault{s.Beat, s.Step, what, ""}) }
		if len(s.Findings) > 0 {
			say(words.Say("step %d has the findings %v, want none: a student's own move is no difference",
				"第 %d 步有不同之处 %v，不该有：学生自己走的一步不算不同", s.Step, s.Findings))
		}
		for _, e := range failures(s) {
			if !u.errors[e] && !disorder {
				say(words.Say("step %d: %s, an error that no undisturbed run has: rows were made out of order, so add to the row the beats on which it rests (After)",
					"第 %d 步：%s，没有打扰的运行里没有这个错误：顺序乱了，请在这一行写上它所依赖的步骤（After）", s.Step, e))
			}
		}
		if !s.Expected {
			unexpected++
			continue
		}
		loops := slices.ContainsFunc(l.Script, func(b lab.Beat) bool { return b.ID == s.Beat && b.Loop != "" })
		if s.Beat != "" && !loops && !(disorder && s.PassedOver) && !slices.Contains(u.shown[s.Beat], shows(s)) { // a loop may carry data of any length
			say(words.Say("step %d is told, but it showed %q, and an undisturbed run shows %q: add to the row a claim (Then) that holds only if its text does, or the beats on which it rests (After)",
				"第 %d 步用了课文，可它显示的是 %q，没有打扰的运行显示 %q：请在这一行加一个断言（Then），课文成立时它才成立，或写上它所依赖的步骤（After）", s.Step, shows(s), u.shown[s.Beat]))
		}
	}
	return faults, unexpected
}
