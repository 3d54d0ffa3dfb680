package view

import (
	"strings"
	"testing"

	"tcplab/lab/panel/paneltest"
)

// TestLargeStates: in the smallest window the listener stands large while there
// is no connection. A new connection does not look as if the listener had
// become it.
func TestLargeStates(t *testing.T) {
	for _, c := range []struct {
		at         int
		have, lack string
		why        string
	}{
		{1, "L I S T E N", "SYN", "Listen has made a listener, and there is no connection yet"},
		{4, "new connection", "LISTEN →", "the listener has not become the connection"},
		{4, "listener LISTEN", "L I S T E N", "the listener goes on beside the connection"},
		{6, "listener LISTEN", "new connection", "the listener still goes on, but now the connection is no longer new"},
		{6, "SYN_RCVD →", "", "the connection's state has changed, so the state before it is shown"},
	} {
		screen := Paint(sceneAt(paneltest.Connection(), c.at, true), 50, 15, false).String()
		if !strings.Contains(screen, c.have) || c.lack != "" && strings.Contains(screen, c.lack) {
			t.Errorf("step %d: want %q and not %q: %s\n%s", c.at, c.have, c.lack, c.why, screen)
		}
	}
}
