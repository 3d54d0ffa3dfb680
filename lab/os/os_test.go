package os_test

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	stdos "os"

	"tcplab/lab/gate"
	"tcplab/lab/gate/gatetest"
	"tcplab/lab/os"
)

func TestMain(m *testing.M) {
	gatetest.Main(m, map[string]func(){
		"copier": copier,
		"asks":   asks,
	})
}

// copier copies the file named by its first argument to its second.
func copier() {
	info, err := os.Stat(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, errors.Is(err, os.ErrNotExist), os.IsNotExist(err))
		os.Exit(1)
	}
	fmt.Fprintln(os.Stdout, info.Name(), info.Size())
	from, _ := os.Open(os.Args[1])
	defer from.Close()
	to, _ := os.Create(os.Args[2])
	io.Copy(to, from)
	to.Close()
}

func asks() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		os.Stdout.WriteString("> " + in.Text())
	}
}

func start(t *testing.T, program, dir string, args ...string) *gatetest.Host {
	t.Helper()
	return gatetest.Start(t, gate.Config{Lesson: program, Dir: dir, Args: args, Prefix: "tcplab/lab/os_test."})
}

func TestFileCalls(t *testing.T) {
	dir := t.TempDir()
	if err := stdos.WriteFile(filepath.Join(dir, "a.txt"), []byte(strings.Repeat("0123456789", 6)), 0o644); err != nil {
		t.Fatal(err)
	}
	h := start(t, "copier", dir, "a.txt", "b.txt")
	gatetest.Expect(t, "arguments and working directory are the host's", gatetest.Settle(h), `waits os.Stat("a.txt")`)
	gatetest.Expect(t, "Stat tells name and size; printing has no gate", h.Step("Stat"),
		`Stat gave "a.txt", 60 bytes`, `waits os.Open("a.txt")`, `printed "a.txt 60\n"`)
	a, b := filepath.Join(dir, "a.txt"), filepath.Join(dir, "b.txt")
	gatetest.Expect(t, "Open tells where the file is", h.Step("Open"), fmt.Sprintf("Open gave file %q", a), `waits os.Create("b.txt")`)
	gatetest.Expect(t, "Create tells where the file is", h.Step("Create"), fmt.Sprintf("Create gave file %q", b), "waits File.Read(buf[32768])")
	gatetest.Expect(t, "long data are cut; the text tells their length", h.Step("File.Read"),
		`File.Read gave 60 bytes "0123456789012345678901234567890123456789"… 60 bytes`,
		`waits File.Write("0123456789012345678901234567890123456789"… 60 bytes)`)
	gatetest.Expect(t, "Write tells how many bytes it wrote", h.Step("File.Write"), "File.Write gave 60 bytes", "waits File.Read(buf[32768])")
	gatetest.Expect(t, "at the end of the file Read returns io.EOF", h.Step("File.Read"), "File.Read gave io.EOF error EOF", "waits File.Close()")
	// sha256sum prints this sum for these 60 bytes.
	const holds = "File.Close gave 60 bytes, SHA-256 5e43c8704ac81f33d701c1ace046ba9f257062b4d17e78f3254cbf243177e4f2, in %q"
	gatetest.Expect(t, "Close tells what the file holds", h.Step("File.Close"), fmt.Sprintf(holds, b), "waits File.Close()")
	gatetest.Expect(t, "the deferred Close tells the same of the file that was only read", h.Step("File.Close"), fmt.Sprintf(holds, a), "waits return")
	got, err := stdos.ReadFile(filepath.Join(dir, "b.txt"))
	if err != nil || len(got) != 60 {
		t.Errorf("the copy has %d bytes (error %v), want a real file of 60", len(got), err)
	}
}

// TestCloseTellsWhatIsThere closes a file that another program has made longer.
// The sum is that of the whole file, not of the bytes that this program wrote.
func TestCloseTellsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "b.txt")
	if err := stdos.WriteFile(filepath.Join(dir, "a.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	h := start(t, "copier", dir, "a.txt", "b.txt")
	gatetest.Settle(h)
	for _, call := range []string{"Stat", "Open", "Create", "File.Read"} {
		h.Step(call)
	}
	if err := stdos.WriteFile(name, []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	said := h.Step("File.Close")
	if want := fmt.Sprintf("File.Close gave 5 bytes, SHA-256 %x, in %q", sha256.Sum256([]byte("hello")), name); said[0] != want {
		t.Errorf("%q, want %q: Close reads the file again", said[0], want)
	}
	said = h.Step("File.Close")
	if !strings.HasPrefix(said[0], fmt.Sprintf("File.Close gave 0 bytes, SHA-256 %x", sha256.Sum256(nil))) {
		t.Errorf("%q, want a sum, which an empty file has too", said[0])
	}
}

func TestMissingFile(t *testing.T) {
	h := start(t, "copier", t.TempDir(), "none", "x")
	gatetest.Settle(h)
	said := h.Step("Stat")
	if len(said) != 3 || !strings.HasSuffix(said[0], "ENOENT") {
		t.Errorf("%q, want ENOENT for a missing file", said)
	}
	gatetest.Expect(t, "the errors are those of the standard package, and os.Exit waits", said[1:],
		"waits os.Exit(1)", `printed "true true\n"`)
	gatetest.Expect(t, "os.Exit ends the process", h.Step("exit"), "exit 1", "ended: exit 1")
}

func TestStdin(t *testing.T) {
	h := start(t, "asks", "")
	gatetest.Expect(t, "a program that wants a line waits at a gate", gatetest.Settle(h), "waits os.Stdin")
	h.Peer.Input("dial")
	gatetest.Expect(t, "the program goes on when it has a line", gatetest.Settle(h), `Stdin.Read gave "dial"`, "waits os.Stdin", `printed "> dial"`)
}

func TestWithoutGate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("hello"); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := f.Write(nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the error is %v, want one that says that the file is closed", err)
	}
	if got, err := os.ReadFile(name); string(got) != "hello" {
		t.Errorf("the file holds %q (error %v), want plain files outside a host process", got, err)
	}
	if os.Args[0] != stdos.Args[0] {
		t.Error("outside a host process the arguments are to be the process's own")
	}
	if _, ok := any(f).(io.ReaderFrom); ok {
		t.Error("the file has ReadFrom, with which io.Copy would not wait at the gate")
	}
	if _, ok := any(f).(io.WriterTo); ok {
		t.Error("the file has WriteTo, with which io.Copy would not wait at the gate")
	}
}
