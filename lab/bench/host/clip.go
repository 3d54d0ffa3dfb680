package host

// CutMark stands where something was left out.
const CutMark = "…"

// Head keeps the first n bytes of a text and puts … behind them where there are
// more. It cuts at a character's edge.
func Head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + CutMark
}

// Tail keeps the last bytes of a text, n of them or, where there are more, … and
// as many as then have room.
func Tail(text string, n int) string {
	if len(text) <= n {
		return text
	}
	at := len(text) - n + len(CutMark)
	for at < len(text) && text[at]&0xC0 == 0x80 {
		at++
	}
	return CutMark + text[at:]
}
