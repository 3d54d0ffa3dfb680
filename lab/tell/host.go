package tell

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tcplab/lab/trace"
)

// A host's name is the identity of its process in the trace, on the command line
// and in a script. In a text it is a word, and so it is in the text's language.

// hostRoles holds the words for the names that lessons share. A lesson whose
// hosts have other names says in its own text what these are called.
var hostRoles = map[string]Word{
	"client":   {"client", "客户端"},
	"server":   {"server", "服务器"},
	"sender":   {"sender", "发送端"},
	"receiver": {"receiver", "接收端"},
}

// numerals are the Chinese numerals behind a host's name, from two on.
var numerals = []string{2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九"}

// HostName returns what a text in a language calls a host. Behind the name may
// stand an address or a port, which stays; so does a name that nobody has
// translated.
func HostName(h *trace.Header, host, lang string) string {
	name, rest := host, ""
	if i := strings.IndexAny(host, ": "); i > 0 {
		name, rest = host[:i], bracketed(host[i:], lang)
	}
	if h != nil && h.Prose[lang] != nil {
		if own := h.Prose[lang].Hosts[name]; own != "" {
			return own + rest
		}
	}
	if lang != "zh" {
		return host
	}
	before, number := "", ""
	if proto, of, ok := strings.Cut(name, "-"); ok && (proto == "tcp" || proto == "udp") {
		before, name = strings.ToUpper(proto)+" ", of
	}
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		if n, err := strconv.Atoi(name[i+1:]); err == nil && n > 1 {
			name, number = name[:i], " "+strconv.Itoa(n)
			if n < len(numerals) {
				number = numerals[n]
			}
		}
	}
	role, ok := hostRoles[name]
	if !ok {
		return host
	}
	return before + role.In(lang) + number + rest
}

// bracketed writes what stands behind a host's name with a language's own
// brackets, if it stands in brackets.
func bracketed(rest, lang string) string {
	if inner, ok := strings.CutPrefix(rest, " ("); ok && lang == "zh" {
		if inner, ok = strings.CutSuffix(inner, ")"); ok {
			return "（" + inner + "）"
		}
	}
	return rest
}

// HostName returns what the scene calls a host.
func (s *Scene) HostName(host string) string { return HostName(s.Header, host, s.Lang) }

// ExitText says in words how a program ended. A panic's report is the program's
// own, and stays.
func ExitText(exit, lang string) string {
	if code, ok := strings.CutPrefix(exit, "exit "); ok {
		return Word{"exit %s", "退出码 %s"}.F(lang, code)
	}
	if exit == "killed" {
		return Word{"killed", "被终止"}.In(lang)
	}
	return exit
}

// StoppedText says that somebody has stopped hosts, and how they go on.
func StoppedText(h *trace.Header, hosts []string, lang string) string {
	return stopped(h, hosts, &wStopped, lang)
}

// StoppedBriefly is StoppedText for a line in which what is waited for stands.
func StoppedBriefly(h *trace.Header, hosts []string, lang string) string {
	return stopped(h, hosts, &wStoppedBriefly, lang)
}

func stopped(h *trace.Header, hosts []string, w *Word, lang string) string {
	var names, pids []string
	for _, host := range h.Hosts {
		if slices.Contains(hosts, host.Name) {
			names = append(names, HostName(h, host.Name, lang))
			pids = append(pids, fmt.Sprint(host.PID))
		}
	}
	return w.F(lang, strings.Join(names, wComma.In(lang)), strings.Join(pids, " "))
}

var (
	wStopped        = Word{"somebody has stopped %[1]s: kill -CONT %[2]s lets it go on", "%[1]s被停住了：kill -CONT %[2]s 让它继续"}
	wStoppedBriefly = Word{"%[1]s, stopped: kill -CONT %[2]s", "被停住的%[1]s：kill -CONT %[2]s"}
)
