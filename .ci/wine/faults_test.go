package wine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A fault is one of Wine's own (seen in Wine 8.0, Debian 12). A test that meets one
// says so by its name, so that nobody looks for it in tcplab.
type fault struct {
	name   string
	shows  string // what a program prints that meets it; "" if none does
	why    string // why it is Wine's
	mended string // how it is mended here; "" if it cannot be
}

var faults = []fault{
	{"no ProcessPrng", "bcryptprimitives.dll",
		"Windows has had the file since version 7, and every Go program needs it", "shim, a file of that name"},
	{"no SIO_UDP_NETRESET", "winapi error #10045",
		"a UDP socket of Windows takes it, and Go asks for it at each one", "a patch of package net that goes on without"},
	{"no FileDispositionInformationEx", "Invalid function",
		"Windows 10 has it, and os.RemoveAll of Go asks for it first", "a patch that takes this refusal for that of an old Windows"},
	{"a slow socket table", "",
		"GetExtendedTcpTable looks through all processes for the owner of each socket of the machine, which takes most of a second for a hundred; Windows needs a millisecond", "a network namespace, in which there are no sockets but the lesson's"},
	{"no terminal sequences", "",
		"the console takes ESC for a character like any other, so what a panel draws cannot be seen; Windows has done these sequences since version 10", ""},
	{"Ctrl-C is never a key", "",
		"the console leaves it to the Unix terminal, which makes a signal of it; so do not judge from it what a panel does at that key", ""},
	{"no end of the window", "",
		"Unix ends the program by SIGHUP, and nobody gets CTRL_CLOSE_EVENT, of which Go makes SIGTERM and for which Windows gives a program five seconds", ""},
}

// explain returns the name of a fault of Wine's that an output shows.
func explain(output string) (name string, found bool) {
	for _, f := range faults {
		if f.shows != "" && strings.Contains(output, f.shows) {
			return f.name, true
		}
	}
	return "", false
}

// probes are programs without anything of tcplab that meet a fault. As long as they
// do, it is Wine's.
var probes = map[string]string{
	"no SIO_UDP_NETRESET": `package main

import (
	"fmt"
	"net"
)

func main() {
	_, err := net.ListenPacket("udp4", "127.0.0.1:0")
	fmt.Println(err)
}
`,
	"no FileDispositionInformationEx": `package main

import (
	"fmt"
	"os"
)

func main() {
	dir, err := os.MkdirTemp("", "probe")
	if err == nil {
		err = os.Mkdir(dir+"/inner", 0o700) // else it is enough to remove the directory
	}
	if err == nil {
		err = os.RemoveAll(dir)
	}
	fmt.Println(err)
}
`,
}

// TestTheFaultsAreWines: each of these programs meets its fault without tcplab. If a
// newer Wine has mended one, its patch can go.
func TestTheFaultsAreWines(t *testing.T) {
	for _, f := range faults {
		source, ok := probes[f.name]
		if !ok {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "probe.go")
			if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
			stock, mended := filepath.Join(dir, "stock.exe"), filepath.Join(dir, "mended.exe")
			build(t, stock, nil, file)
			build(t, mended, []string{"-overlay", lab.overlay}, file)
			if out := wineOutput(t, stock); !strings.Contains(out, f.shows) {
				t.Logf("this Wine has mended it: its patch can go. It printed %q", out)
			}
			if out := strings.TrimSpace(wineOutput(t, mended)); out != "<nil>" {
				t.Errorf("with the patch it printed %q, want no error", out)
			}
		})
	}
}

// A patch changes one place in a file of Go's own, so that a program goes on where
// Wine lacks something. Go's sources are patched as they are on this machine.
type patch struct{ file, old, new string }

var patches = []patch{
	{"net/fd_windows.go",
		"windows.SIO_UDP_NETRESET, (*byte)(unsafe.Pointer(&flag)), size, nil, 0, &ret, nil, 0)\n\t\tif err != nil {",
		"windows.SIO_UDP_NETRESET, (*byte)(unsafe.Pointer(&flag)), size, nil, 0, &ret, nil, 0)\n\t\tif err != nil && err != syscall.Errno(10045) {"},
	{"internal/syscall/windows/at_windows.go",
		"case STATUS_INVALID_INFO_CLASS,",
		"case NTStatus(0xc0000002), STATUS_INVALID_INFO_CLASS,"}, // STATUS_NOT_IMPLEMENTED
}

// overlay writes patched files to dir, and a file for go build -overlay.
func overlay(dir string) (path string, err error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	var replace []string
	for _, p := range patches {
		from := filepath.Join(strings.TrimSpace(string(root)), "src", filepath.FromSlash(p.file))
		text, err := os.ReadFile(from)
		if err != nil {
			return "", err
		}
		if n := strings.Count(string(text), p.old); n != 1 {
			return "", fmt.Errorf("%s has the patched place %d times, want once: see what this Go does there, and mend the patch", from, n)
		}
		to := filepath.Join(dir, filepath.Base(p.file))
		if err := os.WriteFile(to, []byte(strings.Replace(string(text), p.old, p.new, 1)), 0o600); err != nil {
			return "", err
		}
		replace = append(replace, fmt.Sprintf("%q: %q", from, to))
	}
	path = filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, []byte("{\"Replace\": {"+strings.Join(replace, ", ")+"}}"), 0o600)
}

// shim is the source of bcryptprimitives.dll, with the one function that Go needs.
const shim = `#include <stddef.h>

/* SystemFunction036 is RtlGenRandom. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *, unsigned long);

__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *data, size_t size) {
	return SystemFunction036(data, (unsigned long)size);
}

int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved) {
	return 1;
}
`
