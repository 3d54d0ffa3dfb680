package lab

// head keeps the first n bytes of a text, tail the last, at a character's edge.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n] + "…"
}

func tail(text string, n int) string {
	if len(text) <= n {
		return text
	}
	at := len(text) - n
	for at < len(text) && text[at]&0xC0 == 0x80 {
		at++
	}
	return text[at:]
}
