package view

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestThePeerIsInTheTable: the connections of a server differ in their peers'
// ports alone. So the table of a narrow window keeps these, and leaves out the
// IP address, which all have in common.
func TestThePeerIsInTheTable(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN"},
		{ID: 2, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "ESTABLISHED"},
		{ID: 3, Host: "client-2", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40002", Remote: "127.0.0.1:8001", State: "ESTABLISHED",
			Timer: &trace.Timer{Kind: "retransmit", Millis: 120_000}},
	}}}}
	table := func(w int) string {
		var b strings.Builder
		for _, l := range socketTable(s, w, 10) {
			b.WriteString(l.String() + "\n")
		}
		return b.String()
	}
	if got := table(77); !strings.Contains(got, ":8001   :40001  ESTABLISHED") || strings.Contains(got, "127.0.0.1") {
		t.Errorf("in 77 columns:\n%s\nwant both ports of each connection", got)
	}
	if got := table(120); !strings.Contains(got, "127.0.0.1:8001   127.0.0.1:40001") {
		t.Errorf("in 120 columns:\n%s\nwant whole addresses", got)
	}
	s.Step.Sockets[1].Remote = "10.0.0.9:40001"
	if got := table(77); !strings.Contains(got, "127.0.0.1:8001") {
		t.Errorf("in 77 columns, with another address:\n%s\nwant whole addresses", got)
	}
}

// TestHowManyRowsAreLeftOutIsTold: the row that says so may be longer than the
// column of the hosts. It names the key that shows all rows, and is not cut.
func TestHowManyRowsAreLeftOutIsTold(t *testing.T) {
	var socks []trace.Socket
	for i := range 6 {
		socks = append(socks, trace.Socket{ID: i + 1, Host: "ann", Role: trace.RoleConnection, Proto: "tcp", Local: fmt.Sprint("127.0.0.1:", 40001+i), Remote: "127.0.0.1:8001", State: "TIME_WAIT"})
	}
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Sockets: socks}}}
	table := socketTable(s, 118, 5)
	if got := strings.TrimSpace(table[len(table)-1].String()); got != "… 3 more: t" {
		t.Errorf("the last row is %q, want “… 3 more: t”: a host's name has 4 columns, and the next cells are empty", got)
	}
}

// TestNoTimerHidesAnAddress: two connections of one server differ by their
// addresses. A timer that is told at length is cut instead, and a * stands for
// the lesson's clock.
func TestNoTimerHidesAnAddress(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Usual: &trace.Usual{Resend: 200, FinWait2: 60_000}}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "tcp-server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40001", State: "ESTABLISHED",
			Timer: &trace.Timer{Kind: trace.TimerPersist, Millis: 120_000}},
		{ID: 2, Host: "tcp-server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: "127.0.0.1:40002", State: "FIN_WAIT_2",
			Timer: &trace.Timer{Kind: trace.TimerTimeWait, Millis: 60_000}},
	}}}}
	for _, w := range []int{77, 80, 118, 160} {
		var all string
		for _, l := range socketTable(s, w, 10) {
			if l.Width() > w {
				t.Errorf("%d columns: a row has %d", w, l.Width())
			}
			all += l.String() + "\n"
		}
		for _, port := range []string{":40001", ":40002"} {
			if !strings.Contains(all, port) {
				t.Errorf("%d columns: %s is missing:\n%s", w, port, all)
			}
		}
		legend := clockLegend(s, w, 10)
		if whole := strings.Contains(all, "(lab clock; usually 0.2 s)"); whole == (legend != "") {
			t.Errorf("%d columns: the clock is told in the cell: %v, and below it: %q; want one of the two:\n%s", w, whole, legend, all)
		}
	}
}

// TestTheTableKeepsTheShown: the socket table has the listeners first and those in
// TIME_WAIT last. If it has no room for all sockets, it keeps those that are drawn,
// and leaves out those in TIME_WAIT first.
func TestTheTableKeepsTheShown(t *testing.T) {
	header := &trace.Header{Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}
	step := trace.Step{Move: trace.Move{Kind: trace.MoveTime}}
	add := func(host, role, local, remote, state string) {
		step.Sockets = append(step.Sockets, trace.Socket{
			ID: len(step.Sockets) + 1, Host: host, Role: role, Proto: "tcp", Local: local, Remote: remote, State: state,
		})
	}
	for port := range 4 {
		add("client", trace.RoleConnection, fmt.Sprintf("127.0.0.1:%d", 41000+port), "127.0.0.1:8001", "TIME_WAIT")
	}
	add("server", trace.RoleListener, "127.0.0.1:8001", "", "LISTEN")
	add("client", trace.RoleConnection, "127.0.0.1:42000", "127.0.0.1:8001", "ESTABLISHED")
	add("server", trace.RoleConnection, "127.0.0.1:8001", "127.0.0.1:42000", "ESTABLISHED")
	for h, want := range map[int]string{ // the ports of the rows, then the number of those left out
		8: "8001 42000 8001 41000 41001 41002 41003",
		7: "8001 42000 8001 41002 41003 +2",
		5: "8001 42000 8001 +4",
	} {
		s := &Scene{Scene: tell.Scene{Header: header, Step: step, Lang: "en"}}
		socks, left := s.Tabled(h - 1)
		var got []string
		for _, k := range socks {
			got = append(got, k.Local[strings.LastIndexByte(k.Local, ':')+1:])
		}
		if left > 0 {
			got = append(got, fmt.Sprintf("+%d", left))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d rows: shows %v, want %s", h, got, want)
		}
		if lines := socketTable(s, 120, h); len(lines) > h {
			t.Errorf("%d rows: the table has %d", h, len(lines))
		}
	}
}

// TestTheQueueOfAnyOfTwo: while nobody knows in whose queue a connection is, the
// queue of neither listener stands beside it.
func TestTheQueueOfAnyOfTwo(t *testing.T) {
	for lang, want := range map[string]string{"en": "one of 2 here", "zh": "这里共有 2 个"} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: lang}}
		ln := &trace.Socket{Role: trace.RoleListener, State: "LISTEN", RecvQ: 7}
		line := listenerLine(s, tell.Side{Listener: ln, Sharers: 2}, 60).String()
		if !strings.Contains(line, want) || strings.Contains(line, "7") {
			t.Errorf("the listener's line is %q, want %q and no queue", line, want)
		}
	}
}

// TestATimerThatNobodyTells: macOS tells the queues of a socket and whether a program
// holds it, and no timer. An empty cell would say that none runs. A listener has none
// anywhere.
func TestATimerThatNobodyTells(t *testing.T) {
	socks := []trace.Socket{
		{ID: 1, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN", SendQ: 128, Owned: true, QueuesOnly: true},
		{ID: 2, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:5000", Remote: "127.0.0.1:8001", State: "ESTABLISHED", RecvQ: 3, Owned: true, QueuesOnly: true},
	}
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Hosts: []trace.Host{{Name: "client"}, {Name: "server"}}}, Lang: "en", Step: trace.Step{Sockets: socks}}}
	rows := socketTable(s, 120, 10)
	for i, want := range []string{"LISTEN 0 128 server", "ESTABLISHED 3 0 ? client"} {
		if got := strings.Join(strings.Fields(rows[i+1].String())[4:], " "); got != want {
			t.Errorf("behind the addresses the row has %q, want %q", got, want)
		}
	}
	var page strings.Builder
	for _, l := range socketsContent(s, 120, 10).Lines {
		page.WriteString(l.String())
	}
	if !strings.Contains(page.String(), s.Say(wTableUntold)) {
		t.Error("the page does not say what ? means")
	}
}

// TestAQueueThatNobodyTellsIsNotEmpty: Windows tells the state of a socket and
// neither its queues nor its timer nor whether a program holds it, but which process
// opened it. A 0 in the table, or "kernel alone", would be made up. It tells no state
// of UDP sockets either.
func TestAQueueThatNobodyTellsIsNotEmpty(t *testing.T) {
	for _, lang := range trace.Languages {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: lang, Step: trace.Step{Sockets: []trace.Socket{
			{ID: 1, Host: "server", Role: trace.RoleListener, Proto: "tcp", Local: "127.0.0.1:8001", State: "LISTEN", PID: 400, StateOnly: true},
			{ID: 2, Host: "server", Role: trace.RoleSocket, Proto: "udp", Local: "127.0.0.1:8001", StateOnly: true},
		}}}}
		table := socketTable(s, 120, 10)
		for i, want := range []string{"* LISTEN ? ? ? pid 400", "? ? ? ? ? ?"} {
			if got := strings.Join(strings.Fields(table[i+1].String())[3:], " "); got != want {
				t.Errorf("%s: behind its own address row %d has %q, want %q, for nothing else is known", lang, i+1, got, want)
			}
		}
		var page strings.Builder
		for _, l := range socketsContent(s, 120, 10).Lines {
			page.WriteString(l.String())
		}
		if !strings.Contains(page.String(), s.Say(wTableUntold)) {
			t.Errorf("%s: the page does not say what ? means", lang)
		}
		if !strings.Contains(page.String(), "netstat -ano") {
			t.Errorf("%s: the page does not say what pid means", lang)
		}
		var pane strings.Builder
		for _, l := range udpPane(s, tell.Side{UDP: s.Step.Sockets[1:]}, 60, 6) {
			pane.WriteString(l.String() + "\n")
		}
		if !strings.Contains(pane.String(), s.Say(wUDPUntold)) || strings.Contains(pane.String(), "Recv-Q 0") {
			t.Errorf("%s: the side of the UDP socket says %q, want its queue not known", lang, pane.String())
		}
		if line := listenerLine(s, tell.Side{Listener: &s.Step.Sockets[0]}, 60).String(); !strings.Contains(line, s.Say(wQueueUntold)) || strings.Contains(line, "0") {
			t.Errorf("%s: the listener's line is %q, want its queue not known", lang, line)
		}
	}
}

// TestThePageNamesEveryConnection: on the page of sockets each row tells its connection
// from others, however narrow the window is: by both ends, and in an open lab by the
// program. The line below a row has what the table has no room for, and Enter takes both.
func TestThePageNamesEveryConnection(t *testing.T) {
	sock := func(id int, host, local, remote, state, program string) trace.Socket {
		role := trace.RoleConnection
		if remote == "" {
			role = trace.RoleListener
		}
		return trace.Socket{ID: id, Host: host, Role: role, Proto: "tcp", Local: local, Remote: remote, State: state, Program: program, Owned: program != ""}
	}
	for _, c := range []struct {
		open bool
		why  string
	}{{true, "an open lab"}, {false, "a lesson with two clients"}} {
		step := trace.Step{Sockets: []trace.Socket{
			sock(1, "server", "0.0.0.0:8080", "", "LISTEN", "python3.11 (123456)"),
			sock(2, "client", "127.0.0.1:40001", "127.0.0.1:8080", "ESTABLISHED", "python3.11 (123457)"),
			sock(3, "client-2", "127.0.0.1:40002", "127.0.0.1:8080", "ESTABLISHED", "python3.11 (123458)"),
			sock(4, "server", "127.0.0.1:8080", "127.0.0.1:40001", "SYN_RCVD", ""),
			sock(5, "server", "127.0.0.1:8080", "127.0.0.1:40002", "SYN_RCVD", ""),
		}}
		header := &trace.Header{Open: c.open, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "client-2", Role: "client"}, {Name: "server", Role: "server"}}}
		for _, w := range []int{50, 80, 120} {
			s := &Scene{Scene: tell.Scene{Header: header, Lang: "en", Step: step}}
			page := socketsContent(s, w, 20)
			for i, choice := range page.Choices {
				var row string
				for _, l := range page.Lines[choice.Row : choice.Row+choice.Rows] {
					row += l.String()
					if l.Width() > w-2 {
						t.Errorf("%s, %d columns: %q has %d", c.why, w, l.String(), l.Width())
					}
				}
				is := step.Sockets[i]
				for _, port := range []string{is.Local, is.Remote} {
					if port = port[max(0, strings.LastIndexByte(port, ':')):]; !strings.Contains(row, port) {
						t.Errorf("%s, %d columns: the row %q does not name %s", c.why, w, row, port)
					}
				}
				if c.open && !strings.Contains(row, is.Program) {
					t.Errorf("%s, %d columns: the row %q does not name %s", c.why, w, row, is.Program)
				}
			}
			if len(page.Choices) != len(step.Sockets) {
				t.Errorf("%s, %d columns: %d rows can be chosen, want %d", c.why, w, len(page.Choices), len(step.Sockets))
			}
		}
	}
}

// TestTheListOfConnectionsFits: in 50 columns both states of a connection have room, and
// in an open lab both programs, below the row.
func TestTheListOfConnectionsFits(t *testing.T) {
	for _, open := range []bool{true, false} {
		var step trace.Step
		for i, port := range []string{"40001", "40002"} {
			at := "127.0.0.1:" + port
			step.Sockets = append(step.Sockets,
				trace.Socket{ID: 2*i + 1, Host: "client-2", Role: trace.RoleConnection, Proto: "tcp", Local: at, Remote: "127.0.0.1:8001", State: "ESTABLISHED", Program: "python3 (123456)", Owned: true},
				trace.Socket{ID: 2*i + 2, Host: "server", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:8001", Remote: at, State: "ESTABLISHED", Program: "nginx (123457)", Owned: true})
		}
		header := &trace.Header{Open: open, Hosts: []trace.Host{{Name: "client-2", Role: "client"}, {Name: "server", Role: "server"}}}
		page := chooseContent(&Scene{Scene: tell.Scene{Header: header, Lang: "en", Step: step}}, 50, 20)
		for _, c := range page.Choices[1:] {
			var row string
			for _, l := range page.Lines[c.Row : c.Row+c.Rows] {
				row += l.String()
				if l.Width() > 47 {
					t.Errorf("%q has %d columns", l.String(), l.Width())
				}
			}
			if strings.Count(row, "ESTABLISHED") != 2 || open && !strings.Contains(row, "python3 (123456) → nginx (123457)") {
				t.Errorf("open %v: the row is %q, want both states, and in an open lab both programs", open, row)
			}
		}
	}
}
