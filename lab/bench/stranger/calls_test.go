package stranger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tcplab/lab/bench/table"
	"tcplab/lab/kernel/proc"
	"tcplab/lab/trace"
)

// The sockets of the tests: their inodes, and the rows that the lab's table has.
var testRows = map[uint32]*table.Socket{
	11: {Socket: trace.Socket{ID: 1, Host: "server"}},
	12: {Socket: trace.Socket{ID: 2, Host: "client"}},
	13: {Socket: trace.Socket{ID: 3, Host: "client"}},
}

func testRow(inode uint32) *table.Socket { return testRows[inode] }

// asleep is proc.Asleep for programs whose only thread has never run.
func asleep(int, int) (map[int]uint64, bool) { return map[int]uint64{0: 0}, true }

// looked returns what Calls makes of the threads of programs, in words. holders says
// which processes hold which sockets.
func looked(holders map[uint32][]proc.Owner, threads map[int][]proc.Call) []string {
	o := NewOwners(func() (map[uint32][]proc.Owner, error) { return holders, nil }, time.Now)
	o.Rest(asleep)
	return inWords(o.Calls(func(pid, most int, known func(uint32) bool) []proc.Call {
		return threads[pid]
	}, testRow))
}

// inWords writes calls.
func inWords(calls []*table.Call) (list []string) {
	for _, c := range calls {
		text := fmt.Sprintf("%s %s %q", c.Host, c.Program, c.Name)
		if c.Socket != 0 {
			text += fmt.Sprint(" socket ", c.Socket)
		}
		if c.Set != nil {
			text += fmt.Sprint(" set ", c.Set)
		}
		if c.Out != nil {
			text += fmt.Sprint(" out ", c.Out)
		}
		if c.Unknown {
			text += " unknown"
		}
		list = append(list, text)
	}
	return list
}

// TestCallsAsTheTraceHasThem turns what the kernel tells of a thread into a call.
func TestCallsAsTheTraceHasThem(t *testing.T) {
	ask := func(inodes ...uint32) (asks []proc.Ask) {
		for _, i := range inodes {
			asks = append(asks, proc.Ask{Inode: i, In: true})
		}
		return asks
	}
	for _, c := range []struct {
		threads []proc.Call
		want    string
		why     string
	}{
		{[]proc.Call{{Name: "recvfrom", Asks: ask(12)}}, `client a (7) "recvfrom" socket 2`, "it is about one socket"},
		{[]proc.Call{{Name: "recvfrom", Asks: ask(12)}, {Name: "recvfrom", Asks: ask(12)}}, `client a (7) "recvfrom" socket 2; client a (7) "recvfrom" socket 2`, "two threads are two calls"},
		{[]proc.Call{{Name: "poll", Set: true, Asks: ask(12)}}, `client a (7) "poll" socket 2 set [2]`, "it watches one socket alone"},
		{[]proc.Call{{Name: "poll", Set: true, Asks: ask(13, 11)}}, `server a (7) "poll" set [1 3]`, "it waits for any of them, and stands on the first one's side"},
		{[]proc.Call{{Name: "poll", Set: true, Asks: []proc.Ask{{Inode: 11, Out: true}, {Inode: 12, In: true, Out: true}, {Inode: 13}}}}, `server a (7) "poll" set [1 2 3] out [1 3]`, "data ends the wait for one of them"},
		{[]proc.Call{{Name: "poll", Set: true, Asks: ask(11, 11)}}, `server a (7) "poll" socket 1 set [1]`, "two descriptors lead to one socket"},
		{[]proc.Call{{Name: "poll", Set: true}}, `server a (7) "poll"`, "it watches pipes"},
		{[]proc.Call{{Name: "read"}}, `server a (7) "read"`, "it stands on the side of a socket that it holds"},
		{[]proc.Call{{Name: "recvfrom", Asks: []proc.Ask{{Inode: 99, Proto: "UNIX-STREAM"}}}}, `server a (7) "recvfrom"`, "that socket is in no network"},
		{[]proc.Call{{Name: "recvfrom", Asks: []proc.Ask{{Inode: 99, Proto: "TCP"}}}}, `server a (7) "recvfrom" unknown`, "that socket may be younger than the table"},
		{[]proc.Call{{Name: "recvfrom", Asks: []proc.Ask{{Inode: 99}}}}, `server a (7) "recvfrom" unknown`, "nobody knows what socket that is"},
		{[]proc.Call{{Name: "poll", Set: true, Asks: append(ask(12), proc.Ask{Inode: 99, Proto: "TCP"})}}, `client a (7) "poll" set [2] unknown`, "it watches more than is known"},
		{[]proc.Call{{Name: "poll", Set: true, Asks: ask(12), Unknown: true}}, `client a (7) "poll" set [2] unknown`, "the same"},
		{[]proc.Call{{Name: "futex"}, {Name: "epoll_pwait", Set: true, Asks: ask(11)}, {Name: "futex"}, {Name: "nanosleep"}}, `server a (7) "epoll_pwait" socket 1 set [1]`, "a Go program has threads that wait for others"},
		{[]proc.Call{{Name: "futex"}, {Name: "futex"}}, `server a (7) "futex"`, "all wait for one another, and none at a socket"},
		{[]proc.Call{{Name: "nanosleep"}}, `server a (7) "nanosleep"`, "its only thread sleeps"},
		{[]proc.Call{{Name: "read"}, {Name: "read"}, {Unknown: true}, {Unknown: true}}, `server a (7) "read"; server a (7) "" unknown`, "one says as much as two"},
		{nil, "", "the program has ended"},
	} {
		holders := map[uint32][]proc.Owner{11: {{PID: 7, Name: "a"}}, 12: {{PID: 7, Name: "a"}}, 99: {{PID: 7, Name: "a"}}}
		got := looked(holders, map[int][]proc.Call{7: c.threads})
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%+v\ngives %s\nwant  %s: %s", c.threads, text, c.want, c.why)
		}
	}
}

// TestOnlyProgramsWithSocketsAreRead shows that a program without a socket of the
// lab is not asked for its calls.
func TestOnlyProgramsWithSocketsAreRead(t *testing.T) {
	threads := map[int][]proc.Call{7: {{Name: "pause"}}, 8: {{Name: "pause"}}}
	got := looked(map[uint32][]proc.Owner{11: {{PID: 7, Name: "a"}}, 99: {{PID: 8, Name: "b"}}}, threads)
	if want := []string{`server a (7) "pause"`}; !slices.Equal(got, want) {
		t.Errorf("the calls are %q, want %q: socket 99 is not in the lab's table", got, want)
	}
}

// TestAProgramThatRuns shows that a program which rests in a moment is waited for, that
// one which runs on does not hold up a key, and that nothing is said of a program
// which has run since.
func TestAProgramThatRuns(t *testing.T) {
	for _, c := range []struct {
		rests  int // the look at which it rests; 0 if it never does
		slept  uint64
		thread int
		looks  int
		want   string
		why    string
	}{
		{1, 5, 7, 1, `server a (7) "accept4" socket 1`, "it rests, and goes on to"},
		{3, 5, 7, 3, `server a (7) "accept4" socket 1`, "it rests in a moment"},
		{0, 6, 7, 4, `server a (7) "" unknown`, "it ran at every look, and sleeps only now"},
		{1, 6, 7, 1, `server a (7) "" unknown`, "it has run, and is in the same call again"},
		{1, 5, 8, 1, `server a (7) "" unknown`, "the thread is new"},
	} {
		o := NewOwners(func() (map[uint32][]proc.Owner, error) {
			return map[uint32][]proc.Owner{11: {{PID: 7, Name: "a"}}}, nil
		}, time.Now)
		looks := 0
		o.Rest(func(int, int) (map[int]uint64, bool) {
			looks++
			return map[int]uint64{7: 5}, looks == c.rests
		})
		calls := o.Calls(func(int, int, func(uint32) bool) []proc.Call {
			return []proc.Call{{TID: c.thread, Name: "accept4", Asks: []proc.Ask{{Inode: 11}}, Switches: c.slept}}
		}, testRow)
		if got := strings.Join(inWords(calls), "; "); got != c.want || looks != c.looks {
			t.Errorf("after %d looks it is %s, want %s after %d: %s", looks, got, c.want, c.looks, c.why)
		}
	}
}

// TestASearchThatFails shows that nothing is said of programs that cannot be found.
func TestASearchThatFails(t *testing.T) {
	o := NewOwners(func() (map[uint32][]proc.Owner, error) { return nil, errors.New("no /proc") }, time.Now)
	o.Rest(asleep)
	if calls := o.Calls(nil, testRow); len(calls) != 1 || !calls[0].Unknown || calls[0].Program != "" {
		t.Errorf("the calls are %+v, want one that is unknown", calls)
	}
}

// TestManyCalls shows that a list which is too long tells all calls of a program or
// says that they are unknown, and says at its end that it is not complete.
func TestManyCalls(t *testing.T) {
	holders, threads := map[uint32][]proc.Owner{}, map[int][]proc.Call{}
	for pid := 1; pid <= 40; pid++ {
		holders[11] = append(holders[11], proc.Owner{PID: pid, Name: "a"})
		for range 2 {
			threads[pid] = append(threads[pid], proc.Call{Name: "accept4", Asks: []proc.Ask{{Inode: 11}}})
		}
	}
	got := looked(holders, threads)
	if len(got) != maxCalls {
		t.Fatalf("%d calls, want %d", len(got), maxCalls)
	}
	counts := map[string]int{}
	for _, text := range got {
		counts[text]++
	}
	for _, c := range []struct {
		text  string
		count int
		why   string
	}{
		{`server a (1) "accept4" socket 1`, 2, "both of a program's calls"},
		{`server a (31) "accept4" socket 1`, 2, "the last program that has room"},
		{`server a (32) "" unknown`, 1, "there is room for one of its two calls, and that would be half of the truth"},
		{`server a (33) "" unknown`, 0, "no room is left"},
		{`server  "" unknown`, 1, "the list is not complete"},
	} {
		if counts[c.text] != c.count {
			t.Errorf("%s is there %d times, want %d: %s", c.text, counts[c.text], c.count, c.why)
		}
	}
	if last := got[len(got)-1]; last != `server  "" unknown` {
		t.Errorf("the last call is %s, want the one that stands for all others", last)
	}
}
