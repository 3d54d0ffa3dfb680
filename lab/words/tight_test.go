package words

import "testing"

// TestNoBlankBesideChinese: Chinese is written without blanks, and a blank stands
// only beside names and numbers. A name in wide brackets is Chinese at that end.
func TestNoBlankBesideChinese(t *testing.T) {
	w := Word{"%s closes", "等 %s 关闭，再看 %s"}
	for _, c := range []struct{ name, want string }{
		{"服务器", "等服务器关闭，再看服务器"},
		{"server", "等 server 关闭，再看 server"},
		{"服务器（客户端二）", "等服务器（客户端二）关闭，再看服务器（客户端二）"},
		{"server（客户端二）", "等 server（客户端二）关闭，再看 server（客户端二）"},
		{"客户端:40001", "等客户端:40001 关闭，再看客户端:40001"},
	} {
		if got := w.F("zh", c.name, c.name); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.name, got, c.want)
		}
	}
}
