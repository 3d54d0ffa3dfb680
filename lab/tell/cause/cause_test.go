package cause

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/labtest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// A sight is a step in which a cause must come, or one as near to it as possible
// in which it must not.
type sight struct {
	why  string // the reason for the row
	kind string // the kind that the row is about
	is   string // the kind that comes: the same, another one, or none
	make func(w *world)
	says []string // pieces of the English sentence, and of the Chinese one
}

var sights = slices.Concat(resets, unanswered, openings, datagrams, bytesOnTheirWay, waits, closings, standstills)

// built makes the step of a row.
func built(s sight) *world {
	w := &world{}
	w.before.Step, w.now.Step = 7, 8
	w.before.Millis, w.now.Millis = 5000, 5010
	s.make(w)
	return w
}

func kindOf(c *Cause) string {
	if c == nil {
		return ""
	}
	return c.Kind
}

// TestEachCauseComesWhereItMustAndNotNextToIt checks the rows above, that each
// kind has one in which it comes and one in which it does not, and how each
// sentence reads.
func TestEachCauseComesWhereItMustAndNotNextToIt(t *testing.T) {
	came, stayed := map[string]bool{}, map[string]bool{}
	for _, s := range sights {
		t.Run(s.kind+"/"+strings.ReplaceAll(s.why, "/", " "), func(t *testing.T) {
			if !slices.Contains(kinds(), s.kind) {
				t.Fatalf("there is no kind %q", s.kind)
			}
			c := built(s).why()
			if kindOf(c) != s.is {
				t.Fatalf("the cause is %q, want %q: %s", kindOf(c), s.is, s.why)
			}
			came[s.is] = true
			if s.is != s.kind {
				stayed[s.kind] = true
			}
			if c == nil {
				return
			}
			en, zh := readable(t, c.Say, "en"), readable(t, c.Say, "zh")
			for _, want := range s.says {
				if !strings.Contains(en, want) && !strings.Contains(zh, want) {
					t.Errorf("%q is neither in %q nor in %q", want, en, zh)
				}
			}
			for _, e := range c.Evidence {
				readable(t, e, "en")
				readable(t, e, "zh")
			}
			if len(c.Evidence) == 0 || c.Source == "" {
				t.Errorf("evidence %v, source %q: want some", c.Evidence, c.Source)
			}
		})
	}
	for _, kind := range kinds() {
		if !came[kind] {
			t.Errorf("no row shows %s", kind)
		}
		if !stayed[kind] {
			t.Errorf("no row is next to %s without being it", kind)
		}
	}
}

// faulty matches faults that numbers make in sentences: a plural of one, and an
// argument that is missing, left over or of another kind.
var faulty = regexp.MustCompile(`\b1 (more )?(bytes|segments|resends|connections|probes|ACKs|times)\b|\b1 (wait|lie|are|were|have)\b|\d(1th|2th|3th)|%!|\(\)|  `)

// readable returns a sentence in a language with the longest names that it may
// get, and fails the test if it is too long for two lines, or faulty.
func readable(t *testing.T, s Sentence, lang string) string {
	t.Helper()
	text := written(s, lang)
	if lines := prose.Wrap(text, 76); len(lines) > 2 {
		t.Errorf("it takes %d lines of 76 columns, want two at most: %q", len(lines), lines)
	}
	if f := faulty.FindString(text); f != "" {
		t.Errorf("%q reads badly in: %s", f, text)
	}
	return text
}

// longest returns a packet's name as long as it gets.
func longest(name string) string {
	if strings.HasPrefix(name, "DATA ") {
		return "DATA 65483"
	}
	return name
}

// written writes a sentence as tell does, with long names.
func written(s Sentence, lang string) string {
	args := make([]any, len(s.Args))
	for i, arg := range s.Args {
		switch arg := arg.(type) {
		case End:
			args[i] = "redis-server (1234567):50000"
		case Program:
			args[i] = "redis-server (1234567)"
		case Timer:
			args[i] = "redis-server (1234567):50000: " + arg.Timer.Kind
		case Name:
			args[i] = longest(arg.Name)
		case Packet:
			args[i] = ":50000 " + longest(arg.Name)
		case Call:
			args[i] = arg.Name
		case Host:
			args[i] = string(arg)
		case Millis:
			args[i] = map[string]string{"en": "%d s", "zh": "%d 秒"}[lang]
			args[i] = fmt.Sprintf(args[i].(string), arg/1000)
		case interface{ In(string) string }:
			args[i] = arg.In(lang)
		default:
			args[i] = arg
		}
	}
	return s.Word.F(lang, args...)
}

// TestNothingIsSaidOfWhatIsNotKnown takes the evidence from each of the steps
// above.
func TestNothingIsSaidOfWhatIsNotKnown(t *testing.T) {
	each := func(change func(*trace.Step)) []*Cause {
		var list []*Cause
		for _, s := range sights {
			w := built(s)
			w.why() // adds the events
			change(&w.before)
			change(&w.now)
			list = append(list, Why(&w.header, &w.now, &w.before))
		}
		return list
	}
	sockets := func(change func(*trace.Socket)) func(*trace.Step) {
		return func(s *trace.Step) {
			for i := range s.Sockets {
				change(&s.Sockets[i])
			}
		}
	}
	for _, x := range []struct {
		why    string
		change func(*trace.Step)
		never  []string
	}{
		{"Windows tells states alone", sockets(func(s *trace.Socket) {
			*s = trace.Socket{ID: s.ID, Host: s.Host, Role: s.Role, Proto: s.Proto, Local: s.Local, Remote: s.Remote, State: s.State, Been: s.Been, StateOnly: true}
		}), slices.DeleteFunc(kinds(), func(k string) bool { return k == "nobody-has-port" })}, // there the step has no socket
		{"macOS tells queues of data and no timers", sockets(func(s *trace.Socket) { s.Info, s.Memory, s.Timer, s.FIN, s.QueuesOnly = nil, nil, nil, false, true }),
			slices.DeleteFunc(kinds(), func(k string) bool { return k == "nobody-has-port" })},
		{"a kernel without INET_DIAG_INFO", sockets(func(s *trace.Socket) { s.Info = nil }),
			[]string{"window-closed", "cwnd-full", "window-full", "nagle", "both-write"}},
		{"a kernel without SK_MEMINFO", sockets(func(s *trace.Socket) { s.Memory = nil }), []string{"buffer-full"}},
		{"no timers", sockets(func(s *trace.Socket) { s.Timer = nil }), []string{"given-up", "program-gave-up"}},
		{"an older open lab has no calls", func(s *trace.Step) { s.Calls = nil }, []string{"both-wait", "both-write", "one-waits", "close-wait", "cut-off"}},
		{"no range of ports", func(s *trace.Step) { s.PortRange = nil }, []string{"ports-used-up"}},
		{"no packets, as on the host network", func(s *trace.Step) {
			s.Events = slices.DeleteFunc(s.Events, func(e trace.Event) bool { return e.Packet != nil })
		}, []string{"unread-at-close", "abortive-close", "listener-closed", "reset-arrived", "nobody-reads", "nobody-listens", "not-known", "accept-queue-full", "syn-cookie",
			"both-dialled", "wrong-source", "nobody-has-port", "cut-off", "old-segment", "old-timestamp", "gap", "gap-filled", "copy", "resend", "one-queue", "descriptors-used-up", "not-accepted", "fins-crossed", "buffer-full", "overflow-reset", "reset-in-queue"}},
	} {
		for i, c := range each(x.change) {
			if c != nil && slices.Contains(x.never, c.Kind) {
				t.Errorf("%s: %s is said all the same of %q", x.why, c.Kind, sights[i].why)
			}
		}
	}
}

// TestNothingRestsOnAStepThatIsNotKnown takes the step before away.
func TestNothingRestsOnAStepThatIsNotKnown(t *testing.T) {
	// These rest on the step alone: on what came in and what was answered, or on
	// its events and rows.
	alone := []string{"nobody-listens", "syn-cookie", "accept-queue-full", "to-itself", "both-dialled", "wrong-source", "nobody-has-port", "gap", "resend",
		"window-closed", "cwnd-full", "window-full", "nagle", "both-wait", "both-write", "one-waits", "close-wait", "descriptors-used-up", "not-accepted", "ports-used-up", "fins-crossed", "closed-first", "closed-together"}
	for _, s := range sights {
		w := built(s)
		w.why()
		c := Why(&w.header, &w.now, nil)
		if c != nil && !slices.Contains(alone, c.Kind) {
			t.Errorf("%s: %s rests on the step before, which is not known", s.why, c.Kind)
		}
		if s.is == "" && c != nil {
			t.Errorf("%s: with less evidence %s is said", s.why, c.Kind)
		}
	}
}

// TestNoStepIsSaidAnythingOfThatSumsUpMany: of a run step, of the start and of a
// socket that tcplab itself had destroyed, no single packet is the cause.
func TestNoStepIsSaidAnythingOfThatSumsUpMany(t *testing.T) {
	for _, s := range sights {
		for _, kind := range []string{trace.MoveRun, trace.MoveStart, trace.MoveDestroy} {
			w := built(s)
			w.why()
			w.now.Move.Kind = kind
			if c := Why(&w.header, &w.now, &w.before); c != nil {
				t.Errorf("%s: %s is said of a step of kind %s", s.why, c.Kind, kind)
			}
		}
	}
}

// recorded returns the traces that the repository keeps.
func recorded(t testing.TB) []*trace.Recording {
	t.Helper()
	var list []*trace.Recording
	for _, pattern := range []string{"../../page/testdata/*.jsonl", "../../plain/testdata/*.jsonl"} {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			r, err := trace.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { r.Close() })
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		t.Fatal("no recorded trace found")
	}
	return list
}

// TestHostileStepsDoNoHarm removes fields of steps at random, and sets them to
// what no kernel says: ids that come twice, empty addresses, numbers below zero.
func TestHostileStepsDoNoHarm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(labtest.Seed(t), 5))
	var worlds []*world
	for _, s := range sights {
		w := built(s)
		w.why()
		worlds = append(worlds, w)
	}
	for _, r := range recorded(t) {
		h := r.Header()
		for i := 1; i < r.Len(); i++ {
			before, err := r.Step(i - 1)
			now, err2 := r.Step(i)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			worlds = append(worlds, &world{h, before, now})
		}
	}
	for range labtest.Times(t, 4, 400) {
		for _, w := range worlds {
			var v world // its own copy
			v.header.Open, v.header.Tries = rnd.IntN(2) == 0, w.header.Tries
			copied(t, &v.before, &w.before)
			copied(t, &v.now, &w.now)
			for range 1 + rnd.IntN(6) {
				damage(rnd, reflect.ValueOf(&v.now).Elem())
				damage(rnd, reflect.ValueOf(&v.before).Elem())
			}
			if c := Why(&v.header, &v.now, &v.before); c != nil {
				for _, lang := range trace.Languages {
					written(c.Say, lang)
					for _, e := range c.Evidence {
						written(e, lang)
					}
				}
			}
		}
	}
}

func copied(t *testing.T, to, from *trace.Step) {
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// damage changes one field somewhere below a value.
func damage(rnd *rand.Rand, v reflect.Value) {
	for {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || rnd.IntN(6) == 0 {
				v.SetZero()
				return
			}
			v = v.Elem()
		case reflect.Slice:
			if v.Len() == 0 {
				return
			}
			if rnd.IntN(8) == 0 { // one comes twice
				v.Set(reflect.Append(v, v.Index(rnd.IntN(v.Len()))))
				return
			}
			v = v.Index(rnd.IntN(v.Len()))
		case reflect.Struct:
			v = v.Field(rnd.IntN(v.NumField()))
		case reflect.Int, reflect.Int64:
			v.SetInt([]int64{0, 1, -1, 7, 1 << 40, -1 << 40}[rnd.IntN(6)])
			return
		case reflect.Uint32:
			v.SetUint([]uint64{0, 1, 1<<32 - 1, 1 << 31}[rnd.IntN(4)])
			return
		case reflect.String:
			v.SetString([]string{"", ":", cAt, sAt, "[::]:8001", "tcp", "udp", "TIME_WAIT", "ESTABLISHED", "ACK", "S", "R", "F"}[rnd.IntN(13)])
			return
		case reflect.Bool:
			v.SetBool(!v.Bool())
			return
		default:
			return
		}
	}
}

// BenchmarkWhy looks for the cause of every step of the recorded traces. ns/op is
// of one step.
func BenchmarkWhy(b *testing.B) {
	var worlds []world
	for _, r := range recorded(b) {
		h := r.Header()
		for i := 1; i < r.Len(); i++ {
			before, _ := r.Step(i - 1)
			now, _ := r.Step(i)
			worlds = append(worlds, world{h, before, now})
		}
	}
	for i := 0; b.Loop(); i++ {
		w := &worlds[i%len(worlds)]
		Why(&w.header, &w.now, &w.before)
	}
}

// kinds lists the names of all causes, in the order in which they are looked
// for.
func kinds() []string {
	var list []string
	for _, f := range table {
		list = append(list, f.kind)
	}
	return list
}
