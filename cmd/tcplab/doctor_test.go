package main

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"tcplab/lab/kernel"
)

// fakeTable is a system's table: what it says of each socket, and of each protocol the
// error that it gives instead.
type fakeTable struct {
	row    kernel.Socket
	lacks  string
	errors map[string]error
}

func (s fakeTable) Lookup(proto string, _, _ netip.AddrPort) (kernel.Socket, bool, error) {
	return s.row, proto != s.lacks, s.errors[proto]
}

// TestDoctorSaysWhatIsTold compares what doctor says of the table with what a table
// tells.
func TestDoctorSaysWhatIsTold(t *testing.T) {
	for _, c := range []struct {
		system fakeTable
		want   string
		fails  bool
		why    string
	}{
		{fakeTable{}, "the system tells the state of every socket", false, "Linux"},
		{fakeTable{row: kernel.Socket{StateOnly: true}}, "neither queues nor timers", false, "Windows"},
		{fakeTable{row: kernel.Socket{QueuesOnly: true}}, "the state and the queues of every socket, and no timers", false, "macOS"},
		{fakeTable{lacks: kernel.TCP}, "lacks a tcp socket", true, "a table that lacks what is there is read wrongly"},
		{fakeTable{lacks: kernel.UDP}, "lacks a udp socket", true, "the same of UDP"},
		{fakeTable{errors: map[string]error{kernel.UDP: errors.New("no UDP here")}}, "no UDP here", true, "lessons on UDP would end with that"},
	} {
		text, err := tellsOf(c.system)
		got := text.String()
		if err != nil {
			got = err.Error()
		}
		if (err != nil) != c.fails || !strings.Contains(got, c.want) {
			t.Errorf("doctor says %q, want %q among it, as an error: %v: %s", got, c.want, c.fails, c.why)
		}
	}
	reader, err := kernel.NewReader()
	if err != nil {
		t.Skipf("this machine's sockets cannot be read: %v", err)
	}
	defer reader.Close()
	if text, err := tellsOf(reader); err != nil {
		t.Errorf("doctor says %q, error %v; want its own sockets found", text, err)
	}
}
