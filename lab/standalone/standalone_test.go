package standalone

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStandalone(t *testing.T) {
	const source = `package connection

import (
	"fmt"

	"tcplab/lab/net"
	"tcplab/lab/os"
)

func (h helper) first() {
}

// The client dials 127.0.0.1:8001.
func client() {
	conn, err := net.Dial("tcp", "127.0.0.1:8001")
	fmt.Println(conn, err, 18001, len(os.Args))
	show()
}

func show() {
}
`
	const want = `package main

import (
	"fmt"

	"net"
	"os"
)

func (h helper) first() {
}

// The client dials 127.0.0.1:9000.
func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:9000")
	fmt.Println(conn, err, 18001, len(os.Args))
	show()
}

func show() {
}
`
	if diff := cmp.Diff(want, Program(source, 9000)); diff != "" {
		t.Errorf("the clause, the first plain function, the imports and the port change, and nothing else (-want +got):\n%s", diff)
	}
	same := Program(source, 0)
	if strings.Count(same, "127.0.0.1:8001") != 2 {
		t.Errorf("port 0 leaves the programs' own port, got:\n%s", same)
	}
	if again := Program(same, 0); again != same {
		t.Errorf("a standalone program is left as it is, got:\n%s", again)
	}
	if got := Program("no Go at all", 1); got != "no Go at all" {
		t.Errorf("text that is no program is left as it is, got %q", got)
	}
	lines := strings.Count(source, "\n")
	if got := strings.Count(Program(source, 9000), "\n"); got != lines {
		t.Errorf("the program has %d lines, want %d: a call's line must stay where it is", got, lines)
	}
}

func TestEndOfMain(t *testing.T) {
	const source = "package main\n\nfunc (t T) main() {}\n\nfunc main() {\n\tif true {\n\t}\n}\n\nfunc other() {\n}\n"
	if got := EndOfMain(source); got != 8 {
		t.Errorf("main ends in line %d, want 8: its own brace, not a method's and not the file's last", got)
	}
	if got := EndOfMain("no Go"); got != 0 {
		t.Errorf("a text that is no program ends in line %d, want 0", got)
	}
}
