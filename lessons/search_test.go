package lessons

import (
	"slices"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/search"
	"tcplab/lab/trace"
)

// TestCommonErrorsFindTheirLesson lists the fifteen errors that people who write
// their first network programs in Go meet most: what a call to Dial, Listen, Read
// or Write prints if something ordinary is wrong. "context deadline exceeded" is
// not among them, since Dial itself prints i/o timeout then. An error finds those
// lessons that answer it; one that no lesson answers yet finds nothing.
func TestCommonErrorsFindTheirLesson(t *testing.T) {
	for _, c := range []struct{ lessons, pasted string }{ // pasted: the same error in several spellings
		{"refused udp-boundaries", `dial tcp 127.0.0.1:8001: connect: connection refused
			ECONNREFUSED
			dial tcp 127.0.0.1:8001: connectex: No connection could be made because the target machine actively refused it.
			dial tcp [::1]:8001: connectex: 由于目标计算机积极拒绝，无法连接。`},
		{"reset", `read tcp 127.0.0.1:41000->127.0.0.1:8001: read: connection reset by peer
			ECONNRESET
			wsarecv: An existing connection was forcibly closed by the remote host.
			wsarecv: 远程主机强迫关闭了一个现有的连接。`},
		{"reset half-close", `write tcp 127.0.0.1:41000->127.0.0.1:8001: write: broken pipe
			EPIPE
			wsasend: A request to send or receive data was disallowed because the socket had already been shut down in that direction with a previous shutdown call.`},
		{"address-in-use who-closes", `listen tcp 127.0.0.1:8001: bind: address already in use
			EADDRINUSE
			listen tcp :8001: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.
			bind: 通常每个套接字地址(协议/网络地址/端口)只允许使用一次。`},
		{"deadlines refused", `dial tcp 10.0.0.1:8001: i/o timeout`},
		{"backlog power-cut refused", `dial tcp 10.0.0.1:8001: connect: connection timed out
			ETIMEDOUT
			connectex: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.
			connectex: 由于连接方在一段时间后没有正确答复或连接的主机没有反应，连接尝试失败。`},
		{"connection file-transfer-breaks bytes udp-boundaries", `EOF
			io.EOF
			2026/11/26 18:30:26 EOF`}, // the last two answer a question about it
		{"bytes", `unexpected EOF
			io.ErrUnexpectedEOF`},
		{"graceful", `read tcp 127.0.0.1:41000->127.0.0.1:8001: use of closed network connection
			net.ErrClosed`},
		{"", `dial tcp: lookup nowhere.example on 127.0.0.53:53: no such host
			dial tcp: lookup nowhere.example: No such host is known.
			dial tcp: lookup nowhere.example: 不知道这样的主机。`},
		{"ports", `listen tcp 192.0.2.1:8001: bind: cannot assign requested address
			EADDRNOTAVAIL
			bind: The requested address is not valid in its context.
			bind: 在其上下文中，该请求的地址无效。`},
		{"", `dial tcp 192.0.2.1:8001: connect: network is unreachable
			ENETUNREACH
			connectex: A socket operation was attempted to an unreachable network.
			connectex: 向一个无法连接的网络尝试了一个套接字操作。`},
		{"", `dial tcp 192.0.2.1:8001: connect: no route to host
			EHOSTUNREACH
			connectex: A socket operation was attempted to an unreachable host.
			connectex: 套接字操作尝试一个无法连接的主机。`},
		{"close-wait", `accept tcp 127.0.0.1:8001: accept4: too many open files
			EMFILE`},
		{"", `listen tcp :80: bind: permission denied
			EACCES
			bind: An attempt was made to access a socket in a way forbidden by its access permissions.
			bind: 以一种访问权限不允许的方式做了一个访问套接字的尝试。`},
	} {
		for _, lang := range trace.Languages {
			entries, err := Entries(lang)
			if err != nil {
				t.Fatal(err)
			}
			for pasted := range strings.SplitSeq(c.pasted, "\n") {
				pasted = strings.TrimSpace(pasted)
				var names []string
				for _, h := range search.Find(pasted, entries) {
					names = append(names, entries[h.Entry].Name)
				}
				want := strings.Fields(c.lessons)
				if slices.Sort(want); !slices.Equal(slices.Sorted(slices.Values(names)), want) {
					t.Errorf("%s: %q finds %v, want %v", lang, pasted, names, want)
				}
			}
		}
	}
}

// TestPartsFitTheMenu: the menu shows a line a part and the lessons of one of
// them, in 24 rows.
func TestPartsFitTheMenu(t *testing.T) {
	const most = 8 // of each
	var parts []lab.Part
	count := map[lab.Part]int{}
	for i, l := range All {
		if i == 0 || All[i-1].Part != l.Part {
			parts = append(parts, l.Part)
		}
		count[l.Part]++
		if count[l.Part] > most {
			t.Errorf("%s is lesson %d of its part, and a part has at most %d: begin another", l.Name, count[l.Part], most)
		}
	}
	if len(parts) != len(count) || len(parts) > most {
		t.Errorf("the lessons' parts are %v, want each part once, all its lessons side by side, and at most %d parts", parts, most)
	}
}
