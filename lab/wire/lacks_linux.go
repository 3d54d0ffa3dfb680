package wire

import (
	"os"
	"slices"
	"strings"
)

// Lacks reports whether the network's kernel cannot do what a lesson may need, one
// of the names in Needs.
func (n *Namespace) Lacks(need string) bool {
	lacks := false
	err := n.Do(func() error {
		switch need {
		case NeedDestroy:
			lacks = slices.Contains(n.wants.without, need) || !n.reader.Destroys()
		case NeedRTOMax:
			lacks = n.wants.missing(rtoMax)
		case NeedSyncookies:
			lacks = n.wants.missing(syncookies)
		}
		return nil
	})
	return lacks || err != nil
}

// missing reports whether the calling thread's namespace lacks a sysctl.
func (s Settings) missing(name string) bool {
	_, err := os.Stat("/proc/sys/" + strings.ReplaceAll(name, ".", "/"))
	return err != nil || slices.Contains(s.without, name)
}
