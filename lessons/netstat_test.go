package lessons

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
	"tcplab/lab/bench"
	"tcplab/lab/labtest"
	"tcplab/lab/porttest"
	"tcplab/lab/tcp"
	"tcplab/lab/trace"
	"tcplab/lessons/netstat"
)

// TestNetstatNames checks that the lesson's table of names is the one that all
// of tcplab uses. Only CLOSED is missing, which no tool shows.
func TestNetstatNames(t *testing.T) {
	var want []string
	for _, s := range tcp.States {
		if n := tcp.Names(s); s != tcp.Closed {
			want = append(want, strings.Join([]string{string(s), n.SS, n.Netstat, n.Windows}, " "))
		}
	}
	slices.Sort(want)
	for _, lang := range trace.Languages {
		text, err := netstat.Lesson.Prose(lang)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(text.Sections["close-write"].More) {
			cells := strings.Fields(strings.ReplaceAll(line, "|", " "))
			if strings.HasPrefix(line, "|") && len(cells) == 4 && tcp.Names(tcp.State(cells[0])).State != "" {
				got = append(got, strings.Join(cells, " "))
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the lesson's table (+) differs from lab/tcp's (-):\n%s", lang, diff)
		}
	}
}

// The placeholders in the rows that the lesson shows.
const (
	clientPort = "46768"
	clientPID  = "4710"
	serverPID  = "4711"
)

// block matches the rows that a section shows.
var block = regexp.MustCompile("(?s)```\n(.*?)```")

// TestNetstatPrintsTheRows types the notes' command at every beat that shows
// rows, as the student does, and compares the output with these rows.
func TestNetstatPrintsTheRows(t *testing.T) {
	labtest.Need(t, "netstat")
	text, err := netstat.Lesson.Prose("en")
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := netstat.Lesson.Prose("zh")
	if err != nil {
		t.Fatal(err)
	}
	port := porttest.Port(t)
	b, err := bench.Open(netstat.Lesson, bench.Options{Port: port})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	header := b.Recording().Header()
	if header.Network != lab.HostNetwork {
		t.Fatalf("the lesson runs on the %s network, want host: another terminal sees only that one", header.Network)
	}
	compared := 0
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		rows := block.FindStringSubmatch(text.Sections[step.Beat].More)
		if same := block.FindStringSubmatch(chinese.Sections[step.Beat].More); !slices.Equal(rows, same) {
			t.Errorf("%s: the languages show different rows: %q and %q", step.Beat, rows, same)
		}
		if rows != nil {
			compared++
			want := expectedRows(rows[1], port, header, step)
			got := typed(t, port)
			if strings.Contains(rows[1], "LISTEN") {
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: netstat (+) prints other rows than the lesson shows (-):\n%s", step.Beat, diff)
				}
			} else if !slices.Contains(got, want[0]) { // one row of several
				t.Errorf("%s: netstat does not print the row that the lesson shows: %q\n%s", step.Beat, want[0], strings.Join(got, "\n"))
			}
		}
		if step.Done != "" {
			break
		}
		if err := b.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if compared != 6 {
		t.Errorf("rows were compared at %d beats, want 6: LISTEN, ESTABLISHED, accepted, Recv-Q, half-closed, TIME_WAIT", compared)
	}
	if end := b.End(); end.Differences != 0 {
		t.Errorf("%d differences on the host network, for which the lesson is made, want none\n%s", end.Differences, transcript(t, b.Recording()))
	}
}

// expectedRows puts this run's ports and process numbers into the rows that
// the lesson shows.
func expectedRows(rows string, port int, header trace.Header, step trace.Step) []string {
	var client string
	for _, s := range step.Sockets {
		if s.Host == "client" {
			client = s.Local
		}
	}
	pids := map[string]int{}
	for _, h := range header.Hosts {
		pids[h.Name] = h.PID
	}
	var want []string
	for line := range strings.Lines(rows) {
		f := strings.Fields(line)
		for i := range f {
			f[i] = strings.ReplaceAll(f[i], ":8001", ":"+strconv.Itoa(port))
			f[i] = strings.ReplaceAll(f[i], "127.0.0.1:"+clientPort, client)
			f[i] = strings.ReplaceAll(f[i], clientPID+"/tcplab", strconv.Itoa(pids["client"]))
			f[i] = strings.ReplaceAll(f[i], serverPID+"/tcplab", strconv.Itoa(pids["server"]))
		}
		want = append(want, strings.Join(f, " "))
	}
	slices.Sort(want)
	return want
}

// typed returns the output of the notes' command in a second terminal. It
// leaves out the programs' names, which are not tcplab in a test.
func typed(t *testing.T, port int) []string {
	t.Helper()
	command := fmt.Sprintf("netstat -apn | grep %d", port)
	out, err := exec.Command("sh", "-c", command).Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	var rows []string
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) < 7 || f[0] != "tcp" || !strings.Contains(line, fmt.Sprintf(":%d ", port)) {
			continue // the number is in the line, but is not a port
		}
		f[6], _, _ = strings.Cut(f[6], "/")
		rows = append(rows, strings.Join(f[:7], " "))
	}
	slices.Sort(rows)
	return rows
}

// TestNetstatOnThePrivateNetwork plays the lesson on the network that holds
// packets, and runs netstat and ss inside it at every step. There they also
// show the states that pass too quickly on the host network.
func TestNetstatOnThePrivateNetwork(t *testing.T) {
	needPrivate(t)
	b, err := bench.Open(netstat.Lesson, bench.Options{Network: lab.PrivateNetwork})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	shown := map[tcp.State]bool{}
	for {
		step, err := b.Latest()
		if err != nil {
			t.Fatal(err)
		}
		var ss, net []string
		for _, s := range step.Sockets {
			if n := tcp.Names(tcp.State(s.State)); n.State != tcp.Closed {
				ss, net = append(ss, n.SS), append(net, n.Netstat)
				shown[n.State] = true
			}
		}
		compareStates(t, b, step, ss, 0, "ss", "-tanH")
		compareStates(t, b, step, net, 5, "netstat", "-tan")
		if step.Done != "" {
			break
		}
		if err := b.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if end := b.End(); end.Differences != 0 {
		t.Errorf("%d differences, skipped %v\n%s", end.Differences, end.Skipped, transcript(t, b.Recording()))
	}
	for _, s := range tcp.States {
		if !shown[s] && s != tcp.Closed && s != tcp.Closing {
			t.Errorf("no step stood in %s, so its names were not compared", s)
		}
	}
}

// compareStates compares the states in a column of a tool's output with want,
// those of a step.
func compareStates(t *testing.T, b *bench.Bench, step trace.Step, want []string, column int, tool string, args ...string) {
	t.Helper()
	labtest.Need(t, tool)
	var out bytes.Buffer
	cmd := exec.Command(tool, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := b.Start(cmd); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s failed: %v\n%s", tool, err, out.String())
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		if f := strings.Fields(line); len(f) > column && strings.Contains(line, "127.0.0.1:") {
			got = append(got, f[column])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("step %d (%s): %s (+) and lab/tcp's names (-) differ:\n%s", step.Step, step.Beat, tool, diff)
	}
}
