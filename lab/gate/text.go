package gate

import (
	"fmt"
	"io"
)

// The stand-ins for net and os tell their calls' data and results in the same
// words.

// quoted is how many bytes of data the text of a call shows.
const quoted = 40

// Quote shows data as Go would write it, cut to its first bytes.
func Quote(p []byte) string {
	if len(p) > quoted {
		return fmt.Sprintf("%q… %d bytes", p[:quoted], len(p))
	}
	return fmt.Sprintf("%q", p)
}

// Got is the result of a Read into p in words; "" where its error says it all.
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
