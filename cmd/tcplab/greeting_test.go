package main

import (
	"strings"
	"testing"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// TestTheGreetingFits: the terminal may have 80 columns, and breaks a longer line in
// the middle of a word. On the model the tools of the system show nothing of the
// lesson, and the greeting says so.
func TestTheGreetingFits(t *testing.T) {
	for _, network := range []string{trace.PrivateNetwork, trace.HostNetwork, trace.NetstackNetwork} {
		for lang, model := range map[string]string{"en": "no socket of the model", "zh": "看不到模型里的套接字"} {
			text := greeting(network, false, lang)
			for line := range strings.Lines(text) {
				if w := prose.Width(strings.TrimSuffix(line, "\n")); w > 79 {
					t.Errorf("%s, %s: a line of the greeting has %d columns, want 79 at most: %q", network, lang, w, line)
				}
			}
			if has := strings.Contains(strings.ReplaceAll(text, "\n", " "), model); has != (network == trace.NetstackNetwork) {
				t.Errorf("%s, %s: %q is in the greeting: %t\n%s", network, lang, model, has, text)
			}
		}
	}
}
