package console

import (
	"encoding/binary"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var writeConsoleInput = windows.NewLazySystemDLL("kernel32.dll").NewProc("WriteConsoleInputW")

// happen puts events into the console's queue, as if they had come from its window.
func (c *Console) happen(t *testing.T, records ...record) {
	t.Helper()
	var n uint32
	ok, _, err := writeConsoleInput.Call(uintptr(c.in), uintptr(unsafe.Pointer(&records[0])), uintptr(len(records)), uintptr(unsafe.Pointer(&n)))
	if ok == 0 || int(n) != len(records) {
		t.Fatalf("%d of %d events were taken: %v", n, len(records), err)
	}
}

func keyRecord(k key) record {
	r := record{kind: keyEvent}
	if k.down {
		r.data[0] = 1
	}
	binary.LittleEndian.PutUint16(r.data[4:], k.repeats)
	binary.LittleEndian.PutUint16(r.data[6:], k.code)
	binary.LittleEndian.PutUint16(r.data[10:], k.unit)
	return r
}

// own takes the console of this process, or skips the test.
func own(t *testing.T) *Console {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Skipf("this process has no console: %v", err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestAConsoleIsTakenAndGivenBack(t *testing.T) {
	c := own(t)
	modes := func() (in, out uint32) {
		windows.GetConsoleMode(c.in, &in)
		windows.GetConsoleMode(c.out, &out)
		return in, out
	}
	in, out := modes()
	if err := c.Draws(); err != nil {
		t.Errorf("the console draws nothing: %v", err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if taken, _ := modes(); taken&(windows.ENABLE_PROCESSED_INPUT|windows.ENABLE_LINE_INPUT|windows.ENABLE_ECHO_INPUT|windows.ENABLE_QUICK_EDIT_MODE) != 0 {
		t.Errorf("the modes are %x, want each key at once, Ctrl-C too, without an echo, and no click that stops the panel", taken)
	}
	size, err := c.WindowSize()
	if err != nil || size.Width < 1 || size.Height < 1 || size.Height > 500 {
		t.Errorf("the window is %+v, %v, want what one sees of the buffer", size, err)
	}
	if n, err := c.Write([]byte("包 ─ 😛\r\n")); err != nil || n != len("包 ─ 😛\r\n") {
		t.Errorf("wrote %d bytes, %v", n, err)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if backIn, backOut := modes(); backIn != in || backOut != out {
		t.Errorf("the modes are %x and %x afterwards, want %x and %x, as before", backIn, backOut, in, out)
	}
}

func TestAConsoleReadsKeys(t *testing.T) {
	c := own(t)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Stop()
	resized := make(chan bool, 9)
	c.NotifyResize(func() { resized <- true })
	c.happen(t, keyRecord(press('N', 'n')), keyRecord(release('N', 'n')), record{kind: sizeEvent}, keyRecord(press(0, 'q')))
	var got []byte
	for buf := make([]byte, 1); string(got) != "nq"; {
		n, err := c.Read(buf)
		if err != nil {
			t.Fatalf("after %q: %v", got, err)
		}
		got = append(got, buf[:n]...)
		if len(got) > 2 {
			t.Fatalf("read %q, want %q: a key counts once", got, "nq")
		}
	}
	if len(resized) != 1 {
		t.Errorf("the window has another size %d times, want once", len(resized))
	}

	done := make(chan int)
	go func() {
		n, _ := c.Read(make([]byte, 1))
		done <- n
	}()
	if err := c.Drain(); err != nil {
		t.Fatal(err)
	}
	select {
	case n := <-done:
		if n != 0 {
			t.Errorf("%d bytes were read after Drain, want none", n)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("Read does not return after Drain: the panel could not be left")
	}
	c.happen(t, keyRecord(press('C', 3)))
	if got := string(c.Drop()); got != "\x03" {
		t.Errorf("dropped %q, want the Ctrl-C that nobody has read: it must not be lost", got)
	}
}
