package lessons

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tcplab/lab/handout"
	"tcplab/lab/porttest"
)

// TestACarefulReceiverSavesWhatItCallsComplete runs the careful receiver as a
// student gets it, and sends it one file in each run. It may say "complete",
// and answer "saved", only if the file then stands under its name with all its
// bytes. Nothing else may be lost or left.
func TestACarefulReceiverSavesWhatItCallsComplete(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("this machine has no go, which a student who runs the code needs")
	}
	port := porttest.Port(t)
	receiver := builtProgram(t, "file-transfer-breaks", "careful_receiver", port)
	const content = "Hello!"
	whole := uint64(len(content))
	for why, tt := range map[string]struct {
		name  string
		size  uint64
		sent  string            // behind "ok"
		there map[string]string // what the directory holds before; "/" stands for a directory, "->" for a link
		want  string            // the output
		saved bool
	}{
		"a plain name":                    {name: "hi.txt", size: whole, sent: content, want: `"hi.txt" is complete`, saved: true},
		"an empty file":                   {name: "hi.txt", want: `"hi.txt" is complete`, saved: true},
		"bytes behind the end":            {name: "hi.txt", size: whole, sent: content + "!!", want: `"hi.txt" is complete`, saved: true},
		"a short file":                    {name: "hi.txt", size: whole + 1, sent: content, want: "6 of 7: EOF"},
		"a name that leads out":           {name: "../x", size: whole, sent: content, want: `"../x" is refused`},
		"an absolute name":                {name: "/x", size: whole, sent: content, want: `"/x" is refused`},
		"no name":                         {name: "", size: whole, sent: content, want: `"" is refused`},
		"the directory above":             {name: "..", size: whole, sent: content, want: `".." is refused`},
		"the directory itself":            {name: ".", size: whole, sent: content, want: `"." is refused`}, // filepath.Base and IsLocal let it pass
		"a size below 0":                  {name: "hi.txt", size: 1 << 63, sent: content, want: "0 of -9223372036854775808"},
		"a name no system has":            {name: "a\x00b", size: whole, sent: content, want: "invalid argument"},
		"a directory has the name":        {name: "hi.txt", size: whole, sent: content, there: map[string]string{"hi.txt": "/"}, want: "file exists"},
		"a directory has the half's name": {name: "hi.txt", size: whole, sent: content, there: map[string]string{".hi.txt.part": "/"}, want: "is a directory"},
		"the disk is full":                {name: "hi.txt", size: whole, sent: content, there: map[string]string{".hi.txt.part": "->/dev/full"}, want: "0 of 6: write "},
		"the name of a half file":         {name: ".a.part", size: whole, sent: content, want: `".a.part" is refused`},                  // a file "a" would overwrite it
		"a reserved name of Windows":      {name: "NUL", size: whole, sent: content, want: `"NUL" is `, saved: filepath.IsLocal("NUL")}, // elsewhere it is a plain name
	} {
		t.Run(why, func(t *testing.T) {
			got, answer, dir := receiveCarefully(t, receiver, port, tt.name, tt.size, tt.sent, tt.there)
			if !strings.Contains(got, tt.want) {
				t.Errorf("the receiver says %q, want %q in it", got, tt.want)
			}
			complete := strings.Contains(got, "is complete")
			if complete != tt.saved || (answer == "oksaved") != tt.saved {
				t.Errorf("the receiver answers %q and says %q, want \"saved\" and \"complete\" if the file is saved: %v", answer, got, tt.saved)
			}
			held, err := os.ReadFile(filepath.Join(dir, tt.name))
			if want := content[:min(tt.size, whole)]; tt.saved && (err != nil || string(held) != want) {
				t.Errorf("the file holds %q (%v), want %q: the receiver said that it is complete", held, err, want)
			}
			left, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range left {
				if f.Type().IsRegular() && !(tt.saved && f.Name() == tt.name) {
					t.Errorf("the receiver left %q, want no half file", f.Name())
				}
			}
		})
	}
}

// receiveCarefully runs the careful receiver in a new directory and sends it a
// head and what follows it. It returns the receiver's first line of output, its
// answers and the directory.
func receiveCarefully(t *testing.T, program string, port int, name string, size uint64, sent string, there map[string]string) (line, answers, dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, what := range there {
		if err := lay(t, filepath.Join(dir, name), what); err != nil {
			t.Fatal(err)
		}
	}
	s := newStage(t, filepath.Dir(dir), port)
	p := s.start("checker", command{filepath.Base(dir), "exec " + program})
	s.awaitPort(p, "Listen", 0)
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	conn, err := net.Dial("tcp4", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	head := binary.BigEndian.AppendUint16(nil, uint16(len(name)))
	head = binary.BigEndian.AppendUint64(head, size)
	if _, err := conn.Write(append(head, name...)); err != nil {
		t.Fatal(err)
	}
	ok := make([]byte, 2)
	if n, err := io.ReadFull(conn, ok); err == nil {
		// A receiver that could not make its file has closed already, and
		// both of these fail then.
		conn.Write([]byte(sent))
		conn.(*net.TCPConn).CloseWrite()
		rest, _ := io.ReadAll(conn) // its error is a RST if bytes behind the end stay unread
		answers = string(ok[:n]) + string(rest)
	}
	// The receiver ends when it has had two senders more. Then all that it
	// printed is there.
	for range 2 {
		conn, err := net.Dial("tcp4", address)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	if !p.endsWithin(patience) {
		t.Fatal("the receiver does not end behind its third sender")
	}
	line, _, _ = strings.Cut(p.out.String(), "\n")
	return line, answers, dir
}

// lay makes a directory, or a symbolic link if what begins with an arrow.
func lay(t *testing.T, path, what string) error {
	target, link := strings.CutPrefix(what, "->")
	if !link {
		return os.Mkdir(path, 0o755)
	}
	if _, err := os.Stat(target); err != nil {
		t.Skipf("this system has no %s", target)
	}
	return os.Symlink(target, path)
}

// builtProgram builds one program of a lesson as a student gets it, and returns
// its path.
func builtProgram(t *testing.T, lesson, dir string, port int) string {
	t.Helper()
	files, err := handout.Code(lessonNamed(t, lesson), "en", port)
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	if err := handout.Write(to, files, false); err != nil {
		t.Fatal(err)
	}
	build(t, filepath.Join(to, dir))
	return filepath.Join(to, dir, built)
}
