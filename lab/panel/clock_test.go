package panel

import (
	"testing"
	"time"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/trace"
)

// A napLoop records how long the panel naps.
type napLoop struct {
	noLoop
	naps *[]time.Duration
}

func (l napLoop) nap(d time.Duration, _ func()) { *l.naps = append(*l.naps, d) }

// TestAShorterTimerWakesThePanelUp: a timer that is told in minutes changes
// rarely, but the next step may bring one that counts seconds.
func TestAShorterTimerWakesThePanelUp(t *testing.T) {
	p := still(paneltest.Connection(), 21, true)
	var naps []time.Duration
	p.loop = napLoop{naps: &naps}
	for _, left := range []int64{119_900, 59_500} {
		p.step.Sockets = []trace.Socket{{Timer: &trace.Timer{Millis: left}}}
		p.keepTime()
	}
	if len(naps) != 2 || naps[0] < 30*time.Second || naps[1] > 2*time.Second {
		t.Errorf("it naps for %v, want about a minute, and then for a second at most", naps)
	}
}
