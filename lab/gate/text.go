package gate

import (
	"fmt"
	"io"
)

// lab/net and lab/os word the data and results of their calls with the
// functions of this file, so that both sound the same.

// quoted is how many bytes of data the text of a call shows.
const quoted = 40

// Quote returns data as Go would write it, cut to its first 40 bytes.
func Quote(p []byte) string {
	if len(p) > quoted {
		return fmt.Sprintf("%q… %d bytes", p[:quoted], len(p))
	}
	return fmt.Sprintf("%q", p)
}

// Got returns the result of a Read into p in words; "" if there is only an
// error other than io.EOF, whose own text tells the rest.
func Got(p []byte, n int, err error) string {
	switch {
	case n > 0:
		return fmt.Sprintf("%d bytes %s", n, Quote(p[:n]))
	case err == io.EOF:
		return "io.EOF"
	case err != nil:
		return ""
	}
	return "0 bytes"
}
