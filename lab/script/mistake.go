package script

import (
	"slices"
	"strings"

	"tcplab/lab"
	"tcplab/lab/nearest"
	"tcplab/lab/trace"
	"tcplab/lab/words"
)

// A Mistake is a row of a lesson's script, and what is wrong with it.
type Mistake struct {
	Row int
	Err error
}

// Mistakes returns an error for each row of a lesson's script, on whatever network,
// that cannot be read, or names what the lesson does not have.
func Mistakes(l *lab.Lesson) []Mistake {
	var all []Mistake
	for i, b := range l.Script {
		s, err := read([]lab.Beat{b}, false)
		if err != nil {
			all = append(all, Mistake{i, err})
			continue
		}
		for _, found := range []error{s.knowsHosts(l.Hosts), knowsLine(l.Hosts, b), knowsBeats(l, b), knowsChapter(l, b), knowsNetwork(l, b), knowsNeeds(b)} {
			if found != nil {
				all = append(all, Mistake{i, ofBeat(b, found)})
			}
		}
	}
	return all
}

// ofBeat returns an error about a row, with the row's name.
func ofBeat(b lab.Beat, err error) error {
	return words.Errorf("beat %s: %w", "步骤 %s：%w", b.ID, err)
}

// knowsHosts returns an error if the script's one row names a host that the lesson
// does not have. No step would ever take such a row, or its claim would be about nothing:
// a socket that does not exist is CLOSED.
func (s *Script) knowsHosts(hosts []lab.Host) error {
	var names []string
	for _, h := range hosts {
		names = append(names, h.Name)
	}
	said := []string{s.beats[0].Move.Host, s.beats[0].Move.To}
	about := s.then[0]
	if s.when[0] != nil {
		about = append(slices.Clone(about), *s.when[0])
	}
	for _, c := range about {
		said = append(said, c.host)
		if c.at != "listener" && c.at != "udp" {
			said = append(said, c.at)
		}
	}
	for _, name := range said {
		if name != "" && !slices.ContainsFunc(names, func(h string) bool { return like(name, h) }) {
			return words.Errorf("the lesson has no host %q: %s", "课程没有主机 %q：%s", name, nearest.DidYouMean(name, names))
		}
	}
	return nil
}

// knowsLine returns an error if a row tells a host a line that is none of its Lines.
// No student could tell it that, and no step would ever take such a row.
func knowsLine(hosts []lab.Host, b lab.Beat) error {
	i := slices.IndexFunc(hosts, func(h lab.Host) bool { return h.Name == b.Move.Host })
	if b.Move.Kind != trace.MoveInput || i < 0 {
		return nil
	}
	var lines []string
	for _, l := range hosts[i].Lines {
		lines = append(lines, l.Text)
	}
	if slices.Contains(lines, b.Move.Name) {
		return nil
	}
	return words.Errorf("%s has no %q among its Lines: %s", "%s 的 Lines 里没有 %q：%s", b.Move.Host, b.Move.Name, nearest.DidYouMean(b.Move.Name, lines))
}

// knowsBeats returns an error if a row comes after a beat that the lesson does not
// have: it would be told without it.
func knowsBeats(l *lab.Lesson, b lab.Beat) error {
	for _, id := range strings.Fields(b.After) {
		if err := l.HasBeat(id); err != nil {
			return words.Errorf("After is wrong: %w", "After 写错了：%w", err)
		}
	}
	return nil
}

// knowsChapter returns an error if a row is in no chapter of the lesson.
func knowsChapter(l *lab.Lesson, b lab.Beat) error {
	if slices.Contains(l.Chapters, b.Chapter) || b.Chapter == "" && len(l.Chapters) == 0 {
		return nil
	}
	return words.Errorf("the lesson has no chapter %q: %s", "课程没有 %q 这一章：%s", b.Chapter, nearest.DidYouMean(b.Chapter, l.Chapters))
}

// knowsNeeds returns an error if a row needs what nobody can look for.
func knowsNeeds(b lab.Beat) error {
	for need := range strings.FieldsSeq(b.Needs + " " + b.Lacks) {
		if !slices.Contains(lab.Needs, need) {
			return words.Errorf("Needs and Lacks have no word %q: %s", "Needs 和 Lacks 里没有 %q 这个词：%s", need, nearest.DidYouMean(need, lab.Needs))
		}
	}
	return nil
}

// knowsNetwork returns an error if a row is for a network that there is not, or
// destroys a socket or needs something and is not for the private network alone:
// tcplab never destroys sockets of the host network, and changes nothing there.
func knowsNetwork(l *lab.Lesson, b lab.Beat) error {
	if networksOf[b.Only] == nil {
		networks := []string{lab.PrivateNetwork, lab.HostNetwork, lab.NetstackNetwork, lab.Kernel}
		return words.Errorf("there is no network %q: %s", "没有 %q 这种网络：%s", b.Only, nearest.DidYouMean(b.Only, networks))
	}
	onHost := slices.Contains(networksOf[b.Only], lab.HostNetwork) && l.Settings.Network != lab.PrivateNetwork
	if onHost && b.Needs+b.Lacks != "" {
		return words.Errorf("what a row needs is looked for only on the private network: set the row's Only to lab.PrivateNetwork",
			"只有在私有网络上才会检查 Needs 和 Lacks：请把这一行的 Only 设为 lab.PrivateNetwork")
	}
	if onHost && b.Move.Kind == trace.MoveDestroy {
		return words.Errorf("a socket can be destroyed only on the private network: set the row's Only to lab.PrivateNetwork",
			"只有在私有网络上才能销毁套接字：请把这一行的 Only 设为 lab.PrivateNetwork")
	}
	return nil
}
