package handout

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var twoFiles = []File{{"README.md", []byte("read me\n")}, {"client/main.go", []byte("package main\n")}}

// tree returns what is below a directory: the content of each file, by path.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		if d.IsDir() {
			all[filepath.ToSlash(name)] = "a directory"
			return nil
		}
		content, err := os.ReadFile(path)
		all[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWriteCode begins each case with some files, and ends it with all of the
// code or with none of it.
func TestWriteCode(t *testing.T) {
	whole := map[string]string{
		"x": "a directory", "x/code": "a directory", "x/code/README.md": "read me\n",
		"x/code/client": "a directory", "x/code/client/main.go": "package main\n",
	}
	for _, c := range []struct {
		name  string
		there map[string]string // before; a name that ends with "/" is a directory
		force bool
		fails string            // a part of the error, "" if it works
		want  map[string]string // after; nil if nothing changes
	}{
		{
			name: "directories are made as they are needed",
			want: whole,
		},
		{
			name:  "other files in the directory stay as they are",
			there: map[string]string{"x/code/mine.txt": "mine"},
			want:  merged(whole, map[string]string{"x/code/mine.txt": "mine"}),
		},
		{
			name:  "if the last file is there, not even the first is written",
			there: map[string]string{"x/code/client/main.go": "my own work"},
			fails: "client/main.go is there already",
		},
		{
			name:  "with force it is overwritten",
			there: map[string]string{"x/code/client/main.go": "my own work"},
			force: true,
			want:  whole,
		},
		{
			name:  "a directory in a file's place is not overwritten, even with force",
			there: map[string]string{"x/code/client/main.go/": ""},
			force: true,
			fails: "is a directory",
		},
		{
			name:  "if a file is in a directory's place, all that was made before is removed",
			there: map[string]string{"x/code/client": "a file"},
			fails: "not a directory",
		},
		{
			name:  "a file stands where the whole directory is to go",
			there: map[string]string{"x": "a file"},
			force: true,
			fails: "not a directory",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			for name, content := range c.there {
				path := filepath.Join(root, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(name, "/") {
					if err := os.MkdirAll(path, 0o755); err != nil {
						t.Fatal(err)
					}
				} else if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if c.want == nil {
				c.want = tree(t, root)
			}
			err := Write(filepath.Join(root, "x", "code"), twoFiles, c.force)
			switch {
			case c.fails == "" && err != nil:
				t.Errorf("it fails: %v", err)
			case c.fails != "" && (err == nil || !strings.Contains(filepath.ToSlash(err.Error()), c.fails)):
				t.Errorf("the error is %v, want one with %q", err, c.fails)
			case c.fails != "" && !strings.Contains(err.Error(), "-o"):
				t.Errorf("the error %q does not say what to do", err)
			}
			if diff := cmp.Diff(c.want, tree(t, root)); diff != "" {
				t.Errorf("what is there now (-want +got):\n%s", diff)
			}
		})
	}
}

func merged(a, b map[string]string) map[string]string {
	sum := map[string]string{}
	for _, m := range []map[string]string{a, b} {
		for k, v := range m {
			sum[k] = v
		}
	}
	return sum
}

// TestWriteCodeTakesEverythingBack has the second file go to a directory that
// may be read but not written to.
func TestWriteCodeTakesEverythingBack(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere; TestWriteCode has a file in a directory's place instead")
	}
	dir := t.TempDir()
	closed := filepath.Join(dir, "client")
	if err := os.Mkdir(closed, 0o555); err != nil {
		t.Fatal(err)
	}
	err := Write(dir, twoFiles, false)
	if err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("the error is %v, want the system's reason", err)
	}
	if diff := cmp.Diff(map[string]string{"client": "a directory"}, tree(t, dir)); diff != "" {
		t.Errorf("a file written before the failure is still there (-want +got):\n%s", diff)
	}
}
