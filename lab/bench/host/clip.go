package host

// CutMark stands in place of text that was left out.
const CutMark = "…"

// Head returns the first n bytes of a text, with … behind them if there are
// more. It cuts between two characters.
func Head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + CutMark
}

// Tail returns the last n bytes of a text. If there are more, it returns … and
// the last bytes for which there is room beside it. It cuts between two
// characters.
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
