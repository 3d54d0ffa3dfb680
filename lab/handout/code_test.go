package handout

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"tcplab/lab"
)

var update = flag.Bool("update", false, "write what is made into testdata, to be read before it is committed")

// handout returns a lesson with all that a README may have to explain: a client
// that is refused, a server, two clients that share a program and a file, a
// client that is killed, and a server that runs until somebody ends it.
func handout() *lab.Lesson {
	const program = "package handout\n\nimport (\n\t\"tcplab/lab/net\"\n)\n\nfunc %s() {\n\tnet.Dial(\"tcp\", \"127.0.0.1:8001\")\n}\n"
	prose := func(title, summary string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("# " + title + "\n\n" + summary + "\n\n## closing: The end\n\nIt ended.\n")}
	}
	return &lab.Lesson{
		Name: "handout",
		Files: fstest.MapFS{
			"client.go":     {Data: []byte(strings.Replace(program, "%s", "client", 1))},
			"server.go":     {Data: []byte(strings.Replace(program, "%s", "server", 1))},
			"data/note.txt": {Data: []byte("a note\n")},
			"en.md":         prose("Handing it out", "Whatever a README has to say."),
			"zh.md":         prose("分发代码", "README 要说的一切。"),
		},
		Hosts: []lab.Host{
			{Name: "early", Role: lab.Client, File: "client.go"},
			{Name: "client", Role: lab.Client, File: "client.go", Brings: []string{"data/note.txt"}, Args: []string{"-n", "", "{file}", `it's "here"`, "two words"}},
			{Name: "client-2", Role: lab.Client, File: "client.go", Brings: []string{"data/note.txt"}},
			{Name: "server", Role: lab.Server, File: "server.go"},
			{Name: "patient", Role: lab.Server, File: "server.go"},
		},
		Script: []lab.Beat{
			{ID: "a", Move: lab.Call("early", "Dial"), Then: "early exits 1; early prints ECONNREFUSED"},
			{ID: "b", Move: lab.Call("server", "Listen")},
			{ID: "c", Move: lab.Call("client", "Dial"), Then: `client prints said "hello"; client prints bye; client prints bye`},
			{ID: "d", Move: lab.Call("client-2", "Dial")},
			{ID: "e", Move: lab.Call("patient", "Listen")},
			{ID: "f", Move: lab.Kill("client-2")},
			{ID: "g", Move: lab.Call("client", "exit"), Then: "client exits 0"},
			{ID: "h", Move: lab.Call("server", "exit"), Then: "server exits 3"},
		},
	}
}

func TestCode(t *testing.T) {
	files, err := Code(handout(), "en", 9000)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	content := map[string]string{}
	for _, f := range files {
		paths = append(paths, f.Path)
		content[f.Path] = string(f.Content)
	}
	// There is one module for each program, not for each host. The README comes
	// first, because a student begins there. A file that two hosts bring is
	// there once.
	want := []string{"README.md", "client/go.mod", "client/main.go", "client/note.txt", "server/go.mod", "server/main.go"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("the files (-want +got):\n%s", diff)
	}
	if got := content["client/go.mod"]; got != "module example.com/handout/client\n\ngo 1.23\n" {
		t.Errorf("go.mod says %q: it names the module, the oldest Go, and no other module", got)
	}
	if got := content["client/main.go"]; !strings.Contains(got, "package main") || !strings.Contains(got, "127.0.0.1:9000") || strings.Contains(got, "tcplab") {
		t.Errorf("the program does not stand alone with port 9000:\n%s", got)
	}
	if got := content["client/note.txt"]; got != "a note\n" {
		t.Errorf("the file that the client brings is %q, want it unchanged", got)
	}

	if _, err := Code(&lab.Lesson{Name: "lab"}, "en", 0); err == nil || !strings.Contains(err.Error(), "no programs") {
		t.Errorf("a lesson without hosts has no code to give, and the error must say so; got %v", err)
	}
	if _, err := Code(handout(), "fr", 0); err == nil {
		t.Error("a language that the lesson does not have must be an error, or the README would be empty")
	}
	same, err := Code(handout(), "en", 0)
	if err != nil || !bytes.Contains(same[2].Content, []byte("127.0.0.1:8001")) {
		t.Errorf("port 0 leaves the programs' own port: %v\n%s", err, same[2].Content)
	}
}

// TestReadme compares the READMEs with files that somebody has read.
func TestReadme(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		files, err := Code(handout(), lang, 9000)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "handout-"+lang+".md")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, files[0].Content, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatalf("there is no such README yet (%v): run the test with -update and read what it wrote", err)
		}
		if diff := cmp.Diff(string(want), string(files[0].Content)); diff != "" {
			t.Errorf("the README in %s (-want +got):\n%s", lang, diff)
		}
	}
}
