package view

import (
	"fmt"
	"strings"
	"testing"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/panel/paneltest"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestNoRowIsWasted: at 80×24 every row is needed. No row may be blank while a
// program's title has no code below it, or an answered question lacks an
// option.
func TestNoRowIsWasted(t *testing.T) {
	question := func(options int, long string) *prose.Question {
		q := &prose.Question{Ask: "What comes next?"}
		for i := range options {
			q.Options = append(q.Options, prose.Option{
				Text: fmt.Sprintf("option %d%s", i+1, long), Why: "for a reason" + long, Right: i == options-1,
			})
		}
		return q
	}
	for name, play := range map[string]func() *paneltest.World{"one client": paneltest.Connection, "two clients": paneltest.Clients, "host network": paneltest.HostRun} {
		for _, options := range []int{2, 3, 4} {
			for _, long := range []string{"", " that is told at length, so that one row is not enough for it"} {
				w := play()
				w.Header.Home = w.Header.Network
				for id, sec := range w.Header.Prose["en"].Sections {
					sec.Question = question(options, long)
					w.Header.Prose["en"].Sections[id] = sec
				}
				for at := range w.Steps {
					for answer := range options + 1 {
						s := sceneAt(w, at, true)
						s.Asking = true
						s.Answer = answer
						screen := Paint(s, 80, 24, false).String()
						rows := strings.Split(strings.TrimRight(screen, "\n"), "\n")
						blank, bare := 0, false
						for y, row := range rows {
							if row == "" {
								blank++
							}
							title := strings.Contains(row, ".go: ") && strings.HasPrefix(row, canvas.Bar+canvas.Bar)
							bare = bare || title && strings.HasPrefix(rows[y+1], canvas.Bar+canvas.Bar)
						}
						lacks := false
						for i := range options {
							lacks = lacks || s.Question() != nil && !strings.Contains(screen, fmt.Sprintf("option %d", i+1))
						}
						if blank > 0 && (bare || lacks) {
							t.Errorf("%s, step %d, answer %d of %d: %d rows are blank; a program without a row %v, an option lacks %v\n%s",
								name, at, answer, options, blank, bare, lacks, screen)
							return
						}
					}
				}
			}
		}
	}
}

// TestWhoseRowItIs: if there is one row of code for two programs, it shows the
// one that goes on by the next move, else the one that the step moved.
func TestWhoseRowItIs(t *testing.T) {
	for _, tt := range []struct {
		why   string
		next  *trace.Move
		moved string
		upper bool
	}{
		{"the client calls next", &trace.Move{Kind: trace.MoveCall, Host: "client"}, "server", true},
		{"the server calls next", &trace.Move{Kind: trace.MoveCall, Host: "server"}, "client", false},
		{"a packet is next, and the client has moved", &trace.Move{Kind: trace.MoveDeliver, Host: "client"}, "client", true},
		{"nothing tells them apart", nil, "", false},
	} {
		s := sceneAt(paneltest.Connection(), 3, true)
		s.Step.Next, s.Step.Events = tt.next, nil
		if tt.moved != "" {
			s.Step.Events = []trace.Event{{Kind: trace.EventStarted, Host: tt.moved}}
		}
		l, r := s.Both()
		c := canvas.New(80, 24, false)
		paintPrograms(c, s, l, r, 0, 3, false)
		if second := strings.Split(c.String(), "\n")[1]; strings.Contains(second, "net.Dial") != tt.upper {
			t.Errorf("%s: below the client's title stands %q", tt.why, second)
		}
	}
}
