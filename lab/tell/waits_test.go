package tell

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab/trace"
)

// waiting returns a step of an open lab with some sockets, and calls of programs.
func waiting(lang string, calls ...trace.Call) *Scene {
	return &Scene{
		Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: labClient, Role: labClient}, {Name: labServer, Role: labServer}}},
		Lang:   lang,
		Step: trace.Step{Calls: calls, Sockets: []trace.Socket{
			{ID: 1, Host: labServer, Role: trace.RoleListener, Local: "127.0.0.1:80", State: "LISTEN", Owned: true, Program: "a (7)"},
			{ID: 2, Host: labServer, Role: trace.RoleConnection, Local: "127.0.0.1:80", Remote: "127.0.0.1:40000", State: "ESTABLISHED", Owned: true, Program: "a (7)"},
			{ID: 3, Host: labClient, Role: trace.RoleConnection, Local: "127.0.0.1:40000", Remote: "127.0.0.1:80", State: "ESTABLISHED", Owned: true, Program: "b (8)"},
			{ID: 4, Host: labServer, Role: trace.RoleSocket, Local: "127.0.0.1:53", State: "UNCONN", Owned: true, Program: "a (7)"},
			{ID: 5, Host: labServer, Role: trace.RoleConnection, Local: "127.0.0.1:80", Remote: "127.0.0.1:40001", State: "SYN_RCVD"},
		}},
	}
}

// TestWaits writes in a sentence in which call a program is, for every kind of
// call, and in a few words beside each of the sockets 1, 2 and 3.
func TestWaits(t *testing.T) {
	for _, c := range []struct {
		call   trace.Call
		en, zh string
		beside [3]string
		why    string
	}{
		{trace.Call{Program: "a (7)", Name: "accept4", Socket: 1}, "a (7) waits in accept4 on 127.0.0.1:80", "a (7) 在 accept4 里等 127.0.0.1:80",
			[3]string{"in accept4", "", ""}, "another socket of the program is not waited for"},
		{trace.Call{Program: "a (7)", Name: "recvfrom", Socket: 2}, "a (7) waits in recvfrom on 127.0.0.1:80 → 127.0.0.1:40000", "a (7) 在 recvfrom 里等 127.0.0.1:80 → 127.0.0.1:40000",
			[3]string{"", "in recvfrom", ""}, "the connection is told from the listener by its other end"},
		{trace.Call{Program: "a (7)", Name: "poll", Socket: 1, Set: []int{1}}, "a (7) waits for 127.0.0.1:80 (poll)", "a (7) 在等 127.0.0.1:80（poll）",
			[3]string{"in poll", "", ""}, "poll does not read"},
		{trace.Call{Program: "a (7)", Name: "epoll_wait", Set: []int{1, 2}}, "a (7) waits for one of 2 sockets (epoll_wait): 127.0.0.1:80, 127.0.0.1:80 → 127.0.0.1:40000",
			"a (7) 在等 2 个套接字中的任意一个（epoll_wait）：127.0.0.1:80、127.0.0.1:80 → 127.0.0.1:40000",
			[3]string{"in epoll_wait for one of 2", "in epoll_wait for one of 2", ""}, "any of them ends the wait"},
		{trace.Call{Program: "a (7)", Name: "poll", Set: []int{1, 2, 3, 4}}, "a (7) waits for one of 4 sockets (poll): 127.0.0.1:80, 127.0.0.1:80 → 127.0.0.1:40000, 127.0.0.1:40000 → 127.0.0.1:80, …",
			"a (7) 在等 4 个套接字中的任意一个（poll）：127.0.0.1:80、127.0.0.1:80 → 127.0.0.1:40000、127.0.0.1:40000 → 127.0.0.1:80、…",
			[3]string{"in poll for one of 4", "in poll for one of 4", "in poll for one of 4"}, "a long list is cut"},
		{trace.Call{Program: "a (7)", Name: "poll", Socket: 2, Set: []int{2}, Input: true}, "a (7) waits for 127.0.0.1:80 → 127.0.0.1:40000, or for its input (poll)", "a (7) 在等 127.0.0.1:80 → 127.0.0.1:40000，或等它的输入（poll）",
			[3]string{"", "in poll", ""}, "its user may type, too"},
		{trace.Call{Program: "b (8)", Name: "clock_nanosleep"}, "b (8) is in clock_nanosleep", "b (8) 在 clock_nanosleep 里",
			[3]string{"", "", "program in clock_nanosleep"}, "it waits for no socket, and its socket's row says where it is instead"},
		{trace.Call{Program: "b (8)", Name: "read"}, "b (8) is in read", "b (8) 在 read 里",
			[3]string{"", "", "program in read"}, "it reads a file, and \"in read\" alone would say that it reads this socket"},
		{trace.Call{Program: "b (8)", Unknown: true}, "b (8): in which call it is, is not known here", "b (8)：在哪个调用里，此处不知道",
			[3]string{"", "", "its call is not known here"}, "it cannot be read"},
		{trace.Call{Program: "b (8)", Name: "epoll_wait", Set: []int{3}, Unknown: true}, "b (8) is in epoll_wait; what it waits for is not known here", "b (8) 在 epoll_wait 里；等的是什么，此处不知道",
			[3]string{"", "", "in epoll_wait, for this or another"}, "it may watch others, too"},
		{trace.Call{Unknown: true}, "there are more calls, which are not known here", "还有别的调用，此处不知道", [3]string{}, "it stands for the calls that have no room"},
	} {
		c.call.ID, c.call.Status, c.call.Host = 1, trace.CallRunning, labServer
		s := waiting("en", c.call)
		if got := s.Waits(&c.call); got != c.en {
			t.Errorf("%+v is told as %q, want %q: %s", c.call, got, c.en, c.why)
		}
		if got := waiting("zh", c.call).Waits(&c.call); got != c.zh {
			t.Errorf("%+v is told as %q, want %q: %s", c.call, got, c.zh, c.why)
		}
		for i, want := range c.beside {
			if got := s.WaitsAt(&s.Step.Sockets[i]); got != want {
				t.Errorf("%+v: socket %d is told to be waited for %q, want %q: %s", c.call, i+1, got, want, c.why)
			}
		}
		if got := s.WaitsAt(&s.Step.Sockets[4]); got != "" {
			t.Errorf("%+v: no program has the connection in SYN_RCVD, and it says %q", c.call, got)
		}
	}
}

// TestNoGateInALab shows that a lab's programs stand at no gate, and that nothing is
// said of their calls if nothing is known.
func TestNoGateInALab(t *testing.T) {
	s := waiting("en", trace.Call{ID: 1, Host: labServer, Program: "a (7)", Name: "accept4", Status: trace.CallRunning, Socket: 1},
		trace.Call{ID: 2, Host: labServer, Program: "a (7)", Name: "accept4", Status: trace.CallRunning, Socket: 1})
	for host, want := range map[string]string{
		labServer: "a (7) waits in accept4 on 127.0.0.1:80",
		labClient: "no call of a program is known here",
	} {
		got := s.Standing(trace.Host{Name: host})
		if len(got) != 1 || got[0].Text != want {
			t.Errorf("the %s stands %v, want %q", host, got, want)
		}
	}
	if got, want := s.Strangers(), []string{"a (7) waits in accept4 on 127.0.0.1:80"}; !slices.Equal(got, want) {
		t.Errorf("the calls are %q, want %q: two threads that do the same are one sentence", got, want)
	}
	if got := s.WaitsAt(&s.Step.Sockets[0]); got != "in accept4 ×2" {
		t.Errorf("beside the listener stands %q, want both threads", got)
	}
	s.Header.Open = false
	if got := strings.Join(s.Strangers(), "") + s.WaitsAt(&s.Step.Sockets[0]); got != "" {
		t.Errorf("in a lesson it says %q, want nothing: its programs tell their calls themselves", got)
	}
}

// TestAProgramThatNobodySees: a socket that some program holds, and nobody may see which,
// is not one without a program. Its row and the page of sockets say that its call is not
// known here.
func TestAProgramThatNobodySees(t *testing.T) {
	for lang, want := range map[string][2]string{"en": {"its call is not known here", "of 1 of these sockets the program and its call are not known here"}, "zh": {"所在调用此处不知道", "其中 1 个套接字的程序和调用此处不知道"}} {
		s := waiting(lang)
		s.Step.Sockets[1].Program = ""
		if got := s.WaitsAt(&s.Step.Sockets[1]); got != want[0] {
			t.Errorf("beside the socket stands %q, want %q", got, want[0])
		}
		if got := s.WaitsAt(&s.Step.Sockets[4]); got != "" {
			t.Errorf("beside a socket that no program holds stands %q, want nothing", got)
		}
		if got := s.Strangers(); len(got) != 1 || !strings.Contains(got[0], want[1]) {
			t.Errorf("the page says %q, want %q in it", got, want[1])
		}
	}
}
