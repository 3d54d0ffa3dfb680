package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
)

// TestLargeStates: in the smallest window the listener stands large while there
// is no connection, and a new connection does not seem to come out of it.
func TestLargeStates(t *testing.T) {
	for _, c := range []struct {
		at         int
		have, lack string
		why        string
	}{
		{1, "L I S T E N", "SYN", "Listen has made a listener, and there is no connection"},
		{4, "new connection", "LISTEN →", "the listener has not become the connection"},
		{4, "listener LISTEN", "L I S T E N", "it goes on beside it"},
		{6, "listener LISTEN", "new connection", "it still does; and now the connection's own state has changed"},
		{6, "SYN_RCVD →", "", "which has a state before it"},
	} {
		screen := Paint(sceneAt(paneltest.Connection(), c.at, true), 50, 15, false).String()
		if !strings.Contains(screen, c.have) || c.lack != "" && strings.Contains(screen, c.lack) {
			t.Errorf("step %d: want %q and not %q: %s\n%s", c.at, c.have, c.lack, c.why, screen)
		}
	}
}
