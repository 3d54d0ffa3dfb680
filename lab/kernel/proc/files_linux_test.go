package proc

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTheFilesOfAProcess compares with what this process knows of itself.
func TestTheFilesOfAProcess(t *testing.T) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	before, allowed := FilesOf(os.Getpid())
	if uint64(allowed) != limit.Cur {
		t.Errorf("%d descriptors are allowed, want %d, as getrlimit says", allowed, limit.Cur)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if after, _ := FilesOf(os.Getpid()); before == 0 || after < before+2 {
		t.Errorf("%d descriptors are open, then %d with a pipe, want two more", before, after)
	}
}

// TestFilesThatAreNotToldAreZero: nothing is concluded about a process that has
// ended, or about one without a bound.
func TestFilesThatAreNotToldAreZero(t *testing.T) {
	proc := t.TempDir()
	for pid, limits := range map[string]string{"1": "Max open files            unlimited            unlimited            files\n", "2": "Max open files", "3": ""} {
		if err := os.MkdirAll(filepath.Join(proc, pid, "fd"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(proc, pid, "limits"), []byte(limits), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for pid := range 5 {
		if open, allowed := filesIn(proc, pid); open != 0 || allowed != 0 {
			t.Errorf("process %d: %d open and %d allowed, want 0 and 0: neither is told", pid, open, allowed)
		}
	}
}

// TestADescriptorAboveTheLimitTakesNoPlace: a terminal leaves descriptors with high
// numbers to the programs that it starts. accept takes the lowest free number, so
// these do not make it fail with EMFILE (getrlimit(2)).
func TestADescriptorAboveTheLimitTakesNoPlace(t *testing.T) {
	proc := t.TempDir()
	for _, fd := range []string{"0", "1", "2", "3", "101", "102"} {
		if err := os.MkdirAll(filepath.Join(proc, "1", "fd", fd), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(proc, "1", "limits"), []byte("Max open files            6                    6                    files\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if open, allowed := filesIn(proc, 1); open != 4 || allowed != 6 {
		t.Errorf("%d open and %d allowed, want 4 and 6: numbers 4 and 5 are free", open, allowed)
	}
}
