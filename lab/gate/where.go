package gate

import (
	"path"
	"runtime"
	"strings"
)

// where returns file and line of the call in the lesson's own code; "" and 0 if
// the stack does not show them. The innermost frames are those of lab/net, and
// perhaps of io, bufio or fmt, so where walks up to the first function whose
// name has the lesson's prefix.
func (c *Call) where() (file string, line int) {
	prefix := c.host.cfg.prefix()
	frames := runtime.CallersFrames(c.pcs[:c.n])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, prefix) {
			return path.Base(f.File), f.Line
		}
		if !more {
			return "", 0
		}
	}
}
