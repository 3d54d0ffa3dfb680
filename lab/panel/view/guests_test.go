package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// TestAGuessedSideSaysSo: if only the port tells the side of a socket, the row
// says that the side is a guess.
func TestAGuessedSideSaysSo(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "udp", Local: "127.0.0.1:53", State: "UNCONN", Program: "dnsmasq (7)", Guessed: true},
		{ID: 2, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Program: "nginx (8)"},
	}}}}
	lines := guestPane(s, trace.Host{Name: "server"}, 76, 5)
	for i, want := range []bool{true, false} {
		if got := strings.Contains(lines[i].String(), "side told by port"); got != want {
			t.Errorf("%q says that it is a guess: %v, want %v", lines[i].String(), got, want)
		}
	}
}

// TestWhoTakesIPv6AloneSaysSo: ss tells two listeners on [::] apart, and so does a
// row.
func TestWhoTakesIPv6AloneSaysSo(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "tcp", Local: "[::]:80", State: "LISTEN", Program: "nginx (7)", V6Only: true},
		{ID: 2, Host: "server", Proto: "tcp", Local: "[::]:81", State: "LISTEN", Program: "nginx (7)"},
	}}}}
	lines := guestPane(s, trace.Host{Name: "server"}, 76, 5)
	for i, want := range []bool{true, false} {
		if got := strings.Contains(lines[i].String(), "LISTEN  IPv6 alone"); got != want {
			t.Errorf("%q says that it takes IPv6 alone: %v, want %v", lines[i].String(), got, want)
		}
	}
}

// TestNoLessonInAnOpenLab: the list of moves promises no lesson that goes on, if
// there is none.
func TestNoLessonInAnOpenLab(t *testing.T) {
	for open, want := range map[bool]bool{true: false, false: true} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: open}, Lang: "en"}}
		var text strings.Builder
		for _, l := range movesContent(s, 80, 20).Lines {
			text.WriteString(l.String())
		}
		if got := strings.Contains(text.String(), "lesson"); got != want {
			t.Errorf("open %v: the list %q tells of a lesson: %v, want %v", open, text.String(), got, want)
		}
	}
}

// TestAProgramWithoutAName: if a program holds a socket and nobody can see which
// one, the row does not say that the kernel has the socket alone.
func TestAProgramWithoutAName(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Owned: true},
		{ID: 2, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40000", State: "SYN_RCVD"},
		{ID: 3, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40001", State: "FIN_WAIT_2", Program: "nc (7)"},
		{ID: 4, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40002", State: "ESTABLISHED", Program: "nc (8)", Owned: true},
	}}}}
	lines := guestPane(s, trace.Host{Name: "server"}, 76, 5)
	for i, want := range []string{"a program", "kernel alone", "once nc (7)", "nc (8)"} {
		if got := strings.TrimSpace(lines[i].String()); !strings.HasPrefix(got, want+" ") {
			t.Errorf("%q, want %q first", got, want)
		}
		owner := strings.Replace(want, "once nc (7)", "kernel alone", 1) // nc has closed it
		if cells := s.SocketCells(&s.Step.Sockets[i]); cells[len(cells)-1] != owner {
			t.Errorf("the owner of %q is %q, want %q", want, cells[len(cells)-1], owner)
		}
	}
}

// TestSocketsKeepTheirPlace: with each packet the panel may draw another
// connection above. The rows of the sockets below do not change places for
// that, because a student who looks for one would have to search again.
func TestSocketsKeepTheirPlace(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true, Hosts: []trace.Host{{Name: "client", Role: "client"}, {Name: "server", Role: "server"}}}, Lang: "en", Step: trace.Step{Sockets: []trace.Socket{
		{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40000", Remote: "127.0.0.1:80", State: "ESTABLISHED", Program: "curl (7)", Owned: true},
		{ID: 2, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:80", State: "ESTABLISHED", Program: "curl (8)", Owned: true},
	}}}}
	pairs := s.Pairs()
	if len(pairs) != 2 {
		t.Fatalf("%d connections, want 2: a socket of each is listed", len(pairs))
	}
	for _, pair := range pairs {
		s.Focus = pair.Key
		lines := guestPane(s, trace.Host{Name: "client"}, 76, 2)
		for i, want := range []string{"curl (7)", "curl (8)"} {
			if got := lines[i].String(); !strings.Contains(got, want) {
				t.Errorf("with %s drawn above, row %d is %q, want %s there", pair.Key, i, got, want)
			}
		}
	}
}

// TestAGivingUpHasItsPlace: when a kernel gives up stands below its socket, but
// takes no row from another socket; the table of all sockets has it in any case.
func TestAGivingUpHasItsPlace(t *testing.T) {
	for lang, want := range map[string]string{"en": "its kernel gives up in about 2 min", "zh": "内核大约 2 分钟后放弃"} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true, Tries: &trace.Tries{SYN: 6, Linear: 4}}, Lang: lang, Step: trace.Step{
			Sockets: []trace.Socket{
				{ID: 1, Host: "client", Role: trace.RoleConnection, Proto: "tcp", Local: "127.0.0.1:40001", Remote: "127.0.0.1:8080", State: "SYN_SENT", Program: "curl (7)", Owned: true,
					Timer: &trace.Timer{Kind: trace.TimerRetransmit, Millis: 1000}, Info: &trace.Info{RTO: 1000}},
				{ID: 2, Host: "client", Proto: "udp", Local: "127.0.0.1:53", State: "UNCONN", Program: "dig (8)", Owned: true},
			},
			Held: []trace.Packet{{Proto: "tcp", Name: "SYN", Src: "127.0.0.1:40001", Dst: "127.0.0.1:8080"}},
		}}}
		for h, says := range map[int]bool{2: false, 3: true} {
			lines := guestPane(s, trace.Host{Name: "client"}, 80, h)
			if got := len(lines) == 3 && strings.Contains(lines[1].String(), want); got != says || len(lines) > h {
				t.Errorf("in %d rows, in %s: %v; want %q in the second one: %v", h, lang, lines, want, says)
			}
		}
		for w, whole := range map[int]bool{80: true, 50: false} { // a sentence is not cut in the middle of a word
			line := guestPane(s, trace.Host{Name: "client"}, w, 3)[1].String()
			if strings.Contains(line, s.NoLimitKnown(&s.Step.Sockets[0])) != whole || strings.Contains(line, "…") {
				t.Errorf("in %d columns stands %q", w, line)
			}
		}
		var page strings.Builder
		for _, l := range socketsContent(s, 80, 20).Lines {
			page.WriteString(l.String() + "\n")
		}
		if !strings.Contains(page.String(), "127.0.0.1:40001") || !strings.Contains(page.String(), want) {
			t.Errorf("the page in %s is %q, want the socket and %q", lang, page.String(), want)
		}
	}
}

// TestTheListsOfManySockets: with little room a side keeps its listener, by which
// its program is known, and the connection that is drawn; the title says how many
// more there are.
func TestTheListsOfManySockets(t *testing.T) {
	w, err := paneltest.Recorded(crowd)
	if err != nil {
		t.Fatal(err)
	}
	const run = 5 // by this step 200 connections are established
	for lang, more := range map[string]string{"en": "… 199 more", "zh": "……另有 199 个"} {
		s := crowded(w, run)
		s.Lang = lang
		pair := s.Pairs()[7]
		s.Focus = pair.Key
		_, r := s.Both()
		lines := guestPane(s, r.Host, 79, 2)
		if len(lines) != 2 || !strings.Contains(lines[0].String(), "LISTEN") || !strings.Contains(lines[1].String(), pair.Left.Local) {
			t.Errorf("%s: the rows are %v, want the listener and %s", lang, lines, pair.Left.Local)
		}
		if title := guestTitle(s, r.Host, 79, 2).String(); !strings.Contains(title, more) {
			t.Errorf("%s: the title is %q, want %q in it", lang, title, more)
		}
		if rows := socketTable(s, 118, 5); !strings.Contains(rows[1].String(), "127.0.0.1:8080") || !strings.Contains(rows[4].String(), strings.Replace(more, "199", "398", 1)) {
			t.Errorf("%s: the table is %v, want the listener first, and in the last row how many more there are", lang, rows)
		}
	}
}

// TestTheProgramsHaveRoom: in an open lab a socket's program tells more than its
// host, which is all programs of a side. So the pages that list connections name
// it in 80 columns, too.
func TestTheProgramsHaveRoom(t *testing.T) {
	w, err := paneltest.Recorded(crowd)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range trace.Languages {
		s := crowded(w, 5)
		s.Lang = lang
		var client, server string
		for _, sock := range s.Step.Sockets {
			if sock.Role == trace.RoleListener {
				server = sock.Program
			} else if client == "" {
				client = sock.Program
			}
		}
		for name, build := range map[string]func(*Scene, int, int) Content{"t": socketsContent, "c": chooseContent} {
			var text strings.Builder
			for _, l := range build(s, 80, 22).Lines {
				text.WriteString(l.String() + "\n")
				if l.Width() > 78 {
					t.Errorf("%s %s: %q has %d columns", name, lang, l.String(), l.Width())
				}
			}
			if got := text.String(); !strings.Contains(got, client) || !strings.Contains(got, server) {
				t.Errorf("page %s in %s names not both %q and %q:\n%.400s", name, lang, client, server, got)
			}
		}
	}
}

// TestCallsStandBesideSockets: the call in which a program waits stands at the end of
// its socket's row, or below it if the row is full and the pane is not. If the pane
// is full, too, no socket loses its row for a call.
func TestCallsStandBesideSockets(t *testing.T) {
	s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: true}, Lang: "en", Step: trace.Step{
		Sockets: []trace.Socket{
			{ID: 1, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Owned: true, Program: "nginx (8)"},
			{ID: 2, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", Remote: "127.0.0.1:40000", State: "ESTABLISHED", Owned: true, Program: "nginx (8)"},
		},
		Calls: []trace.Call{
			{ID: 1, Host: "server", Program: "nginx (8)", Name: "accept4", Status: trace.CallRunning, Socket: 1},
			{ID: 2, Host: "server", Program: "nginx (8)", Name: "recvfrom", Status: trace.CallRunning, Socket: 2},
		},
	}}}
	const row1, row2 = "nginx (8)  127.0.0.1:80  LISTEN  in accept4", "nginx (8)  127.0.0.1:80 → 127.0.0.1:40000  ESTABLISHED"
	for _, c := range []struct {
		w, h int
		want []string
		why  string
	}{
		{80, 2, []string{row1, row2 + "  in recvfrom"}, "both rows have room"},
		{60, 3, []string{row1, row2, "in recvfrom"}, "the second row is full, and there is a row below it"},
		{60, 2, []string{row1, row2}, "there is no row below it, and half a word says nothing"},
		{60, 1, []string{row2}, "the newest socket has the only row"},
	} {
		var got []string
		for _, l := range guestPane(s, trace.Host{Name: "server"}, c.w, c.h) {
			got = append(got, strings.TrimSpace(l.String()))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") || len(got) > c.h {
			t.Errorf("%d columns and %d rows have\n%s\nwant\n%s\n%s", c.w, c.h, strings.Join(got, "\n"), strings.Join(c.want, "\n"), c.why)
		}
	}
}

// TestTheSocketPageTellsAllCalls: the page of the socket table also says in
// sentences what the programs of an open lab wait for. A lesson's has none.
func TestTheSocketPageTellsAllCalls(t *testing.T) {
	for open, want := range map[bool]bool{true: true, false: false} {
		s := &Scene{Scene: tell.Scene{Header: &trace.Header{Open: open}, Lang: "en", Step: trace.Step{
			Sockets: []trace.Socket{{ID: 1, Host: "server", Proto: "tcp", Local: "127.0.0.1:80", State: "LISTEN", Owned: true, Program: "nginx (8)"}},
			Calls:   []trace.Call{{ID: 1, Host: "server", Program: "nginx (8)", Name: "accept4", Status: trace.CallRunning, Socket: 1}},
		}}}
		var text strings.Builder
		for _, l := range socketsContent(s, 80, 20).Lines {
			text.WriteString(l.String() + "\n")
		}
		if got := strings.Contains(text.String(), "nginx (8) waits in accept4 on 127.0.0.1:80\n"); got != want {
			t.Errorf("open %v: the page tells of the call: %v, want %v:\n%s", open, got, want, &text)
		}
	}
}
