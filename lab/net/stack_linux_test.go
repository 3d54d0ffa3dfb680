package net_test

import (
	"regexp"
	"strings"
	"testing"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
)

// place matches an address with a port: ports differ in every run.
var place = regexp.MustCompile(`127\.0\.0\.1:[1-9]\d*`)

func TestConversationBehindTheGate(t *testing.T) {
	converse(t, func(t testing.TB, program string, port int) *gatetest.Host {
		h, _ := onPlain(t, gate.Config{Lesson: program, Port: port})
		return h
	})
}

// TestAProgramSeesWhatTheStandardPackageShows runs programs with sockets of their
// own process, which are the standard package's, and with sockets behind the gate.
// They must print the same, above all the types and texts of errors.
func TestAProgramSeesWhatTheStandardPackageShows(t *testing.T) {
	for _, program := range []string{"fails", "options", "elsewhere", "refused", "compat", "sizes"} {
		t.Run(program, func(t *testing.T) {
			cfg := gate.Config{Lesson: program, Port: port(t), Prefix: "tcplab/lab/net_test."}
			want := place.ReplaceAllString(toTheEnd(t, gatetest.Start(t, cfg)), "PLACE")
			h, _ := onPlain(t, cfg)
			got := place.ReplaceAllString(toTheEnd(t, h), "PLACE")
			if strings.Count(want, "\n") < 2 {
				t.Errorf("the program printed only %q: nothing is compared", want)
			}
			w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
			for i := range max(len(w), len(g)) {
				if i >= len(w) || i >= len(g) || w[i] != g[i] {
					t.Errorf("line %d is other than without a gate:\n got: %s\nwant: %s", i+1, strings.Join(g[min(i, len(g)):min(i+3, len(g))], "\n      "), strings.Join(w[min(i, len(w)):min(i+3, len(w))], "\n      "))
					break
				}
			}
		})
	}
}
