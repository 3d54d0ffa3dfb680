package paneltest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// words matches the words of Latin letters on a screen.
var words = regexp.MustCompile(`[A-Za-z][A-Za-z']+`)

// names are Latin words that Chinese texts on networks have, too: the names of
// packets and states, of tools, of keys, and of columns and units as the tools
// print them. Acronyms need not be here.
var names = strings.Fields(`
	seq ack win cwnd ssthresh run pcapng Wireshark Recv Send keepalive persist pid goroutine
	Linux Go RFC tcplab exec curl netstat ss nc lo accept connect listen exit io
	Enter Esc Home End Tab Space PgUp PgDn Ctrl`)

// Known returns the words that a Chinese screen of a run may have in Latin
// letters: names, what the lesson's own text has, the code of its programs, and
// what the programs said and got.
func Known(h *trace.Header, steps []trace.Step) map[string]bool {
	known := map[string]bool{}
	add := func(text string) {
		for _, w := range words.FindAllString(text, -1) {
			known[w] = true
		}
	}
	for _, n := range names {
		known[n] = true
	}
	add(h.Lesson)
	if zh := h.Prose["zh"]; zh != nil {
		own := *zh
		own.Comments, own.Hosts = nil, nil // their keys are English
		text, err := json.Marshal(own)
		if err != nil {
			panic("BUG: a text that came from a trace cannot be written: " + err.Error())
		}
		plain := strings.NewReplacer(`\n`, " ", `\t`, " ", "`", "").Replace(string(text))
		add(plain)
		for _, m := range hostWord.FindAllStringSubmatch(plain, -1) {
			known[m[1]+m[2]] = true
		}
	}
	for _, host := range h.Hosts {
		add(host.File)
		for _, a := range host.Args {
			add(a)
		}
	}
	for _, p := range h.Programs {
		source := p.Source
		for _, c := range prose.Comments(source) {
			for line := range strings.SplitSeq(c, "\n") {
				source = strings.Replace(source, "// "+line, "", 1)
			}
		}
		add(source)
	}
	for i := range steps {
		step := &steps[i]
		for _, e := range step.Events {
			add(e.Err)
			if e.Kind != trace.EventExit {
				add(e.Text)
			}
			if e.Packet != nil {
				add(e.Packet.Text)
			}
		}
		for _, c := range step.Calls {
			add(c.Name + " " + c.Text)
		}
		for _, s := range step.Hosts {
			add(s.Output)
			if s.Error != nil {
				add(s.Error.Err + " " + s.Error.Call)
			}
		}
	}
	return known
}

// hostWord matches a host's English name beside Chinese, where it is a word and
// not part of a name or of what a program said.
var hostWord = regexp.MustCompile(`(?i)([\p{Han}：；，、]|── ) ?((?:client|server|sender|receiver|hasty|careful|checker|stranger|args)(?:-\d)?) ?([\p{Han}：；，、。 ]|$)`)

// English lists the English on a screen in Chinese: the words that are not known
// and are no acronym or identifier, and the hosts that have their English names.
func English(screen string, known map[string]bool) []string {
	var out []string
	for row := range strings.SplitSeq(screen, "\n") {
		row = strings.ReplaceAll(row, `\n`, "  ") // a line's end in quoted data
		for _, at := range words.FindAllStringIndex(row, -1) {
			w := row[at[0]:at[1]]
			if w != strings.ToUpper(w) && !known[w] && !cut(row[:at[0]], w, row[at[1]:], known) {
				out = append(out, w)
			}
		}
		for _, m := range hostWord.FindAllStringSubmatch(row, -1) {
			// A program's own words may begin or end beside Chinese.
			if !strings.Contains(row, "输出") && !strings.Contains(row, "//") && !known[m[1]+m[2]] {
				out = append(out, m[2]+" (a host)")
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cut reports whether a word is a known one of which a part stands in another
// row, or behind the mark of what was cut.
func cut(before, w, after string, known map[string]bool) bool {
	before, after = strings.TrimRight(before, " │"), strings.TrimLeft(after, " ")
	head := after == "" || strings.HasPrefix(after, "…") || strings.HasPrefix(after, "│") || strings.HasPrefix(after, "─")
	tail := before == "" || strings.HasSuffix(before, "…")
	for k := range known {
		if head && strings.HasPrefix(k, w) || tail && strings.HasSuffix(k, w) {
			return true
		}
	}
	return false
}
