package panel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/panel/view"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A hand presses keys on a panel without a screen. It is also the event loop:
// settle waits for the functions that the worker posts, and runs them. Timers
// fire if the test calls fire.
type hand struct {
	t      *testing.T
	p      *panel
	b      *fakeBench
	posted chan func()
	timers []alarmClock
	left   *Result
}

type alarmClock struct {
	d time.Duration
	f func()
}

func newHand(t *testing.T, o Options) *hand {
	t.Helper()
	h := &hand{t: t, posted: make(chan func(), 1000)}
	if o.Lang == "" {
		o.Lang = "en"
	}
	p := newPanel(o, h)
	h.p = p
	if b, ok := o.Bench.(*fakeBench); ok {
		h.b = b
		ctx, stop := context.WithCancel(context.Background())
		p.worker = newWorker(ctx, o.Bench, p)
		t.Cleanup(func() { stop(); <-p.worker.ended })
	}
	p.begin()
	p.frame(80, 24, false)
	h.settle()
	return h
}

func (h *hand) post(f func())                   { h.posted <- f }
func (h *hand) soft(f func())                   { h.posted <- f }
func (h *hand) quiet(f func())                  { h.posted <- f }
func (h *hand) after(d time.Duration, f func()) { h.timers = append(h.timers, alarmClock{d, f}) }
func (h *hand) nap(d time.Duration, f func())   { h.timers = append(h.timers, alarmClock{d, f}) }
func (h *hand) stop()                           { h.left = h.p.left }
func (h *hand) lend(f func())                   { f() }

// liveHand returns a hand on a fake bench with the first lesson.
func liveHand(t *testing.T) *hand {
	t.Helper()
	return newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), FromMenu: true})
}

// settle runs posted functions until no move is under way.
func (h *hand) settle() {
	for h.p.job != nil || h.p.reading || len(h.posted) > 0 {
		(<-h.posted)()
	}
}

// keys presses keys one after the other, and waits until each has had its
// effect.
func (h *hand) keys(names string) *hand {
	for _, k := range strings.Fields(names) {
		h.p.press(k)
		h.settle()
	}
	return h
}

// fire lets all timers of that length go off, once.
func (h *hand) fire(match func(time.Duration) bool) int {
	due := h.timers
	h.timers = nil
	n := 0
	for _, a := range due {
		if match(a.d) {
			a.f()
			n++
		} else {
			h.timers = append(h.timers, a)
		}
	}
	h.settle()
	return n
}

// moves returns the calls that the bench got, without those that read the
// timers.
func (h *hand) moves() []string {
	return slices.DeleteFunc(h.b.calls(), func(c string) bool { return c == "latest" })
}

func (h *hand) wantMoves(why string, want ...string) {
	h.t.Helper()
	if got := h.moves(); !slices.Equal(got, want) {
		h.t.Errorf("the bench was asked %q, want %q: %s", got, want, why)
	}
}

func (h *hand) wantAt(at int, why string) {
	h.t.Helper()
	if h.p.at != at {
		h.t.Errorf("step %d is shown, want %d: %s", h.p.at, at, why)
	}
}

func (h *hand) wantMessage(part, why string) {
	h.t.Helper()
	if !strings.Contains(h.p.message, part) {
		h.t.Errorf("the message is %q, want one with %q: %s", h.p.message, part, why)
	}
}

// screen returns the panel's frame as text.
func (h *hand) screen() string { return h.p.frame(80, 24, false).String() }

func (h *hand) wantScreen(part, why string) {
	h.t.Helper()
	if s := h.screen(); !strings.Contains(s, part) {
		h.t.Errorf("the screen does not say %q: %s\n%s", part, why, s)
	}
}

func TestForward(t *testing.T) {
	for _, key := range []string{"n", "Space", "PgDn"} {
		h := liveHand(t).keys(key)
		h.wantMoves(key+" is next", "next")
		h.wantAt(1, "the new step is shown")
	}
	for _, key := range []string{"s", "→"} {
		h := liveHand(t).keys(key)
		h.wantMoves(key+" is one step", "step")
	}
}

func TestBackIsALook(t *testing.T) {
	h := liveHand(t).keys("n n n n")
	h.keys("p ← PgUp")
	h.wantAt(1, "three steps back from 4")
	h.wantScreen("RECORDING 1 of 4", "the screen says that it is a look back")
	h.wantScreen("then came > server calls Accept", "the line names the recorded move, not the next one")
	h.keys("n →")
	h.wantAt(3, "n and s move forward through the recording")
	h.keys("Home")
	h.wantAt(0, "Home is the first step")
	h.keys("p")
	h.wantMessage("first step", "there is nothing before it, and p says so")
	h.keys("x")
	h.wantMessage("End returns to now", "nothing can be moved in the past")
	h.keys("End")
	h.wantAt(4, "End shows the newest step")
	h.wantMoves("looking back never asks the bench", "next", "next", "next", "next")
	h.keys("End")
	h.wantMessage("this is now", "End says why it does nothing")
}

// TestBackFindsStops: back passes over steps that were never on the screen, as
// next did. It finds those that were.
func TestBackFindsStops(t *testing.T) {
	h := liveHand(t).keys("n n n n n n n")
	h.wantAt(8, "the seventh press passes over the server's Read, which is no stop")
	h.keys("p")
	h.wantAt(6, "back passes over that step too")
	h = liveHand(t).keys("n n n n n n s s p")
	h.wantAt(7, "s had shown the server's Read, so back finds it")
}

func TestPackets(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"d", "do deliver SYN to server"},
		{"x", "do drop SYN from client"},
		{"2", "do deliver SYN to server and keep a copy"},
		{"↓ d", "do deliver SYN to server"},
	} {
		w := paneltest.Connection()
		for i := range w.Steps { // the bench knows the receiver by now
			for k := range w.Steps[i].Held {
				w.Steps[i].Held[k].To = "server"
			}
		}
		h := newHand(t, Options{Bench: newFakeBench(w)}).keys("n n n " + c.keys)
		h.wantMoves(c.keys+" acts on the held packet", "next", "next", "next", c.want)
	}
	h := liveHand(t).keys("n")
	for _, key := range []string{"d", "x", "2"} {
		h.keys(key)
		h.wantMessage("no packet is held", key+" says why it cannot act")
	}
	for _, key := range []string{"↓", "↑", "Tab"} {
		h.keys(key)
		h.wantMessage("there is no packet on the wire", key+" says why it cannot act")
	}
}

func TestSelect(t *testing.T) {
	w := paneltest.Clients()
	h := newHand(t, Options{Bench: newFakeBench(w)}).keys("n n n n n")
	held := h.p.step.Held // SYN ACK to client-2, SYN ACK to client
	h.keys("↓")
	if h.p.picked != held[0].ID {
		t.Errorf("packet %d is selected, want %d: the first key selects the oldest", h.p.picked, held[0].ID)
	}
	h.keys("Tab")
	if h.p.picked != held[1].ID {
		t.Errorf("packet %d is selected, want %d: Tab goes on to the next one", h.p.picked, held[1].ID)
	}
	h.keys("↓")
	if h.p.picked != 0 {
		t.Errorf("packet %d is selected, want none past the last one", h.p.picked)
	}
	h.keys("↑ x")
	h.wantMoves("x drops the selected packet, not the one that next would deliver",
		"next", "next", "next", "next", "next", "do drop SYN ACK from server")
}

// TestSelectWhatHasCome: packets that are no longer held can be selected and read,
// above those that are held, live and in a recording; only no move is possible
// with them.
func TestSelectWhatHasCome(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Detailed())}).keys("n n n n ↓ ↑")
	h.wantScreen("> SYN      seq 0", "the SYN came in before, and stands above the SYN ACK")
	for _, key := range []string{"d", "x", "2"} {
		h.keys(key)
		h.wantMessage("the selected packet is no longer held", key+" says why it cannot act, and acts on no other packet")
	}
	h.wantMoves("nothing was moved", "next", "next", "next", "next")
	h.keys("Enter")
	h.wantScreen("asks to connect", "the page is about the SYN")
	h.keys("Esc ↑ x")
	h.wantMoves("past the first one none is selected, and x drops the marked one", "next", "next", "next", "next", "do drop SYN ACK from server")

	h = newHand(t, Options{Recording: paneltest.Detailed().Tape()}).keys("s s s s s s s s s ↓")
	h.wantScreen("Enter this packet", "the footer says what Enter does")
	h.keys("Enter")
	h.wantScreen("RECORDING", "a page of a recording says so")
	h.wantScreen("acknowledges all up to number 5", "of the ACK that is held at that step")
}

// TestThePageOfAPacketFollowsIt: the page stays open while the lesson goes on, and
// tells what has become of its packet. It closes by Enter and by Esc.
func TestThePageOfAPacketFollowsIt(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Detailed())}).keys("n n n n ↓ Enter")
	h.wantScreen("SYN ACK: server → client", "the page names the packet")
	h.wantScreen("HELD", "and its fate")
	h.keys("n")
	h.wantScreen("SYN ACK: server → client", "the page stays with its packet")
	h.wantScreen("came in", "which has arrived")
	h.keys("p p")
	h.wantAt(3, "two steps back")
	h.wantScreen("This packet is not among those that the step shows", "it was not sent yet then")
	for _, key := range []string{"Enter", "Esc", "q"} {
		h = newHand(t, Options{Bench: newFakeBench(paneltest.Detailed())}).keys("n n n n ↓ Enter " + key)
		if h.p.page.Kind != view.NoPage || h.left != nil {
			t.Errorf("%s leaves page %d open, or leaves the lesson", key, h.p.page.Kind)
		}
	}
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Detailed()), Capture: "out.pcapng"}).keys("n n n n ↓ Enter End")
	h.wantScreen("out.pcapng, for Wireshark", "a run that writes a capture says where each byte is")
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Detailed())}).keys("n n n n ↓ Esc Enter")
	if h.p.page.Kind != view.MorePage {
		t.Errorf("with no packet selected Enter opens page %d, want the text's", h.p.page.Kind)
	}
}

// TestThePageOfASocket: Enter on a row of the socket table opens it, with numbers
// that follow the run, and Esc leads back to that row.
func TestThePageOfASocket(t *testing.T) {
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Detailed())}).keys("n n n n n n n t ↓ Enter")
	h.wantAt(8, "the client has written")
	h.wantScreen("client: connection", "the second row is the client's")
	h.wantScreen("5 bytes sent, no ACK yet", "its bytes are on their way")
	h.keys("n s")
	h.wantScreen("0 bytes sent, no ACK yet", "the page follows the run")
	h.keys("Esc")
	if h.p.page.Kind != view.SocketsPage || h.p.page.Cursor != 1 {
		t.Errorf("page %d, row %d: Esc leads back to the row of the table", h.p.page.Kind, h.p.page.Cursor)
	}
	h.keys("Enter Enter Esc")
	if h.p.page.Kind != view.NoPage {
		t.Errorf("page %d: Enter closes a socket's page, and Esc the table", h.p.page.Kind)
	}
}

// TestQuestions: if questions are on, a digit answers, n reveals the answer
// before it steps, and 2 duplicates a packet only while no question is open.
func TestQuestions(t *testing.T) {
	h := liveHand(t).keys("n 1")
	h.wantMessage("questions are off", "a digit says how to turn them on")
	h.keys("o 1")
	h.wantScreen("1 × it goes from CLOSED to LISTEN: No. Notes often draw it that way", "a wrong answer says why it is wrong")
	h.wantScreen("2 √ it stays in LISTEN", "it also says which option is right")
	h.keys("n n")
	h.wantAt(2, "an answered question does not hold n up, once its reasons are read")

	h = liveHand(t).keys("o n n n")
	h.wantAt(1, "n reveals the answer first")
	h.wantScreen("2 √ it stays in LISTEN", "n reveals the right answer")
	h.keys("n n")
	h.wantAt(2, "after the answer and the rest of it n steps")

	h = liveHand(t).keys("o n 2")
	h.wantMoves("2 answers while a question is open", "next")
	h.wantScreen("Right", "option 2 was right")
	h = liveHand(t).keys("o s s s s 1") // the SYN ACK is held
	for _, key := range []string{"2", "1", "3"} {
		h.keys(key)
		h.wantMessage("answered already; 2 duplicates after the next step", key+" comes after the answer")
	}
	h.wantMoves("a digit too many changes nothing on the wire", "step", "step", "step", "step")
	h = liveHand(t).keys("o n n n n 9")
	h.wantMessage("no question is open", "a digit without a question says so")
}

// TestHidden: a teacher has only PgDn and the blank key.
func TestHidden(t *testing.T) {
	h := liveHand(t).keys("n .")
	if s := h.screen(); strings.Contains(s, "Listen opens") {
		t.Errorf("the text is not hidden:\n%s", s)
	}
	h.keys("PgDn")
	h.wantAt(2, "PgDn steps at once if questions are off")
	h.keys("b")
	h.wantScreen("Accept begins to wait", "b shows the text again")

	h = liveHand(t).keys("o n . PgDn")
	h.wantAt(1, "PgDn reveals first if questions are on")
	h.wantScreen("Listen opens", "PgDn reveals the text")
	h.keys("PgDn")
	h.wantScreen("What becomes of the listener?", "after the text comes the question")
	h.keys("PgDn")
	h.wantScreen("2 √ it stays in LISTEN", "then the answer")
	h.keys("PgDn PgDn")
	h.wantAt(2, "after the rest of the answer PgDn steps")
	if s := h.screen(); strings.Contains(s, "Accept begins") {
		t.Errorf("the next step's text is not hidden:\n%s", s)
	}
}

// TestALaterMoveIsWaitedFor: the key n has made moves already, so the line names the
// one that is under way.
func TestALaterMoveIsWaitedFor(t *testing.T) {
	p := still(paneltest.Connection(), 3, true)
	p.worker = &worker{bench: newFakeBench(paneltest.Connection())}
	p.job, p.slow = &job{what: "the first", move: &trace.Move{Kind: trace.MoveDeliver}, from: p.rec.Len() - 1}, true
	if got, want := p.scene().Busy, "deliver SYN to server"; got != want {
		t.Errorf("the panel waits for %q, want %q: the step behind the first move has been recorded", got, want)
	}
	p.job.from = p.rec.Len()
	if got := p.scene().Busy; got != "the first" {
		t.Errorf("the panel waits for %q, want the first move: no step has been recorded", got)
	}
}

// TestSlow: if a move takes long, the panel says so. The student can cancel it,
// and can look back meanwhile.
func TestSlow(t *testing.T) {
	h := liveHand(t).keys("n")
	h.b.block = make(chan struct{})
	h.p.press("n")
	if strings.Contains(h.screen(), "waiting for") {
		t.Error("the panel says that it waits before the move is slow: that would flicker")
	}
	last := h.timers[len(h.timers)-1]
	if last.d != slowAfter {
		t.Fatal("nobody set a timer for a slow move")
	}
	last.f()
	h.wantScreen("waiting for: server calls Accept", "a slow move says what it waits for")
	h.b.stopped = []string{"server"}
	h.wantScreen("waiting for: server, stopped: kill -CONT", "a host that is stopped is the reason")
	h.b.stopped = nil
	h.p.press("n")
	h.wantMessage("one thing at a time", "a second move has to wait")
	h.p.press("p")
	h.wantAt(0, "the student can look back meanwhile")
	h.p.press("Esc")
	h.settle()
	h.wantMessage("cancelled", "Esc cancels the move")
	h.wantMoves("the second n was not queued", "next", "next")
}

func TestErrorOfAMove(t *testing.T) {
	h := liveHand(t)
	h.b.fail = errors.New("port 8001 is taken: choose another with --port")
	h.keys("n")
	h.wantMessage("port 8001 is taken", "the error of the bench is shown")
	h.wantScreen("port 8001 is taken", "the error is in the message line")
}

// refusal is a bench's error about a move that it cannot make.
type refusal struct{ trace.Move }

func (refusal) Error() string         { return "this bench has no words" }
func (r refusal) Refused() trace.Move { return r.Move }

// TestARefusedMoveIsWorded: the bench names the move, and the panel says what
// to do instead.
func TestARefusedMoveIsWorded(t *testing.T) {
	h := liveHand(t)
	h.b.fail = refusal{trace.Move{Kind: trace.MoveDrop, Host: "client", Name: "SYN"}}
	h.keys("n")
	h.wantMessage(`"drop SYN from client" is not possible now: choose a call that waits at the gate or a packet that is held`, "the move is named as a student knows it")
}

// TestStuck: if nothing can happen any more, n and s say so in the panel's
// language, and do not ask the bench.
func TestStuck(t *testing.T) {
	w := paneltest.Connection()
	w.Steps[1].Done = trace.DoneStuck
	h := newHand(t, Options{Bench: newFakeBench(w), Lang: "zh", Questions: true}).keys("n n")
	h.wantScreen("√", "the answer comes first")
	for _, key := range []string{"n", "s"} {
		h.keys(key)
		h.wantMessage(tell.Stuck.In("zh"), key+" says why it cannot act")
	}
	h.wantMoves("only the first n asks the bench", "next")
	h.keys("o")
	if s := h.screen(); strings.Contains(s, "s 单步") {
		t.Errorf("the footer offers a step where none is possible:\n%s", s)
	}
}

// TestAsksFirst: r and q ask first while a run is live. g asks before it really
// runs up to a beat.
func TestAsksFirst(t *testing.T) {
	h := liveHand(t).keys("n q")
	if h.left != nil {
		t.Fatal("q left a live run without asking")
	}
	h.wantMessage("Leave", "q asks")
	h.keys("n")
	h.wantAt(1, "any other key means no, and does nothing else")
	h.keys("q y")
	if h.left == nil || !h.left.Menu || h.left.Beat != 0 {
		t.Errorf("left with %+v, want the menu and the script's first row", h.left)
	}

	h = liveHand(t).keys("n n r x")
	h.wantMoves("after no the run does not restart", "next", "next")
	h.keys("r y")
	h.wantMoves("after yes the run restarts", "next", "next", "restart")
	h.wantAt(0, "a new recording begins at its first step")

	h = liveHand(t).keys("n g ↓ ↓ Enter")
	h.wantMessage("really run up to", "a beat that was not reached needs a real run")
	h.keys("y")
	h.wantMoves("after yes the bench runs up to the beat", "next", "go to dial")
	h.wantAt(3, "dial is step 3")

	h = liveHand(t).keys("n n n g Home Enter")
	h.wantAt(1, "a beat that was reached is shown from the recording")
	h.wantMoves("the recording is enough, so the bench is not asked", "next", "next", "next")
	h = liveHand(t).keys("n n n g Home r y")
	h.wantMoves("r in the list really runs up to the beat", "next", "next", "next", "go to listen")

	h = liveHand(t).keys("q")
	if h.left == nil {
		t.Error("q asks although nothing has happened yet")
	}
}

// TestAQuestionIsNotInTheWay: while the panel asks something, Ctrl-C leaves at
// once as help says. Enter is one of the other keys, which mean no: it is pressed
// in passing, and both programs would be gone.
func TestAQuestionIsNotInTheWay(t *testing.T) {
	for asks, keys := range map[string]string{
		"to leave": "n q", "to restart": "n r", "to run up to a beat": "n g End r", "a lesson's question": "n",
	} {
		h := liveHand(t).keys(keys)
		if h.keys("Ctrl-C"); h.left == nil || h.left.Menu {
			t.Errorf("while it asks %s, Ctrl-C leaves with %+v, want out of tcplab", asks, h.left)
		}
	}
	for _, no := range []string{"Enter", "n", "Esc", "Space"} {
		h := liveHand(t).keys("n q " + no)
		if h.left != nil {
			t.Errorf("%s leaves, though any other key than y means no", no)
		}
		h.keys("r " + no)
		h.wantMoves(no+" does not restart", "next")
		h.wantAt(1, no+" only answers")
	}
}

// TestOpenLabHasNoLesson: a key for lessons says that there is none, and the
// question before leaving names what really ends.
func TestOpenLabHasNoLesson(t *testing.T) {
	w := paneltest.Connection()
	w.Header.Open = true
	h := newHand(t, Options{Bench: newFakeBench(w)}).keys("n")
	for _, key := range []string{"=", "g", "o", "]"} {
		h.keys(key)
		h.wantMessage("there is no lesson here", key+" is about a lesson")
	}
	h.keys("q")
	h.wantMessage("programs you started go on", "tcplab started none that it could end")
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Clients())}).keys("n q")
	h.wantMessage("end all programs", "there are four hosts, so it must not say both")
}

// TestOpenLabDoesNotKnowOfErrors: nobody tells tcplab what the calls of a
// stranger's program return, so it must not say that none of them failed.
func TestOpenLabDoesNotKnowOfErrors(t *testing.T) {
	for _, c := range []struct {
		open       bool
		lang, want string
	}{
		{true, "en", "not known"},
		{true, "zh", "不知道"},
		{false, "en", "no call has failed"}, // a lesson's programs tell of every call
	} {
		w := paneltest.Connection()
		w.Header.Open = c.open
		newHand(t, Options{Bench: newFakeBench(w), Lang: c.lang}).keys("n e").
			wantMessage(c.want, "the answer to e")
	}
}

// TestWhereQuitLeads: the footer names the place to which q leads.
func TestWhereQuitLeads(t *testing.T) {
	for menu, label := range map[bool]string{true: "q menu", false: "q quit"} {
		newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), FromMenu: menu}).wantScreen(label, "q leads there")
	}
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection())}).keys("g End r y n Esc n")
	h.wantMessage("PgDn again leaves", "there is no menu to go back to")
}

// TestAQuestionIsNeverCut: a student must be able to read all of a question
// before answering y.
func TestAQuestionIsNeverCut(t *testing.T) {
	h := liveHand(t).keys("n g End Enter")
	for _, size := range sizes {
		s := h.p.frame(size[0], size[1], false).String()
		if words := strings.Join(strings.Fields(s), " "); !strings.Contains(words, "SERVER KERNEL: ACK in, all done”?") || !strings.Contains(words, "y yes any other key no") {
			t.Errorf("%v: the question is not whole:\n%s", size, s)
		}
	}
}

// TestReplay: the same panel shows a saved trace, without a bench.
func TestReplay(t *testing.T) {
	h := newHand(t, Options{Recording: paneltest.Connection().Tape()})
	h.wantAt(0, "a replay begins at the beginning")
	h.keys("n s")
	h.wantAt(2, "n and s go forward")
	for _, key := range []string{"x", "d", "w", "]"} {
		h.keys(key)
		h.wantMessage("this is a recording", key+" cannot act in a replay")
	}
	h.keys("End n Esc n")
	h.wantMessage("last step", "at the end n says why")
	h.keys("r")
	h.wantAt(0, "r goes to the beginning")
	h.keys("q")
	if h.left == nil {
		t.Error("q asks in a replay, where nothing can be lost")
	}
	if len(h.timers) != 0 {
		t.Errorf("a replay set %d timers: nothing in it moves by itself", len(h.timers))
	}
}

// TestTimersCount: while the newest step shows a timer, the step is read again
// every second. Nothing wakes the panel up at other times.
func TestTimersCount(t *testing.T) {
	h := liveHand(t).keys("n n")
	ticks := func(d time.Duration) bool { return d != slowAfter }
	h.fire(func(d time.Duration) bool { return d == slowAfter })
	if len(h.timers) != 0 {
		t.Errorf("%d timers are set although no socket has one", len(h.timers))
	}
	h.keys("g End r y Esc") // really run to last-ack: TIME_WAIT
	h.wantScreen("2MSL 58 s", "the kernel's timer stands beside the state")
	h.b.latest = func(s trace.Step) trace.Step {
		s.Sockets = slices.Clone(s.Sockets)
		for i := range s.Sockets {
			if s.Sockets[i].Timer != nil {
				s.Sockets[i].Timer = &trace.Timer{Kind: "time-wait", Millis: 41_000}
			}
		}
		return s
	}
	if h.fire(ticks) == 0 {
		t.Fatal("no timer is set while TIME_WAIT counts down")
	}
	h.wantScreen("2MSL 41 s", "it counts on the screen")
	h.keys("p")
	h.fire(ticks)
	if n := h.fire(ticks); n != 0 {
		t.Error("the timers are read although the student looks back")
	}
	h.keys("End")
	h.wantScreen("2MSL 41 s", "the timer is read at once after the return to now")
	h.b.fail, h.b.latest = errors.New("no such move"), nil
	h.p.ask("a move", func(c callCtx) error { return c.bench.Next(c.ctx) })
	h.settle()
	h.wantScreen("no such move", "a message stands in the last line")
	h.wantScreen("2MSL 41 s", "the message does not bring the higher recorded value back")
}

// TestByItself: a step that comes without a key is shown, unless the student
// looks back. Then n goes on to it.
func TestByItself(t *testing.T) {
	h := liveHand(t).keys("n n")
	happen := func() {
		h.b.grow()
		h.b.changed <- struct{}{}
		(<-h.posted)()
		h.settle()
	}
	happen()
	h.wantAt(3, "a step that came by itself is shown")
	h.keys("p")
	happen()
	h.wantAt(2, "a new step is not shown while the student looks back")
	h.keys("n n")
	h.wantAt(4, "n goes on to it")
	h.wantMoves("n showed it from the recording, without the bench", "next", "next")
}

func TestClosingOpensOnce(t *testing.T) {
	h := liveHand(t).keys("n g End r y")
	h.wantScreen("SERVER KERNEL: ACK in, all done", "the last beat's own text is not covered")
	h.wantScreen("told; n shows the notes", "the next line leads to the closing page")
	h.keys("n")
	h.wantScreen("The notes beside this run", "the next press opens it")
	h.wantScreen("2MSL 58 s", "TIME_WAIT counts in its corner")
	h.wantScreen("So it was, at step 5.", "step numbers are filled in")
	h.keys("Enter")
	h.wantAt(5, "Enter goes to the step")
	h.keys("End")
	if h.p.page.Kind != view.NoPage {
		t.Error("the closing page opens a second time")
	}
	h.keys("= End 1")
	h.wantScreen("1 × because it had dialled: No. The roles of the opening", "a digit answers the question that the cursor is on")
	h.keys("Enter")
	h.wantAt(20, "the answering step is one key away")
	if foot := strings.Split(strings.TrimRight(h.screen(), "\n"), "\n"); !strings.HasPrefix(foot[len(foot)-1], " = notes") {
		t.Errorf("the footer is %q, want the way back to the notes first", foot[len(foot)-1])
	}
	h.keys("=")
	h.wantScreen("No. The roles of the opening", "= goes back to where the page was")

	w := paneltest.Connection()
	for lang := range w.Header.Prose {
		delete(w.Header.Prose[lang].Sections, "last-ack")
	}
	h = newHand(t, Options{Bench: newFakeBench(w)}).keys("g End r y")
	h.wantScreen("The notes beside this run", "the page opens by itself if it covers no text")

	h = liveHand(t).keys("n n =")
	h.wantScreen("So it was, at a step not yet reached.", "a step that is still to come is not called missing")
}

func TestAuto(t *testing.T) {
	h := liveHand(t).keys("+")
	h.wantMessage("a turns it on", "+ says why it cannot act")
	h.keys("a -")
	h.wantMessage("every 5s", "slower than 3 s is 5 s")
	any := func(time.Duration) bool { return true }
	h.fire(any)
	h.fire(any)
	h.wantMoves("auto play asks for the next stop", "next", "next")
	h.keys("p")
	h.fire(any)
	h.wantAt(2, "auto play also goes through the recording")
	h.keys("a")
	before := h.p.at
	h.fire(any)
	h.wantAt(before, "a stops it")
}

// TestAutoWaits: auto play waits at an open question, does not begin if nothing
// is left to play, and ends at a restart.
func TestAutoWaits(t *testing.T) {
	any := func(time.Duration) bool { return true }
	h := newHand(t, Options{Bench: newFakeBench(paneltest.Connection()), Questions: true}).keys("n a")
	for range 3 {
		h.fire(any)
	}
	h.wantMoves("the question of listen is open", "next")
	h.wantScreen("1-3 answer", "auto play has gone on to the question")
	h.keys("2")
	for range 2 {
		h.fire(any)
	}
	h.wantMoves("after the answer and the rest of it, it plays on", "next", "next")
	h.keys("r y")
	if h.p.playing {
		t.Error("auto play goes on after a restart")
	}
	h = liveHand(t).keys("g End r y a")
	h.wantMessage("the story is told", "nothing is left to play")
	if h.p.playing {
		t.Error("auto play is on although the story is told")
	}
}

// TestInFull: news for which a program's title has no room is on the page of
// more, each printed line in a row of its own.
func TestInFull(t *testing.T) {
	place := "/tmp/" + strings.Repeat("a long path/", 10) + "b/a [x]"
	w := paneltest.Connection()
	w.Steps[1].Events = append(w.Steps[1].Events,
		trace.Event{Kind: trace.EventEnded, Host: "server", Name: "Create", Text: fmt.Sprintf("file %q", place)},
		trace.Event{Kind: trace.EventOutput, Host: "client", Text: "list[0] = \"args\"\nlist[1] = \"two\"\nlist[2] = \"three\"\n"})
	h := newHand(t, Options{Bench: newFakeBench(w)}).keys("n")
	h.wantScreen(`Create gave "…/b/a [x]" `, "the title has the end of the path")
	h.keys("Enter End")
	h.wantScreen("long path/b/a\n  [x]\"\n", "the page has all of it")
	h.wantScreen("\n  list[0] = \"args\"\n  list[1] = \"two\"\n  list[2] = \"three\"\n", "each printed line is a row")

	w = paneltest.Connection()
	delete(w.Header.Prose["en"].Sections, "listen")
	h = newHand(t, Options{Bench: newFakeBench(w)}).keys("n Enter")
	if strings.Contains(h.screen(), "In full:") {
		t.Errorf("the page repeats short results:\n%s", h.screen())
	}
}

// TestPages: a page opens by its key. It closes by the same key, by Esc, and by
// PgDn past its end.
func TestPages(t *testing.T) {
	for key, kind := range map[string]view.PageKind{
		"?": view.HelpPage, "g": view.JumpPage, "t": view.SocketsPage, "l": view.LadderPage, "k": view.TermsPage,
		"w": view.MovesPage, "=": view.ClosingPage, "Enter": view.MorePage,
	} {
		h := liveHand(t).keys("n " + key)
		if h.p.page.Kind != kind {
			t.Errorf("%s opens page %d, want %d", key, h.p.page.Kind, kind)
		}
		if key != "Enter" {
			if h.keys(key); h.p.page.Kind != view.NoPage {
				t.Errorf("%s does not close its page again", key)
			}
		}
		h.p.page = view.Page{Kind: kind}
		if h.keys("Esc"); h.p.page.Kind != view.NoPage {
			t.Errorf("Esc does not close the page of %s", key)
		}
		h.p.page = view.Page{Kind: kind}
		for range 20 {
			if h.p.page.Kind != view.NoPage {
				h.keys("PgDn")
			}
		}
		if h.p.page.Kind != view.NoPage {
			t.Errorf("PgDn past its end does not close the page of %s", key)
		}
	}
	h := liveHand(t).keys("n n t n")
	if h.p.page.Kind != view.SocketsPage || h.p.at != 3 {
		t.Errorf("page %d at step %d: n steps while the socket table stays open", h.p.page.Kind, h.p.at)
	}
	h = liveHand(t).keys("n ? n")
	if h.p.page.Kind != view.NoPage || h.p.at != 2 {
		t.Errorf("page %d at step %d: n closes help and steps", h.p.page.Kind, h.p.at)
	}
}

func TestOtherMoves(t *testing.T) {
	h := liveHand(t).keys("n w Enter")
	h.wantMoves("the cursor begins on the move that is next", "next", "do server calls Accept")
	h = liveHand(t).keys("n w ↑ Enter")
	h.wantMoves("the client's Dial is the move above", "next", "do client calls Dial")
	w := paneltest.Connection()
	for i := range w.Steps {
		w.Steps[i].Moves = nil
	}
	newHand(t, Options{Bench: newFakeBench(w)}).keys("w").wantMessage("no other move", "only the bench knows which moves are possible")
	h = newHand(t, Options{Bench: newFakeBench(paneltest.Clients())}).keys("n c")
	h.wantMessage("no second connection", "c says why there is nothing to choose")
	h.keys("n n n n c ↓ Enter")
	if got := h.p.focus; !strings.Contains(got, ":40002") {
		t.Errorf("the focus is %q, want client-2's connection: it came to life first", got)
	}
	h.wantScreen("[client-2] ", "the strip marks the connection looked at")
}

// TestMovesThatLookAlike: the list tells packets of the same name apart, and
// marks only one move as the next.
func TestMovesThatLookAlike(t *testing.T) {
	w := paneltest.Connection()
	step := &w.Steps[5] // the client's ACK is held
	twin := step.Held[0]
	twin.ID, twin.Seq, twin.Ack = 99, 6, 11
	step.Held = append(step.Held, twin)
	step.Moves = append(step.Moves, twin.Move(trace.MoveDeliver))
	h := newHand(t, Options{Bench: newFakeBench(w)}).keys("n n n n n w")
	h.wantScreen("deliver ACK to server   seq 1 ack 1   < next", "the numbers say which ACK it is, and it is next")
	h.wantScreen("deliver ACK to server   seq 6 ack 11\n", "the other ACK is not next")
	h.wantScreen("client calls Write   client.go:15   Write(\"hello\")", "the list names the call's line in the program")
}

func TestLanguage(t *testing.T) {
	h := liveHand(t).keys("n L")
	h.wantScreen("服务器：Listen 打开端口", "L switches to the other language")
	h.keys("L")
	h.wantScreen("SERVER: Listen opens its port", "L switches back")
	h.keys("Q")
	h.wantMessage("Leave", "a capital letter without a row of its own counts as a small one")
	h = liveHand(t)
	h.p.noZh = "set a locale"
	h.keys("L").wantMessage("set a locale", "where Chinese cannot be shown, L says what to do")
	h.wantScreen("next > server calls Listen", "and the language stays")
	h = liveHand(t).keys("Z")
	h.wantMessage("Z does nothing here", "an unknown key says where to look")
}

// TestTable: each row of the key table has all that README, help and the footer
// need.
func TestTable(t *testing.T) {
	seen := map[string]string{}
	for _, k := range view.Keys() {
		for _, lang := range trace.Languages {
			if k.Help[lang] == "" {
				t.Errorf("%v has no help in %s", k.Names, lang)
			}
			if k.Foot > 0 && k.Label[lang] == "" {
				t.Errorf("%v stands in the footer without a label in %s", k.Names, lang)
			}
		}
		if _, acts := acts[k.Names[0]]; acts == (k.Page != view.NoPage) {
			t.Errorf("%v opens page %d and also has an act: %v; want one of the two", k.Names, k.Page, acts)
		}
		for _, n := range k.Names {
			if first, ok := seen[n]; ok && n != "2" {
				t.Errorf("%q is in the rows %s and %v: only the first would ever act", n, first, k.Names)
			}
			seen[n] = strings.Join(k.Names, " ")
		}
	}
	for name := range acts {
		if !slices.ContainsFunc(view.Keys(), func(k view.Key) bool { return k.Names[0] == name }) {
			t.Errorf("there is an act for %q, but no row begins with that name", name)
		}
	}
}

// TestClosingSpeaksOfNumbers: the numbers on a closing page are this run's,
// also those in a table. Rows with one id have one line in the jump list.
func TestClosingSpeaksOfNumbers(t *testing.T) {
	w := paneltest.Connection()
	text := *w.Header.Prose["en"]
	text.Closing.Notes = []prose.Note{{Quote: "In numbers", Seen: "| packets | TCP |\n| --- | --- |\n| sent | {packets:tcp} |"}}
	w.Header.Prose = map[string]*prose.Text{"en": &text}
	w.Header.Beats = append(slices.Clone(w.Header.Beats), w.Header.Beats[len(w.Header.Beats)-1])
	sent := 0
	for _, s := range w.Steps {
		for _, e := range s.Events {
			if e.Kind == trace.EventSent {
				sent++
			}
		}
	}
	h := newHand(t, Options{Recording: w.Tape()}).keys("=")
	h.wantScreen(fmt.Sprintf("sent     %d", sent), "the table is filled from the recording")
	list := view.JumpPage.Content(h.p.scene(), 80, 24)
	if got, want := len(list.Choices), len(w.Header.Beats)-1; got != want {
		t.Errorf("%d lines to jump to, want %d: the last two rows have one id", got, want)
	}
}

// TestALongMoveSaysHowFarItIs: a wait shows its timer as it goes on, and a run shows
// the bytes that have crossed, without a key.
func TestALongMoveSaysHowFarItIs(t *testing.T) {
	h := liveHand(t).keys("n n")
	h.b.block = make(chan struct{})
	h.p.press("n")
	slow := h.timers[len(h.timers)-1]
	slow.f()
	h.wantScreen("waiting for: client calls Dial   (Esc cancels)", "nothing has crossed")
	h.b.passed.Add(3 << 20)
	h.wantScreen("waiting for: client calls Dial; 3.0 MiB have crossed", "three mebibytes have crossed")
	looks := func() (n int) {
		due := h.timers
		h.timers = nil
		for _, a := range due {
			if a.d == lookOnEvery {
				a.f()
				n++
			}
		}
		return n
	}
	for range 2 {
		if n := looks(); n != 1 {
			t.Errorf("%d timers look on, want one", n)
		}
	}
	close(h.b.block)
	h.settle()
	h.wantAt(3, "the move has been made")
	looks()
	if n := looks(); n != 0 {
		t.Errorf("%d timers look on though nothing is under way", n)
	}

	wait := trace.Move{Kind: trace.MoveWait}
	p := still(paneltest.Connection(), 4, true)
	p.worker = &worker{bench: newFakeBench(paneltest.Connection())}
	p.job, p.slow = &job{what: "old", move: &wait, from: p.rec.Len()}, true
	for _, left := range []int64{9000, 3000} {
		for i := range p.step.Sockets {
			if p.step.Sockets[i].Host == "client" && p.step.Sockets[i].State == "SYN_SENT" {
				p.step.Sockets[i].Timer = &trace.Timer{Kind: "retransmit", Millis: left}
			} else {
				p.step.Sockets[i].Timer = nil
			}
		}
		if got, want := p.scene().Busy, fmt.Sprintf("client: resend %d s", left/1000); got != want {
			t.Errorf("the panel waits for %q, want %q: the timer goes on", got, want)
		}
	}
}
