package bench

// cutMark stands where something was left out.
const cutMark = "…"

// head keeps the first n bytes of a text and puts … behind them where there are
// more. It cuts at a character's edge.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + cutMark
}

// tail keeps the last bytes of a text, n of them or, where there are more, … and
// as many as then have room.
func tail(text string, n int) string {
	if len(text) <= n {
		return text
	}
	at := len(text) - n + len(cutMark)
	for at < len(text) && text[at]&0xC0 == 0x80 {
		at++
	}
	return cutMark + text[at:]
}
