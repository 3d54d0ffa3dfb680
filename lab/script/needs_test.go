package script

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
)

// TestALessonGoesOnWithoutWhatTheKernelLacks: the rows that need it are left out,
// with their chapter if it has no others, and the script that is left can be read.
func TestALessonGoesOnWithoutWhatTheKernelLacks(t *testing.T) {
	l := &lab.Lesson{
		Hosts: []lab.Host{{Name: "client"}}, Settings: lab.Settings{Network: lab.PrivateNetwork}, Chapters: []string{"open", "end", "cookies"},
		Script: []lab.Beat{
			{ID: "dial", Move: lab.Call("client", "Dial"), Chapter: "open"},
			{ID: "gone", Move: lab.Destroy("client"), Chapter: "end", Needs: "destroy"},
			{ID: "instead", Move: lab.Call("client", "Close"), Chapter: "end", Lacks: "destroy"},
			{ID: "exit", Move: lab.Call("client", "exit"), Chapter: "end", After: "dial gone"},
			{ID: "cookie", Move: lab.Call("client", "Dial"), Chapter: "cookies", Needs: "syncookies rto_max"},
			{ID: "host", Move: lab.Call("client", "Dial"), Chapter: "end", Only: lab.HostNetwork},
		},
	}
	if got := Needs(l, lab.PrivateNetwork); !slices.Equal(got, []string{"destroy", "syncookies", "rto_max"}) {
		t.Errorf("the script needs %v, want destroy, syncookies and rto_max", got)
	}
	for _, c := range []struct {
		lacks          []string
		rows, chapters string
		after          string // of exit
	}{
		{nil, "dial gone exit cookie", "open end cookies", "dial gone"},
		{[]string{"destroy"}, "dial instead exit cookie", "open end cookies", "dial"},
		{[]string{"rto_max"}, "dial gone exit", "open end", "dial gone"},
		{[]string{"destroy", "syncookies"}, "dial instead exit", "open end", "dial"},
	} {
		left := Without(l, c.lacks)
		if rows := strings.Join(ids(On(left, lab.PrivateNetwork)), " "); rows != c.rows {
			t.Errorf("without %v the rows are %s, want %s", c.lacks, rows, c.rows)
		}
		if chapters := strings.Join(left.Chapters, " "); chapters != c.chapters {
			t.Errorf("without %v the chapters are %s, want %s", c.lacks, chapters, c.chapters)
		}
		i := slices.IndexFunc(left.Script, func(b lab.Beat) bool { return b.ID == "exit" })
		if left.Script[i].After != c.after {
			t.Errorf("without %v exit comes after %q, want %q: nothing that is left out can come before", c.lacks, left.Script[i].After, c.after)
		}
		if _, err := New(left, lab.PrivateNetwork); err != nil {
			t.Errorf("without %v: %v", c.lacks, err)
		}
	}
	if l.Script[3].After != "dial gone" {
		t.Error("the lesson itself was changed")
	}
}
