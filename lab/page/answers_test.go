package page

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tcplab/lab/trace"
)

// states finds the states of RFC 9293 that tell something. CLOSED and LISTEN are
// words of the programs and of sentences as well.
var states = regexp.MustCompile(`SYN_SENT|SYN_RCVD|ESTABLISHED|FIN_WAIT_[12]|CLOSE_WAIT|CLOSING|LAST_ACK|TIME_WAIT`)

// A reset is the lesson "connection" if the client's SYN had been reset: its machine
// took a way that is drawn only where a run went it.
type reset struct{ Recording }

func (r reset) Step(i int) (trace.Step, error) {
	step, err := r.Recording.Step(i)
	step.Sockets = slices.Clone(step.Sockets)
	for k := range step.Sockets {
		if s := &step.Sockets[k]; i > 3 && s.Host == "client" {
			s.State, s.Been = "CLOSED", []string{"CLOSED", "SYN_SENT"}
		}
	}
	return step, err
}

// TestNoAnswers shows that an exercise holds no answer, not even hidden: neither of a
// run that went the usual way, nor of another one, nor of one with datagrams.
func TestNoAnswers(t *testing.T) {
	noAnswers(t, recorded(t))
	noAnswers(t, reset{recorded(t)})
	small, err := trace.Open("../plain/testdata/small.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = small.Close() })
	noAnswers(t, small)
}

func noAnswers(t *testing.T, rec Recording) {
	t.Helper()
	page := written(t, rec, Options{Lang: "en", To: -1, NoAnswers: true})
	root := parsed(t, page)
	questions := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, class := range []string{"right", "why", "answers", "turn", "lead", "more", "odd", "been", "passed", "now", "new"} {
			if hasClass(n, class) {
				t.Errorf("<%s class=%q> tells an answer", n.Data, attribute(n, "class"))
			}
		}
		if hasClass(n, "state") && regexp.MustCompile(`[A-Z]{4}`).MatchString(texts(n, nil)) {
			t.Errorf("the state %q is told", texts(n, nil))
		}
		if n.Data == "section" && hasClass(n, "question") {
			questions++
		}
		if attribute(n, "id") == "marks" {
			var marks marksData
			if err := json.Unmarshal([]byte(texts(n, nil)), &marks); err != nil {
				t.Fatal(err)
			}
			for _, m := range marks.Steps {
				if m.Maps != [2]string{} {
					t.Errorf("step %d: the marks %q tell the states", m.N, m.Maps)
				}
			}
		}
	}
	if questions == 0 && rec.Header().Lesson == "connection" {
		t.Error("the exercise asks nothing")
	}
	// The figure has the names of all states, a question may speak of some, and the
	// programs are given.
	rest := texts(root, func(n *html.Node) bool {
		return hasClass(n, "figure") || hasClass(n, "question") || hasClass(n, "program") || slices.Contains([]string{"style", "script"}, n.Data)
	})
	if at := states.FindStringIndex(rest); at != nil {
		t.Errorf("a state is told: …%s…", strings.TrimSpace(rest[max(0, at[0]-60):min(len(rest), at[1]+30)]))
	}
	// An answer's reason is nowhere, in no language.
	for lang, text := range rec.Header().Prose {
		for _, sec := range text.Sections {
			if sec.Question == nil {
				continue
			}
			for _, o := range sec.Question.Options {
				if o.Why != "" && strings.Contains(string(page), o.Why) {
					t.Errorf("%s: the exercise holds the reason %q", lang, o.Why)
				}
			}
		}
	}
}
