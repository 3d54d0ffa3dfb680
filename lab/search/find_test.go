package search

import (
	"strings"
	"testing"
)

var course = []Entry{
	{Name: "connection", Title: "Opening and closing a connection", Summary: "A handshake, and every state at both ends.",
		Errors: []string{"EOF"}, Questions: []string{"Why does TIME_WAIT last so long?"}},
	{Name: "refused", Title: "Nobody is listening", Summary: "Everybody's first error.",
		Errors: []string{"connection refused"}, Questions: []string{"When is it i/o timeout, and not a refusal?"}},
	{Name: "who-closes", Title: "Who closes first has to wait", Summary: "TIME_WAIT changes sides.",
		Questions: []string{"Why is the address already in use after a restart?"}},
	{Name: "half-close", Title: "Half-closed, and going on", Summary: "This was all from me: EOF for the other end.", Errors: []string{"broken pipe"}},
}

var zhCourse = []Entry{
	{Name: "connection", Title: "建立连接与关闭连接", Summary: "三次握手，四次挥手。", Errors: []string{"EOF"}, Questions: []string{"TIME_WAIT 为什么要等那么久？"}},
	{Name: "refused", Title: "没有人监听", Summary: "人人都遇到过的第一个错误。", Errors: []string{"connection refused"}, Questions: []string{"连接为什么被拒绝？"}},
}

// found returns the names of the hits, with the texts that matched.
func found(query string, entries []Entry) string {
	var list []string
	for _, h := range Find(query, entries) {
		name := entries[h.Entry].Name
		if h.Text != "" {
			name += " (" + h.Text + ")"
		}
		list = append(list, name)
	}
	return strings.Join(list, ", ")
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ why, query, want string }{
		{"a name comes before an error, a question and a summary", "connection", "connection, refused (connection refused)"},
		{"a question comes before a summary", "time_wait", "connection (Why does TIME_WAIT last so long?), who-closes"},
		{"an error comes before a summary", "eof", "connection (EOF), half-close"},
		{"a title: words in any order, whatever their case", "WAIT Closes", "who-closes"},
		{"the beginning of a word is enough", "listen", "refused"},
		{"but not its middle", "istening", "refused"}, // which is one slip from the whole word
		{"words may stand in several places", "nobody error", "refused"},
		{"blanks, hyphens and underscores part words alike", "half_close", "half-close"},
		{"Go's text, with what was called and an address", "dial tcp 127.0.0.1:8001: connect: connection refused", "refused (connection refused)"},
		{"and an IPv6 address", "dial tcp [fe80::1%eth0]:443: connect: connection refused", "refused (connection refused)"},
		{"as package log prints it", "2026/11/26 18:30:26 dial tcp [::1]:80: connect: connection refused\nexit status 1", "refused (connection refused)"},
		{"the kernel's name", "ECONNREFUSED", "refused (connection refused)"},
		{"Winsock's name", "wsaeconnrefused", "refused (connection refused)"},
		{"Windows' text", "connectex: No connection could be made because the target machine actively refused it.", "refused (connection refused)"},
		{"a part of it", "actively refused", "refused (connection refused)"},
		{"Chinese Windows' text", "dial tcp 10.0.0.1:80: connectex: 由于目标计算机积极拒绝，无法连接。", "refused (connection refused)"},
		{"an error that a question speaks of", "read tcp 10.0.0.1:80->10.0.0.2:8001: i/o timeout", "refused (When is it i/o timeout, and not a refusal?)"},
		{"by any of its names", "listen tcp :80: bind: EADDRINUSE", "who-closes (Why is the address already in use after a restart?)"},
		{"an error that nothing answers, though words of it stand in several places", "read: connection reset by peer", ""},
		{"nor this, though EOF stands in it", "unexpected EOF", ""},
		{"a mistyped word is read as the nearest", "tine_wait", "connection (Why does TIME_WAIT last so long?), who-closes"},
		{"a question in one's own words", "why is my connection refused?", "refused (connection refused)"},
		{"two words of three", "address restart zebra", "who-closes (Why is the address already in use after a restart?)"},
		{"but not one of two", "address zebra", ""},
		{"no words", " :: 8001 [", ""},
		{"nothing", "", ""},
		{"letters of any kind", "ñandú", ""},
	} {
		if got := found(c.query, course); got != c.want {
			t.Errorf("%s: %q finds %q, want %q", c.why, c.query, got, c.want)
		}
	}
}

func TestFindChinese(t *testing.T) {
	for _, c := range []struct{ why, query, want string }{
		{"Chinese has no blanks", "握手", "connection"},
		{"words in any order", "关闭建立", "connection"},
		{"a question in one's own words", "连接被拒绝怎么办", "refused (连接为什么被拒绝？)"},
		{"Chinese and Latin letters side by side", "TIME_WAIT等那么久", "connection (TIME_WAIT 为什么要等那么久？)"},
		{"one character", "握", "connection"},
		{"errors are English", "connection refused", "refused (connection refused)"},
		{"or Windows' own", "由于目标计算机积极拒绝，无法连接。", "refused (connection refused)"},
		{"an error that nothing answers", "远程主机强迫关闭了一个现有的连接。", ""},
	} {
		if got := found(c.query, zhCourse); got != c.want {
			t.Errorf("%s: %q finds %q, want %q", c.why, c.query, got, c.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("dial tcp [::1]:80: 连接\xff \x00 refused")
	f.Fuzz(func(t *testing.T, query string) {
		for _, entries := range [][]Entry{course, zhCourse, nil} {
			seen := map[int]bool{}
			for _, h := range Find(query, entries) {
				if h.Entry < 0 || h.Entry >= len(entries) || seen[h.Entry] {
					t.Errorf("%q finds entry %d, which is none, or was found before", query, h.Entry)
				}
				seen[h.Entry] = true
			}
		}
	})
}
