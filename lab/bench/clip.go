package bench

// cutMark stands in place of text that was left out.
const cutMark = "…"

// head returns the first n bytes of a text, with … behind them if there are
// more. It cuts between two characters.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + cutMark
}

// tail returns the last n bytes of a text. If there are more, it returns … and
// the last bytes for which there is room beside it. It cuts between two
// characters.
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
