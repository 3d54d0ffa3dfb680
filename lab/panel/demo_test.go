package panel

import (
	"context"
	"os"
	"testing"
)

// TestDemo shows a sample on the terminal: PANEL_DEMO=connection, or live, …
// It is for looking at the panel by hand and does nothing otherwise.
func TestDemo(t *testing.T) {
	which := os.Getenv("PANEL_DEMO")
	if which == "" {
		t.Skip("set PANEL_DEMO to connection, host, udp, clients, or live to look at a sample")
	}
	o := Options{Lang: os.Getenv("PANEL_LANG"), ASCII: os.Getenv("PANEL_ASCII") != "", Questions: os.Getenv("PANEL_ASK") != ""}
	samples := map[string]func() *world{"connection": connection, "host": hostRun, "udp": datagrams, "clients": clients, "hostile": hostile}
	if which == "live" {
		o.Bench = newFakeBench(connection())
	} else {
		o.Recording = samples[which]().tape()
	}
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
}
