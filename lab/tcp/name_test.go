package tcp

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func TestNamesAreComplete(t *testing.T) {
	for _, s := range States {
		n := Names(s)
		if n.State != s || n.SS == "" || n.Netstat == "" || n.Windows == "" || n.Darwin == "" {
			t.Errorf("Names(%s) = %+v: a lesson shows all of them", s, n)
		}
		if got := FromLinux(n.Linux); got != s {
			t.Errorf("FromLinux(%d) = %q, want %s: the number is its own", n.Linux, got, s)
		}
		if got := FromMIB(n.MIB); got != s {
			t.Errorf("FromMIB(%d) = %q, want %s: the number is its own", n.MIB, got, s)
		}
		if got := FromBSD(n.BSD); got != s {
			t.Errorf("FromBSD(%d) = %q, want %s: the number is its own", n.BSD, got, s)
		}
	}
	if n := Names("UNCONN"); n != (Name{}) {
		t.Errorf("Names(UNCONN) = %+v, want none: UDP has no states", n)
	}
}

// The numbers are the ABI of include/net/tcp_states.h.
func TestLinuxNumbers(t *testing.T) {
	want := []State{"", Established, SynSent, SynRcvd, FinWait1, FinWait2, TimeWait, Closed,
		CloseWait, LastAck, Listen, Closing, SynRcvd, ""}
	for number, state := range want {
		if got := FromLinux(number); got != state {
			t.Errorf("FromLinux(%d) = %q, want %q (12 is TCP_NEW_SYN_RECV; 13 is not a state of the RFC)", number, got, state)
		}
	}
}

// The numbers are those of MIB_TCP_STATE, which are RFC 4022's.
func TestWindowsNumbers(t *testing.T) {
	want := []State{"", Closed, Listen, SynSent, SynRcvd, Established, FinWait1, FinWait2,
		CloseWait, Closing, LastAck, TimeWait, Closed, ""}
	for number, state := range want {
		if got := FromMIB(number); got != state {
			t.Errorf("FromMIB(%d) = %q, want %q (12 is DELETE_TCB; 13 is not a state of the RFC)", number, got, state)
		}
	}
}

// The numbers are those of bsd/netinet/tcp_fsm.h in Apple's sources.
func TestBSDNumbers(t *testing.T) {
	want := []State{Closed, Listen, SynSent, SynRcvd, Established, CloseWait, FinWait1, Closing,
		LastAck, FinWait2, TimeWait, ""}
	for number, state := range want {
		if got := FromBSD(number); got != state {
			t.Errorf("FromBSD(%d) = %q, want %q (11 is not a state)", number, got, state)
		}
	}
}

// TestSSKnowsTheNames compares the table with the names of states in the help
// of ss.
func TestSSKnowsTheNames(t *testing.T) {
	path, err := exec.LookPath("ss")
	if err != nil {
		t.Skip("ss is not installed, so its names cannot be compared")
	}
	help, err := exec.Command(path, "--help").CombinedOutput()
	if err != nil {
		t.Skipf("ss --help does not work here: %v", err)
	}
	help = bytes.Replace(help, []byte("fin-wait-{1,2}"), []byte("fin-wait-1 fin-wait-2"), 1)
	// STATE-FILTER in the help is lower case and has its own word for two.
	filter := map[State]string{Established: "established", Listen: "listening", Closed: "closed"}
	for _, s := range States {
		word := filter[s]
		if word == "" {
			word = strings.ToLower(Names(s).SS)
		}
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(word) + `\b`).Match(help) {
			t.Errorf("%s: ss --help has no %q", s, word)
		}
	}
}
