package wine

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// networks are those on which every lesson is tried. Each is compared with the same
// network on Linux, in the same namespace: a lesson that runs there runs under Wine,
// with the same steps, and one that is refused there is refused with the same words.
var networks = []string{"host", "netstack"}

// apart are the lessons that differ from Linux: by network and lesson, what the
// program for Windows says, and why. A row that holds no longer fails the test.
var apart = map[[2]string]struct{ says, why string }{
	{"host", "udp-boundaries"}:     {"is not as the script has it", "Windows gives EMSGSIZE for a buffer that is too short, and no error for an ICMP answer"},
	{"host", "address-in-use"}:     {"uses what Linux alone has", "two of its programs name socket options by Linux's numbers"},
	{"netstack", "address-in-use"}: {"uses what Linux alone has", "the same"},
}

// A course is a lesson's run, without what differs from one run to the next.
type course struct {
	status      int
	says        string // on standard error; "" if the run ended as it should
	beats       string // in order
	differences int
	done        string // why the run ended
}

func courseOf(t *testing.T, e ended) course {
	t.Helper()
	c := course{status: e.status}
	if e.status != 0 {
		c.says = e.errs
	}
	var beats []string
	for line := range strings.Lines(e.out) {
		var step struct {
			Beat        string
			Done        string
			Differences int // in the last line
		}
		if err := json.Unmarshal([]byte(line), &step); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if step.Beat != "" {
			beats = append(beats, step.Beat)
		}
		c.differences += step.Differences
		if step.Done != "" {
			c.done = step.Done
		}
	}
	c.beats = strings.Join(beats, " ")
	return c
}

func TestLessons(t *testing.T) {
	var lessons []struct{ Name string }
	if err := json.Unmarshal([]byte(runIn(t, lab.dir, lab.native, "list", "--json").out), &lessons); err != nil || len(lessons) == 0 {
		t.Fatalf("%d lessons, %v", len(lessons), err)
	}
	port := 20000
	for _, network := range networks {
		t.Run(network, func(t *testing.T) {
			for _, lesson := range lessons {
				t.Run(lesson.Name, func(t *testing.T) {
					run := func(program ...string) ended {
						port++ // so that no TIME_WAIT of the run before is in the way
						return runIn(t, t.TempDir(), append(program, "run", lesson.Name, "--json", "--lang", "en", "--net", network, "--port", fmt.Sprint(port))...)
					}
					linux := courseOf(t, run(lab.native))
					e := run("wine", lab.windows)
					if name, found := explain(e.errs); found {
						t.Fatalf("this is a fault of Wine's and not of tcplab's (%s): %s", name, e.errs)
					}
					wine := courseOf(t, e)
					if other, ok := apart[[2]string{network, lesson.Name}]; ok {
						if wine == linux {
							t.Fatalf("it is as on Linux now: take the row out of apart")
						}
						if !strings.Contains(wine.says, other.says) {
							t.Fatalf("it says %q, want %q: %s", wine.says, other.says, other.why)
						}
						return
					}
					if wine != linux {
						t.Errorf("under Wine it is\n%+v\nand on Linux\n%+v\n%s", wine, linux, e.errs)
					}
					if wine.status == 0 {
						t.Logf("as on Linux, beat by beat: %s", wine.beats)
					} else {
						t.Logf("refused as on Linux: %s", wine.says)
					}
				})
			}
		})
	}
	if left := leftovers(t); len(left) > 0 {
		t.Errorf("the runs have left %v", left)
	}
}
