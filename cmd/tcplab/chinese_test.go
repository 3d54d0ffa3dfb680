package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tcplab/lab/bench"
	"tcplab/lab/porttest"
	"tcplab/lab/trace"
	"tcplab/lab/wire"
	"tcplab/lab/words"
	"tcplab/lessons"
)

// asTyped matches what stands in a Chinese text as a person types or searches for
// it: flags, what a flag is given, paths and files, the system's own message behind
// its translation, what the user has written, and names in capitals.
var asTyped = regexp.MustCompile(strings.Join([]string{
	`\p{Han} \([^()]*\)`,       // 没有这个文件或目录 (no such file or directory)
	`"[^"]*"`,                  // what was typed
	`--?[a-z][a-z-]*`,          // flags
	`\b[A-Z][A-Z_]+\b`,         // LESSON, TCP, JSON
	`[!-~]*[/.=_\d][!-~]*`,     // paths, files, settings, versions
	`\{name, title, summary\}`, // fields
	`(试试|请这样\p{Han}*)：?[ -~]+`, // a command line to be copied
	`选一个：[ -~]+`,               // the names to choose from
	`'drop [^']*'|drop、duplicate 或 cut|或 any；`,                                  // the words of --fault
	`tcplab (run|lab|exec|replay|page|code|list|doctor|new|check|help) [a-z-]*`, // a command line
}, "|"))

// names are the words of a Chinese run that have no Chinese.
var names = strings.Fields(`
	tcplab devel menu run lab exec code replay page list doctor new check version help
	auto private host netstack calm ordinary own en zh text
	Go README Wireshark Linux Windows gVisor Lima Docker trace shell root netlink nsenter util linux
	string number object array bool
	drop duplicate cut client any
	kill ulimit ss readlink open close read write stat lstat mkdir bind listen connect tcp udp
`)

// latin matches a word in Latin letters.
var latin = regexp.MustCompile(`[A-Za-z]{2,}`)

// leftOver lists the English words in a Chinese text that are no names.
func leftOver(text string) []string {
	known := slices.Clone(names)
	for _, l := range lessons.All {
		known = append(known, strings.FieldsFunc(l.Name, func(r rune) bool { return r == '-' })...)
	}
	var left []string
	for _, word := range latin.FindAllString(asTyped.ReplaceAllString(text, " "), -1) {
		if !slices.Contains(known, word) {
			left = append(left, word)
		}
	}
	return left
}

// TestAChineseRunSpeaksChinese runs command lines as a person types them, right
// and wrong ones, where the locale is Chinese.
func TestAChineseRunSpeaksChinese(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"empty":   "",
		"other":   "hello\n",
		"newer":   `{"trace":"tcplab/9"}` + "\n",
		"alone":   `{"trace":"tcplab/1","lesson":"connection","network":"host","stack":"","lang":"zh","number":1,"port":1,"hosts":[],"programs":[],"chapters":[],"beats":[],"prose":{}}` + "\n",
		"cut":     `{"trace":"tcplab/1","lang":"zh"}` + "\n" + `{"step":0,`,
		"broken":  `{"trace":"tcplab/1","lang":"zh"}` + "\n" + "x\n",
		"strange": `{"trace":"tcplab/1","lang":"zh"}` + "\n" + `{"step":7}` + "\n",
		"neither": `{"trace":"tcplab/1","lang":"zh"}` + "\n" + `{}` + "\n",
		"field":   `{"trace":"tcplab/1","lang":"zh"}` + "\n" + `{"step":"x"}` + "\n",
		"theirs":  "x",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(porttest.Port(t))
	lines := []string{
		"--bogus", "bogus", "rnu", "connection", "", "--port", "--port x", "--net x", "-x", "--lang fr", "--=",
		"run", "run conection", "run zzzzzzzzz", "run a b", "run connection --jsn", "run connection --port 70000", "run connection --auto 2", "run connection --auto -2s",
		"run connection --plain --json", "run connection --packets", "run connection --json --packets", "replay none.jsonl --packets", "run connection --net privat", "run netstat --net netstack", "run connection --net host --pcapng x", "run connection --clock x", "run connection --net host --clock calm", "lab --clock x",
		"run connection --at synack", "run connection --at zzzzzzzzzz", "run connection --file theirs", "run file-transfer --file none.txt", "run file-transfer --file .", "run file-transfer --file /dev/null",
		"run file-transfer --record x --file x", "run connection --record=", "run connection --plain --net host --record /dev/null --port " + port,
		"run connection --plain --net host --record none/x --port " + port, "run loss --net host --plain",
		"lab", "lab x", "lab --json", "lab --flow --record x --pcapng x", "exec", "exec --lab none -- true", "exec -- true", "code", "code conection", "code connection --port 0", "code connection -o theirs", "code connection -o theirs/x",
		"replay", "replay none.jsonl", "replay .", "replay empty", "replay other", "replay newer", "replay alone", "replay cut", "replay broken", "replay strange", "replay neither", "replay field",
		"run file-transfer --page x --file x", "run connection --page .", "run connection --page none/x", "run connection --page /dev/null",
		"page", "page a b", "page none.jsonl", "page .", "page empty", "page other", "page newer", "page alone", "page cut", "page broken", "page strange", "page field",
		"page ./theirs -o theirs", "page x --step 1", "page x --svg x", "page x --from 2 --to 1", "page x --from -1", "page x --to -2", "page x --step -3 --svg x",
		"page x --all y", "page --all y -o z", "page x --svg y --step 1 --no-answers", "page --all ./theirs", "page --all", "page --all=",
		"new", "new Keep", "new keep-alive", "check", "check refusd", "doctor x", "doctor", "list --jsn", "list x", "version x", "version", "help", "help rnu", "help --lang fr",
	}
	root := newRoot(&env{})
	for _, c := range root.Commands() {
		lines = append(lines, c.Name()+" --help", "help "+c.Name())
	}
	for i, line := range append(lines, "--help") {
		for _, how := range []struct {
			name string
			env  []string
			args []string
		}{
			{"by the locale", []string{"LANG=zh_CN.UTF-8"}, nil},
			{"by --lang", []string{"LANG=en_US.UTF-8"}, []string{"--lang", "zh"}},
		} {
			args := append(strings.Fields(line), how.args...)
			if how.args != nil && i%4 != 0 {
				continue // the flag chooses for all errors alike
			}
			if how.args != nil && (strings.HasPrefix(line, "exec") || strings.Contains(line, "--lang")) || line == "--port" {
				continue // what is said there is not ours, or --lang means something else
			}
			cmd := exec.Command(self, args...)
			cmd.Args[0] = "tcplab"
			cmd.Dir = dir
			cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "TMPDIR=" + dir}, how.env...)
			out, err := cmd.CombinedOutput()
			if left := leftOver(string(out)); len(left) > 0 {
				t.Errorf("tcplab %s, Chinese %s: these words are English: %q\n%s", line, how.name, left, out)
			}
			if err != nil && !bytes.HasPrefix(out, []byte("tcplab: ")) && !strings.Contains(line, "replay") {
				t.Errorf("tcplab %s: it failed with %v and said %q, want a sentence", line, err, out)
			}
		}
	}
}

// TestDoctorSpeaksChinese has every check fail in turn, with each kind of reason
// that the system may have.
func TestDoctorSpeaksChinese(t *testing.T) {
	for _, reason := range []error{syscall.EPERM, syscall.EACCES, syscall.ENOSPC, syscall.ENOENT, syscall.ENOSYS, errors.Join(syscall.EROFS, syscall.EMFILE),
		fmt.Errorf("%w: %w", os.ErrPermission, &os.PathError{Op: "open", Path: "/dev/net/tun", Err: syscall.ENXIO})} {
		var out bytes.Buffer
		r := report{System: "Linux", Network: "none", lang: "zh"}
		for _, c := range wire.Probe(true, reason) {
			r.add(c)
		}
		r.add(checkReader())
		for network := range wPromises {
			r.Network = network
			if err := writeReport(&env{out: &out}, r); err != nil {
				t.Fatal(err)
			}
		}
		if left := leftOver(out.String()); len(left) > 0 {
			t.Errorf("%v: these words are English: %q\n%s", reason, left, &out)
		}
	}
}

// TestErrorsOfARunSpeakChinese has the errors that no command line brings about
// for certain.
func TestErrorsOfARunSpeakChinese(t *testing.T) {
	for _, err := range []error{
		errFromOutside,
		bench.NotPossible{Move: trace.Move{Kind: "call", Host: "client", Name: "Dial"}},
		bench.Otherwise{}, bench.Otherwise{Move: trace.Move{Kind: "call", Host: "client", Name: "Dial"}},
		&trace.DamageError{Line: 3, What: words.Say("is neither a step nor an end", "既不是一步，也不是结尾")},
		usageError{words.Errorf("one", "一")},
		&os.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.ENOSPC},
		&os.PathError{Op: "open", Path: "/x", Err: syscall.EMFILE},
	} {
		var out strings.Builder
		status(err, "zh", &out)
		if left := leftOver(strings.ReplaceAll(out.String(), `"call"`, "")); len(left) > 0 {
			t.Errorf("%v: these words are English: %q\n%s", err, left, &out)
		}
	}
}

// TestTheLanguageOfErrors chooses the language before flags are read.
func TestTheLanguageOfErrors(t *testing.T) {
	for _, c := range []struct {
		env, args string
		want, why string
	}{
		{"LC_ALL= LC_MESSAGES= LANG=", "", "en", "no locale is set"},
		{"LC_ALL= LC_MESSAGES= LANG=zh_CN.UTF-8", "", "zh", "LANG is the last that counts"},
		{"LC_ALL= LC_MESSAGES=en_US.UTF-8 LANG=zh_CN.UTF-8", "", "en", "LC_MESSAGES comes before LANG"},
		{"LC_ALL=zh_CN.UTF-8 LC_MESSAGES=en_US.UTF-8 LANG=C", "", "zh", "LC_ALL comes before all"},
		{"LC_ALL=C LC_MESSAGES= LANG=zh_CN.UTF-8", "run x --bogus --lang zh", "zh", "the flag holds, even behind a wrong one"},
		{"LC_ALL=zh_CN LC_MESSAGES= LANG=", "run x --lang=en", "en", "the flag holds in its other form"},
		{"LC_ALL=zh_CN LC_MESSAGES= LANG=", "run x --lang fr", "zh", "no such language: the locale's"},
		{"LC_ALL=C LC_MESSAGES= LANG=", "exec -- ls --lang zh", "en", "that flag belongs to ls"},
	} {
		for _, set := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(set, "=")
			t.Setenv(name, value)
		}
		if got := spoken(strings.Fields(c.args)); got != c.want {
			t.Errorf("%s tcplab %s: %s, want %s: %s", c.env, c.args, got, c.want, c.why)
		}
	}
}
