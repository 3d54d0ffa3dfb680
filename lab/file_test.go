package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFileToSend(t *testing.T) {
	dir := t.TempDir()
	sender := &Lesson{Name: "file-transfer", Hosts: []Host{{Name: "sender", Args: []string{"{file}"}}}}
	for _, name := range []string{"plain.txt", "作业 第一课.txt", "with spaces", "[red]x[x]", "empty"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := sender.FileToSend(filepath.Join(dir, name))
		if err != nil || got != filepath.Join(dir, name) {
			t.Errorf("%q is a plain file like any other: %q, %v", name, got, err)
		}
	}
	t.Chdir(dir)
	if got, err := sender.FileToSend("plain.txt"); err != nil || !filepath.IsAbs(got) {
		t.Errorf("a host works elsewhere, so its path has to be absolute: %q, %v", got, err)
	}
	for name, want := range map[string]string{
		"none.txt": "there is no file",
		".":        "is a directory",
		os.DevNull: "is a device",
		"bad\xff":  "is not UTF-8",
	} {
		_, err := sender.FileToSend(name)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "give") {
			t.Errorf("%q: %v; want one sentence with %q and what to do", name, err, want)
		}
	}
	if err := os.Chmod("plain.txt", 0); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Open("plain.txt"); err == nil {
		f.Close() // the superuser may read anything
	} else if _, err := sender.FileToSend("plain.txt"); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a file that this user may not read: %v", err)
	}
	talker := &Lesson{Name: "connection", Hosts: []Host{{Name: "client", Args: []string{"hello"}}}}
	if _, err := talker.FileToSend("empty"); err == nil || !strings.Contains(err.Error(), "sends no file") {
		t.Errorf("the error must say that this lesson sends no file: %v", err)
	}
}
