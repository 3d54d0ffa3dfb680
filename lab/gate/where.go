package gate

import (
	"path"
	"reflect"
	"runtime"
	"strings"
)

// where returns file and line of the call in the lesson's own code. The
// innermost frames are those of lab/net, and perhaps of io, bufio or fmt, so
// it walks up to the first function whose name says that it is the lesson's.
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

// maxCode bounds the search of closingBrace, in bytes of machine code.
const maxCode = 64 << 10

// closingBrace returns file and line of the end of a function, which is where
// a program stands that has returned. No stack tells it, so it takes the last
// line that any instruction of the function belongs to.
func closingBrace(f func()) (file string, line int) {
	entry := reflect.ValueOf(f).Pointer()
	// CallersFrames takes return addresses: the instruction is the one before.
	for pc := entry + 1; pc < entry+maxCode; pc++ {
		fn := runtime.FuncForPC(pc)
		if fn == nil || fn.Entry() != entry {
			break
		}
		// Frames of inlined calls come first; the last is the function's own.
		for frames := runtime.CallersFrames([]uintptr{pc}); ; {
			frame, more := frames.Next()
			if !more {
				if frame.Line > line {
					file, line = path.Base(frame.File), frame.Line
				}
				break
			}
		}
	}
	return file, line
}
