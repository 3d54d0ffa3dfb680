package lab

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is a folder of the house: what it may import of this project, and why
// each of these arrows is there.
type room struct {
	folder string
	arrows []arrow
}

type arrow struct{ to, why string }

// house is the drawing of all rooms. Data flows one way: from lessons and host
// processes through gate, bench and trace to the rooms that tell and show.
// Every folder has a row of its own, and no row speaks for the folders below
// it. One row stands for all lessons, because a new lesson must need no change
// here.
var house = []room{
	{"lab/tcp", nil},
	{"lab/palette", nil},
	{"lab/pattern", nil},
	{"lab/words", []arrow{{"lab/pattern", "the blanks beside a Chinese argument"}}},
	{"lab/prose", []arrow{
		{"lab/pattern", "patterns of Markdown, compiled at need"},
		{"lab/words", "an author is told in both languages what is wrong with a text"},
	}},
	{"lab/packet", []arrow{{"lab/words", "errors in both languages"}}},
	{"lab/gate", []arrow{
		{"lab/pattern", "the ports in a text"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/nearest", []arrow{{"lab/words", "the suggestion in both languages"}}},
	{"lab/fault", []arrow{
		{"lab/nearest", "the error about an unknown word names the nearest one"},
		{"lab/trace", "a fault is a move of the trace"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/search", []arrow{
		{"lab/nearest", "a mistyped word is read as the nearest one"},
		{"lab/pattern", "addresses that are pasted with an error"},
	}},
	{"lab/progress", []arrow{{"lab/words", "errors in both languages"}}},
	{"lab/process", nil},
	{"lab/trace", []arrow{
		{"lab/prose", "the header carries the lesson's texts"},
		{"lab/pattern", "ports and places that differ from run to run"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/kernel", []arrow{
		{"lab/tcp", "a socket's state is one of RFC 9293's"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/kernel/proc", []arrow{{"lab/words", "errors in both languages"}}},
	{"lab/wire", []arrow{
		{"lab/packet", "bytes become packets on the wire"},
		{"lab/kernel", "a namespace has a socket table of its own"},
		{"lab/process", "it supervises the program that is started again in a user namespace"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/netstack", []arrow{
		{"lab/gate", "hosts ask for their sockets over it"},
		{"lab/kernel", "its table is told as a kernel's"},
		{"lab/tcp", "a socket's state is one of RFC 9293's"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/net/sys", []arrow{
		{"lab/gate", "a socket is asked for over it"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/net", []arrow{
		{"lab/gate", "each call waits at the gate"},
		{"lab/net/sys", "the sockets that live in the bench's process"},
	}},
	{"lab/os", []arrow{{"lab/gate", "each call waits at the gate"}}},
	{"lab/standalone", []arrow{
		{"lab/gate", "the port that the programs name"},
		{"lab/pattern", "the lines that change"},
	}},

	{"lab", []arrow{
		{"lab/trace", "a row's move is a move of the trace"},
		{"lab/prose", "a lesson's texts are read here"},
		{"lab/gate", "the port that the programs name"},
		{"lab/nearest", "the error about an unknown beat names the nearest one"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/script", []arrow{
		{"lab", "it follows a lesson's table of beats"},
		{"lab/trace", "steps in, moves and findings out"},
		{"lab/tcp", "claims name states"},
		{"lab/nearest", "a wrong name's error names the nearest one"},
		{"lab/words", "an author is told in both languages what is wrong with a script"},
	}},
	{"lab/handout", []arrow{
		{"lab", "it writes a lesson's programs"},
		{"lab/script", "the script says in which order the programs start, and what they print"},
		{"lab/gate", "the ports that the programs name"},
		{"lab/standalone", "a program becomes one that runs alone"},
		{"lab/prose", "lines are broken by display width"},
		{"lab/words", "errors in both languages"},
	}},

	{"lab/bench", []arrow{
		{"lab", "it runs a lesson"},
		{"lab/script", "the script says which move comes next and how a step differs from it"},
		{"lab/bench/host", "the lesson's hosts are started there"},
		{"lab/bench/network", "the lesson's sockets live in one"},
		{"lab/bench/table", "sockets, calls and packets of a run"},
		{"lab/bench/stranger", "the programs of an open lab do not announce themselves"},
		{"lab/fault", "the faults that the command asked for"},
		{"lab/gate", "hosts answer over it"},
		{"lab/wire", "packets are held there"},
		{"lab/kernel", "states are read from the system"},
		{"lab/netstack", "the header names the stack and its version"},
		{"lab/kernel/proc", "which programs hold the sockets of a lab"},
		{"lab/packet", "a crossing packet's protocol"},
		{"lab/trace", "every step is recorded"},
		{"lab/tcp", "states that pass by themselves"},
		{"lab/standalone", "the trace shows each program as it runs alone"},
		{"lab/prose", "the header carries the lesson's texts"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/bench/host", []arrow{
		{"lab", "a lesson's hosts and what they bring"},
		{"lab/gate", "a host answers over it"},
		{"lab/standalone", "the line in which a program ends"},
		{"lab/trace", "the program as the trace shows it, and the host's last error"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/bench/network", []arrow{
		{"lab", "a lesson's settings"},
		{"lab/wire", "the private network's namespace"},
		{"lab/netstack", "the model of a TCP/IP stack"},
		{"lab/gate", "hosts ask the model for their sockets"},
		{"lab/kernel", "the host network's socket table"},
		{"lab/bench/table", "what reads a socket table"},
		{"lab/packet", "packets go into a capture"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/bench/table", []arrow{
		{"lab/trace", "a row becomes part of a step"},
		{"lab/kernel", "a row is filled with what the system says"},
		{"lab/tcp", "states passed between two looks"},
		{"lab/wire", "a packet as it came off the wire"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/bench/stranger", []arrow{
		{"lab", "the two sides"},
		{"lab/bench/table", "the sockets that a name is looked up for"},
		{"lab/kernel", "a socket that the table does not have yet"},
		{"lab/kernel/proc", "who holds a socket, and in which call"},
		{"lab/packet", "a SYN tells who dials"},
		{"lab/tcp", "a socket that has changed its state may have another owner"},
		{"lab/trace", "a thread's system call becomes a call of the trace"},
		{"lab/wire", "who spoke while everything flowed"},
	}},

	{"lab/tell/cause", []arrow{
		{"lab/trace", "what a step means rests on two steps and their header alone"},
		{"lab/tcp", "the states that a socket was in"},
		{"lab/pattern", "the number of bytes in a call's result"},
		{"lab/words", "a sentence in both languages"},
	}},
	{"lab/tell", []arrow{
		{"lab/tell/cause", "what a step means: its cause, or else what holds in general"},
		{"lab/trace", "what is said is concluded from steps alone"},
		{"lab/tcp", "a state's place in the machine"},
		{"lab/prose", "what the lesson says of a beat"},
		{"lab/pattern", "results and claims, to put them into Chinese"},
		{"lab/words", "a word in both languages"},
	}},
	{"lab/page", []arrow{
		{"lab/tell", "what is said of a step"},
		{"lab/trace", "a header and steps are all that it sees"},
		{"lab/tcp", "the states in the figure"},
		{"lab/prose", "texts of a lesson, and characters that are not seen"},
		{"lab/palette", "the hues, which are the same everywhere"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/tell/detail", []arrow{
		{"lab/tell", "a scene's words for hosts, timers and names"},
		{"lab/trace", "a step's packets and sockets"},
		{"lab/tcp", "what a state lacks"},
	}},
	{"lab/plain", []arrow{
		{"lab/tcp", "the arrows of the state machine, walked or not"},
		{"lab/tell", "what is said of a step"},
		{"lab/tell/detail", "what is said of each packet"},
		{"lab/trace", "a header and steps are all that it sees"},
		{"lab/prose", "texts are laid out"},
	}},
	{"lab/panel/canvas", []arrow{{"lab/prose", "text is made visible, measured and wrapped"}}},
	{"lab/panel/view", []arrow{
		{"lab/panel/canvas", "a scene is drawn on it"},
		{"lab/tell", "what is said of a step"},
		{"lab/tell/detail", "the pages of one packet and of one socket"},
		{"lab/trace", "a step's sockets, calls and packets are drawn"},
		{"lab/tcp", "the map of states"},
		{"lab/prose", "texts are laid out"},
		{"lab/search", "the menu lists what was found"},
	}},
	{"lab/panel/console", nil},
	{"lab/panel", []arrow{
		{"lab/palette", "a style that has a meaning is drawn in its hue"},
		{"lab/panel/canvas", "a canvas is put on the terminal, each style as the theme has it"},
		{"lab/panel/console", "on Windows the terminal is a console"},
		{"lab/panel/view", "a scene is drawn there"},
		{"lab/tell", "what is said of a step"},
		{"lab/trace", "the panel shows a saved trace exactly as a live one"},
		{"lab/prose", "questions of the texts are asked"},
		{"lab/words", "errors are shown in the language of the screen"},
		{"lab/search", "the menu's search"},
	}},

	{"lab/author", []arrow{
		{"lab", "a lesson is what the rules look at"},
		{"lab/script", "its claims can be read"},
		{"lab/tell", "the measures of a closing page"},
		{"lab/tcp", "the states that a text names"},
		{"lab/trace", "the languages, and the hosts of a run"},
		{"lab/prose", "its texts, and how wide they are"},
		{"lab/search", "it is found by what it answers"},
		{"lab/standalone", "its programs as students get them"},
		{"lab/nearest", "a wrong name's finding names the nearest one"},
		{"lab/pattern", "words and phrases that a rule looks for"},
		{"lab/words", "findings in both languages"},
	}},

	{"lab/author/begin", []arrow{
		{"lab/pattern", "a lesson's name, and its place in the list"},
		{"lab/words", "errors in both languages"},
	}},
	{"lab/author/rehearse", []arrow{
		{"lab", "a lesson's rows"},
		{"lab/bench", "the lesson is played there"},
		{"lab/tcp", "which state lasts a minute"},
		{"lab/trace", "what a run shows is read from its steps"},
		{"lab/prose", "a text that speaks of a call"},
		{"lab/pattern", "what differs between two runs of the same moves"},
		{"lab/words", "findings in both languages"},
	}},

	{"lessons/*", []arrow{
		{"lab", "what an author of a lesson needs"},
		{"lab/net", "the programs' sockets"},
		{"lab/os", "the programs' files and arguments"},
	}},
	{"lessons", []arrow{
		{"lab", "All is a list of lessons"},
		{"lab/prose", "the glossary"},
		{"lab/search", "a lesson is found by what it answers"},
		{"lessons/*", "All names each lesson"},
	}},
	{"cmd/tcplab", []arrow{
		{"lab", "a lesson is looked up"},
		{"lab/author", "the rules of a lesson"},
		{"lab/author/begin", "a new lesson is written"},
		{"lab/author/rehearse", "a lesson is played for its author"},
		{"lab/bench", "a lesson is run"},
		{"lab/fault", "--fault asks for one"},
		{"lab/handout", "code is handed out"},
		{"lab/kernel", "doctor names the system"},
		{"lab/nearest", "an unknown command's error names the nearest one"},
		{"lab/netstack", "doctor names the model"},
		{"lab/panel", "the screen"},
		{"lab/panel/console", "whether a panel can be drawn on a console of Windows"},
		{"lab/search", "an unknown lesson's error names those that answer it"},
		{"lab/plain", "a run as text"},
		{"lab/page", "a run as a web page"},
		{"lab/panel/view", "the key table, for the README"},
		{"lab/tell", "the lessons that an error points to"},
		{"lab/process", "exec supervises its command"},
		{"lab/progress", "what a student has done"},
		{"lab/prose", "the question that is asked again"},
		{"lab/trace", "a recording is replayed"},
		{"lab/wire", "doctor tries the private network"},
		{"lessons", "the course"},
		{"lessons/*", "the open lab"},
		{"lab/words", "help and errors in both languages"},
	}},
}

// fixtures are folders with helpers that the tests of several rooms share. No
// room may import them, so they have no row above.
var fixtures = []string{"lab/gate/gatetest", "lab/labtest", "lab/packet/packettest", "lab/porttest", "lab/panel/paneltest", "lab/witness"}

// row returns the room of a folder.
func row(folder string) (room, bool) {
	for _, r := range house {
		if r.folder == folder {
			return r, true
		}
	}
	return room{}, false
}

// named returns the name by which the house knows a folder. That is the
// folder's own name, or one common name for every lesson.
func named(folder string) string {
	if path.Dir(folder) == "lessons" {
		return "lessons/*"
	}
	return folder
}

// refusal says why a folder may not import another one. It is "" if it may.
func refusal(folder, imported string) string {
	r, ok := row(named(folder))
	if !ok {
		return fmt.Sprintf("%s has no row in the house: add one, with the reason for each arrow", folder)
	}
	if slices.ContainsFunc(r.arrows, func(a arrow) bool { return a.to == named(imported) }) {
		return ""
	}
	return fmt.Sprintf("%s may not import %s: the house has no such arrow", folder, imported)
}

func TestImportsAreTheHouse(t *testing.T) {
	seen := map[string]map[string]bool{} // by room: what its files import
	for folder, files := range folders(t) {
		if slices.Contains(fixtures, folder) {
			continue
		}
		from := named(folder)
		if seen[from] == nil {
			seen[from] = map[string]bool{}
		}
		for _, file := range files {
			for _, spec := range file.Imports {
				name, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				inner, ok := strings.CutPrefix(name, "tcplab/")
				if !ok {
					continue
				}
				seen[from][named(inner)] = true
				if why := refusal(folder, inner); why != "" {
					t.Error(why)
				}
			}
		}
		if _, ok := row(from); !ok {
			t.Error(refusal(folder, ""))
		}
	}
	for _, r := range house {
		if seen[r.folder] == nil {
			t.Errorf("the house draws %s, and there is no such folder", r.folder)
		}
		for _, a := range r.arrows {
			if a.why == "" {
				t.Errorf("the arrow from %s to %s has no reason", r.folder, a.to)
			}
			if !seen[r.folder][a.to] {
				t.Errorf("the house draws an arrow from %s to %s, and no file has it: take it out", r.folder, a.to)
			}
		}
	}
}

// TestTheHouseRefuses lists imports that would turn the flow of data round,
// each with the reason.
func TestTheHouseRefuses(t *testing.T) {
	for _, c := range []struct{ folder, imported, why string }{
		{"lessons", "lab/panel", "a course knows no screen"},
		{"lessons/connection", "lab/panel", "a lesson knows no screen either"},
		{"lessons/connection", "lab/wire", "a lesson names what it wants of a network in its settings"},
		{"lab/progress", "lab/wire", "what a student has done is a file, whatever the network"},
		{"lab/panel", "lab/bench", "the panel shows a saved trace exactly as a live one"},
		{"lab/kernel", "lab/trace", "what the system reports must not depend on what is told of it"},
		{"lab/net", "lab/trace", "a program must not reach past its gate"},
		{"lessons/connection", "lab/net/sys", "a program's calls wait at their gates in lab/net"},
		{"lab/trace", "lab/bench", "a trace is read without a bench"},
		{"lab/bench", "lab/panel", "a bench has no view"},
		{"lab/script", "lab/bench", "a script is followed by steps alone"},
		{"lab/bench/table", "lab/bench", "a row below bench has arrows of its own, and none up"},
		{"lab/bench", "lab/labtest", "fixtures are for tests alone"},
		{"lab/new", "lab/tcp", "a folder that nobody has drawn may import nothing"},
	} {
		if refusal(c.folder, c.imported) == "" {
			t.Errorf("%s may import %s, though %s", c.folder, c.imported, c.why)
		}
	}
}

// TestEveryRoomSaysWhatItIs shows that every folder's doc comment says, in at
// least three sentences, what lives there and what may never come in.
func TestEveryRoomSaysWhatItIs(t *testing.T) {
	for folder, files := range folders(t) {
		if named(folder) == "lessons/*" || slices.Contains(fixtures, folder) {
			continue
		}
		var doc string
		for _, file := range files {
			if file.Doc != nil {
				doc += file.Doc.Text()
			}
		}
		text := strings.Join(strings.Fields(doc), " ") + " "
		if n := strings.Count(text, ". "); n < 3 {
			t.Errorf("the doc comment of %s has %d sentences, want at least three: what lives there, how, and what may never come in", folder, n)
		}
		if !strings.Contains(text, "never") && !strings.Contains(text, "nothing") && !strings.Contains(text, "no ") {
			t.Errorf("the doc comment of %s does not say what may never come in", folder)
		}
	}
}

// folders parses the imports and doc comments of all files of this project
// except tests, by folder.
func folders(t *testing.T) map[string][]*ast.File {
	t.Helper()
	found := map[string][]*ast.File{}
	eachFile(t, parser.ImportsOnly|parser.ParseComments, func(name string, _ *token.FileSet, file *ast.File) {
		folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(name)), "../")
		found[folder] = append(found[folder], file)
	})
	return found
}

// eachFile parses all files of this project except tests.
func eachFile(t *testing.T, mode parser.Mode, do func(name string, files *token.FileSet, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".."):
			return filepath.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, mode)
		if err == nil {
			do(name, files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
