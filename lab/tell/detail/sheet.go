package detail

import (
	"fmt"
	"strings"
	"time"

	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// A Sheet is all that is said of a packet or of a socket.
type Sheet struct {
	Title  string // its name, and whose it is
	Corner string // the state or the fate of it now
	About  string // where it comes from and goes to
	Facts  []Fact // the fields that matter now, the most important first
	Rest   string // all other fields, without words; "" if there are none
	Tail   string // how to see more; "" if there is no more
}

// A Fact is a field, and what it says.
type Fact struct {
	Name string // the field with its number, or the name of what is counted
	Bar  *Bar   // a picture of the number; nil if there is none
	Text string
}

// A Bar is a full one of Total units, of which Used are taken, and Waiting more
// stand behind them.
type Bar struct{ Used, Waiting, Total int }

// unknown says that nobody told a number.
func unknown(s *tell.Scene) string { return s.Say(wUnknown) }

// bytes counts bytes in words.
func bytes(lang string, n int) string {
	if n == 1 {
		return wByte.F(lang, n)
	}
	return wBytes.F(lang, n)
}

// span names the numbers from first to last.
func span(lang string, first, last uint32) string {
	if first == last {
		return wByteAt.F(lang, first)
	}
	return wBytesFrom.F(lang, first, last)
}

// lasts writes a time in the unit that people use for it.
func lasts(lang string, d time.Duration) string {
	switch {
	case d >= time.Second:
		return wSeconds.F(lang, short(d.Seconds()))
	case d >= time.Millisecond:
		return wMillis.F(lang, short(float64(d)/float64(time.Millisecond)))
	}
	return wMicros.F(lang, d.Microseconds())
}

// short writes a number with one digit behind the point, unless that is 0.
func short(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0") }

// endIn returns the socket between two addresses in a step; nil if it has none.
func endIn(step *trace.Step, local, remote string) *trace.Socket {
	for i := range step.Sockets {
		if sock := &step.Sockets[i]; sock.Local == local && sock.Remote == remote && sock.State != tell.ClosedState {
			return sock
		}
	}
	return nil
}

// The words that packets and sockets share.
var (
	wUnknown   = tell.Word{"not known here", "此处不知道"}
	wByte      = tell.Word{"%d byte", "%d 字节"}
	wBytes     = tell.Word{"%d bytes", "%d 字节"}
	wByteAt    = tell.Word{"byte %d", "第 %d 字节"}
	wBytesFrom = tell.Word{"bytes %d to %d", "第 %d 到 %d 字节"}
	wSeconds   = tell.Word{"%s s", "%s 秒"}
	wMillis    = tell.Word{"%s ms", "%s 毫秒"}
	wMicros    = tell.Word{"%d µs", "%d 微秒"}
	wComma     = tell.Word{", ", "，"}
	wSemicolon = tell.Word{"; ", "；"}
)
