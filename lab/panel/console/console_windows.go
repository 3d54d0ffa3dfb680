package console

import (
	"encoding/binary"
	"io"
	"sync"
	"unicode/utf16"
	"unsafe"

	"github.com/gdamore/tcell/v2"
	"golang.org/x/sys/windows"
)

var readConsoleInput = windows.NewLazySystemDLL("kernel32.dll").NewProc("ReadConsoleInputW")

// The modes of the console while a panel has it. Each key is told, Ctrl-C too.
// Without quick editing, which extended flags switch off, a click into the window
// does not stop the panel until somebody presses a key.
const (
	inMode                   = windows.ENABLE_WINDOW_INPUT | windows.ENABLE_EXTENDED_FLAGS
	outMode                  = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING | disableNewlineAutoReturn
	disableNewlineAutoReturn = 0x8
)

// A Console is this process's console. It is a tcell.Tty.
type Console struct {
	in, out       windows.Handle
	drained       windows.Handle // an event: Read is to return
	inFor, outFor uint32         // the modes for the programs before and after the panel

	typing typing // belongs to Read, and to Drop once Read has returned
	ready  []byte // bytes that are to be read

	mu      sync.Mutex
	resized func() // nil if nobody wants to know
}

// New opens the console of this process.
func New() (c *Console, err error) {
	c = &Console{}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	if c.in, err = open("CONIN$"); err != nil {
		return nil, err
	}
	if c.out, err = open("CONOUT$"); err != nil {
		return nil, err
	}
	if c.drained, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
		return nil, err
	}
	if err = windows.GetConsoleMode(c.in, &c.inFor); err != nil {
		return nil, err
	}
	return c, windows.GetConsoleMode(c.out, &c.outFor)
}

// open opens one of the two files of a console, even if standard input and output
// are others.
func open(name string) (windows.Handle, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, err
	}
	return windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, 0, 0)
}

// Draws returns an error if no panel can be drawn on this console: it is an old
// one, or is set to behave as one.
func (c *Console) Draws() error {
	if err := windows.SetConsoleMode(c.out, c.outFor|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING); err != nil {
		return err
	}
	return windows.SetConsoleMode(c.out, c.outFor)
}

// Start takes the console.
func (c *Console) Start() error {
	if err := windows.ResetEvent(c.drained); err != nil {
		return err
	}
	if err := windows.SetConsoleMode(c.out, outMode); err != nil {
		return err
	}
	if windows.SetConsoleMode(c.in, inMode|windows.ENABLE_VIRTUAL_TERMINAL_INPUT) == nil {
		return nil
	}
	return windows.SetConsoleMode(c.in, inMode) // the keys alone, without what marks a paste
}

// Drain lets Read return, now and until Start is called.
func (c *Console) Drain() error { return windows.SetEvent(c.drained) }

// Drop returns what has been typed and was not read. Read must have returned.
func (c *Console) Drop() []byte {
	for {
		var waiting uint32
		if windows.GetNumberOfConsoleInputEvents(c.in, &waiting) != nil || waiting == 0 || c.gather() != nil {
			break
		}
	}
	typed := c.ready
	c.ready = nil
	return typed
}

// Stop gives the console back.
func (c *Console) Stop() error {
	err := windows.SetConsoleMode(c.in, c.inFor)
	if out := windows.SetConsoleMode(c.out, c.outFor); err == nil {
		err = out
	}
	return err
}

// Close releases the console.
func (c *Console) Close() error {
	for _, h := range []windows.Handle{c.in, c.out, c.drained} {
		if h != 0 && h != windows.InvalidHandle {
			windows.CloseHandle(h)
		}
	}
	return nil
}

// Read reads what is typed. It returns nothing, and no error, after Drain.
func (c *Console) Read(p []byte) (int, error) {
	for len(c.ready) == 0 {
		which, err := windows.WaitForMultipleObjects([]windows.Handle{c.drained, c.in}, false, windows.INFINITE)
		switch {
		case err != nil:
			return 0, err
		case which == windows.WAIT_OBJECT_0:
			return 0, nil
		}
		if err := c.gather(); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

// record is an INPUT_RECORD.
type record struct {
	kind uint16
	_    uint16
	data [16]byte
}

// The kinds of records that count.
const (
	keyEvent  = 0x1
	sizeEvent = 0x4 // WINDOW_BUFFER_SIZE_EVENT
)

// gather takes the events that wait, or waits for one.
func (c *Console) gather() error {
	var records [64]record
	var n uint32
	ok, _, err := readConsoleInput.Call(uintptr(c.in), uintptr(unsafe.Pointer(&records[0])),
		uintptr(len(records)), uintptr(unsafe.Pointer(&n)))
	if ok == 0 {
		return err
	}
	for _, r := range records[:n] {
		switch r.kind {
		case keyEvent: // KEY_EVENT_RECORD
			c.ready = append(c.ready, c.typing.take(key{
				down:    binary.LittleEndian.Uint32(r.data[0:]) != 0,
				repeats: binary.LittleEndian.Uint16(r.data[4:]),
				code:    binary.LittleEndian.Uint16(r.data[6:]),
				unit:    binary.LittleEndian.Uint16(r.data[10:]),
			})...)
		case sizeEvent:
			c.mu.Lock()
			resized := c.resized
			c.mu.Unlock()
			if resized != nil {
				resized()
			}
		}
	}
	return nil
}

// mostUnits is how much is written at once. Consoles have refused more than 64 KB.
const mostUnits = 1 << 14

// Write writes text in UTF-8. The console gets it in UTF-16, which no code page
// changes.
func (c *Console) Write(p []byte) (int, error) {
	units := utf16.Encode([]rune(string(p)))
	for len(units) > 0 {
		n := min(len(units), mostUnits)
		if n < len(units) && utf16.IsSurrogate(rune(units[n-1])) && units[n-1] < 0xdc00 {
			n-- // its other half is behind it
		}
		var written uint32
		if err := windows.WriteConsole(c.out, &units[0], uint32(n), &written, nil); err != nil {
			return 0, err
		}
		if written == 0 {
			return 0, io.ErrShortWrite
		}
		units = units[written:]
	}
	return len(p), nil
}

// NotifyResize lets resized be called when the window has another size; nil ends
// that.
func (c *Console) NotifyResize(resized func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.resized = resized
}

// WindowSize returns the size of the window. The classic console's buffer has
// thousands of rows more.
func (c *Console) WindowSize() (tcell.WindowSize, error) {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(c.out, &info); err != nil {
		return tcell.WindowSize{}, err
	}
	return tcell.WindowSize{
		Width:  int(info.Window.Right) - int(info.Window.Left) + 1,
		Height: int(info.Window.Bottom) - int(info.Window.Top) + 1,
	}, nil
}
