package script

import (
	"fmt"
	"slices"
	"strings"

	"tcplab/lab"
)

// knowsHosts returns an error if a row names a host that the lesson does not
// have. No step would ever take such a row, or its claim would be about nothing:
// a socket that does not exist is CLOSED.
func (s *Script) knowsHosts(hosts []lab.Host) error {
	var names []string
	for _, h := range hosts {
		names = append(names, h.Name)
	}
	unknown := func(name string) bool {
		return name != "" && !slices.ContainsFunc(names, func(h string) bool { return like(name, h) })
	}
	for i, b := range s.beats {
		said := []string{b.Move.Host, b.Move.To}
		about := s.then[i]
		if s.when[i] != nil {
			about = append(slices.Clone(about), *s.when[i])
		}
		for _, c := range about {
			said = append(said, c.host)
			if c.at != "listener" && c.at != "udp" {
				said = append(said, c.at)
			}
		}
		if k := slices.IndexFunc(said, unknown); k >= 0 {
			return fmt.Errorf("beat %s names the host %q, and the lesson has only %s: write it as in Hosts", b.ID, said[k], strings.Join(names, ", "))
		}
	}
	return nil
}
