package bench

import (
	"fmt"
	"os"

	"tcplab/lab"
	"tcplab/lab/gate"
)

// RunHost turns this process into a host of a lesson if the bench started it as
// one. Then it never returns. It must be called at the top of main, and of
// every TestMain whose tests run lessons.
func RunHost(lessons []*lab.Lesson) {
	cfg, ok := gate.FromEnv()
	if !ok {
		return
	}
	for _, l := range lessons {
		if l.Name != cfg.Lesson {
			continue
		}
		for _, h := range l.Hosts {
			if h.Name == cfg.Host {
				gate.Serve(cfg, h.Main)
			}
		}
	}
	fmt.Fprintf(os.Stderr, "tcplab: there is no host %q in a lesson %q\n", cfg.Host, cfg.Lesson)
	os.Exit(2)
}
