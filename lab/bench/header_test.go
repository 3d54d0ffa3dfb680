package bench

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestTheHeaderNamesStretchedTimers: a view says of a timer that it is
// stretched only where the lesson's network does that.
func TestTheHeaderNamesStretchedTimers(t *testing.T) {
	for _, c := range []struct {
		why     string
		clock   lab.Clock
		network string
		want    *trace.Usual
	}{
		{"a calm clock", lab.Calm, trace.PrivateNetwork, &trace.Usual{Resend: 200, FinWait2: 60_000}},
		{"a lesson on loss has the kernel's resends", lab.Ordinary, trace.PrivateNetwork, &trace.Usual{FinWait2: 60_000}},
		{"an open lab stretches nothing", lab.Own, trace.PrivateNetwork, nil},
		{"nothing is set on the host network", lab.Calm, trace.HostNetwork, nil},
	} {
		h, err := header(&lab.Lesson{Settings: lab.Settings{Clock: c.clock}}, Options{}, c.network)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, h.Usual); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

// poor is a network whose kernel lacks one thing.
type poor struct {
	*world
	lack string
}

func (p poor) Lacks(need string) bool { return need == p.lack }

// TestWhatAKernelLacksIsFoundOnce: only what a row of this network needs is looked
// for, and only what is lacking is told.
func TestWhatAKernelLacksIsFoundOnce(t *testing.T) {
	l := &lab.Lesson{Script: []lab.Beat{
		{ID: "a", Needs: "destroy syncookies", Only: lab.PrivateNetwork}, {ID: "b", Needs: "syncookies", Only: lab.PrivateNetwork}, {ID: "c"},
	}}
	for lack, want := range map[string]string{"syncookies": "syncookies", "destroy": "destroy", "rto_max": ""} {
		if got := strings.Join(lacking(l, poor{lack: lack}, lab.PrivateNetwork), " "); got != want {
			t.Errorf("of a kernel without %s it finds that %q is lacking, want %q", lack, got, want)
		}
	}
	if got := lacking(l, poor{lack: "destroy"}, lab.HostNetwork); len(got) > 0 {
		t.Errorf("on the host network %v is lacking, want nothing: no row there needs it", got)
	}
}

// TestTheModelIsToldApartOnce: a text about Linux gets a note where the model runs,
// above the paragraph that names Linux, and one that tells of both needs none.
func TestTheModelIsToldApartOnce(t *testing.T) {
	text := &prose.Text{Sections: map[string]prose.Section{
		"linux": {Lead: "It waits.", More: "Linux waits 0.2 s."},
		"both":  {Lead: "Nothing left.", More: "Linux lets one out, and gVisor does not."},
		"late":  {Lead: "It ends.", More: "By the peer.\n\nLinux reads on.\n\nRFC 9293, 3.5.2"},
		"lead":  {Lead: "Linux waits."},
		"none":  {Lead: "It listens."},
	}}
	marksLinux(text, "en")
	note := wOfLinux.In("en")
	for beat, want := range map[string]string{
		"linux": note + "\n\nLinux waits 0.2 s.",
		"both":  "Linux lets one out, and gVisor does not.",
		"late":  "By the peer.\n\n" + note + "\n\nLinux reads on.\n\nRFC 9293, 3.5.2",
		"lead":  note,
		"none":  "",
	} {
		if got := text.Sections[beat].More; got != want {
			t.Errorf("behind %s stands %q, want %q", beat, got, want)
		}
	}
}

// TestClosingQuestionsAreOfThisScript: a question is not asked if the beat that
// answers it is left out on this network or kernel.
func TestClosingQuestionsAreOfThisScript(t *testing.T) {
	text := &prose.Text{Closing: prose.Closing{Questions: []prose.Question{{Ask: "seen?", Beat: "dial"}, {Ask: "left out?", Beat: "gone"}}}}
	read := &texts{read: make(chan struct{}), by: map[string]*prose.Text{"en": text}}
	close(read.read)
	h := trace.Header{Network: trace.PrivateNetwork, Beats: []trace.Beat{{ID: "dial"}}}
	if err := read.into(&h, nil); err != nil {
		t.Fatal(err)
	}
	if got := h.Prose["en"].Closing.Questions; len(got) != 1 || got[0].Ask != "seen?" {
		t.Errorf("the closing questions are %v, want the one whose beat is there", got)
	}
}
