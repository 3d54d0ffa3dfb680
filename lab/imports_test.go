package lab

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows are the packages of this project that each one may import, with the
// reason for what it may not. Data flows one way: lessons, host processes, gate,
// bench, trace, view.
var arrows = map[string]struct {
	may []string
	why string
}{
	"lab/tcp":        {nil, "what the RFC says depends on nothing"},
	"lab/prose":      {nil, "a text knows nothing of what it is about"},
	"lab/trace":      {[]string{"lab/prose"}, "a trace is pure, so that a view can show it without a bench"},
	"lab/tell":       {[]string{"lab/trace", "lab/tcp", "lab/prose"}, "what is concluded depends on the steps alone, not on who draws or who runs"},
	"lab/plain":      {[]string{"lab/tell", "lab/trace", "lab/prose"}, "a transcript concludes nothing and needs no bench"},
	"lab/packet":     {nil, "a packet has never seen a wire"},
	"lab/kernel":     {[]string{"lab/tcp"}, "what the system reports must not depend on what we expect"},
	"lab/wire":       {[]string{"lab/packet", "lab/kernel"}, "a wire carries packets and knows no lesson"},
	"lab/gate":       {nil, "both ends of a pipe, and no more"},
	"lab/net":        {[]string{"lab/gate"}, "a program must not reach past its gate"},
	"lab/os":         {[]string{"lab/gate"}, "a program must not reach past its gate"},
	"lab/panel/view": {[]string{"lab/tell", "lab/trace", "lab/tcp", "lab/prose"}, "a scene goes in and a canvas comes out, whoever holds either"},
	"lab/panel":      {[]string{"lab/panel/view", "lab/tell", "lab/trace", "lab/tcp", "lab/prose"}, "the panel runs from a saved trace exactly as from a live bench"},
	"lab":            {[]string{"lab/tcp", "lab/prose", "lab/trace", "lab/packet", "lab/kernel", "lab/wire", "lab/gate"}, "the bench has no view and no lesson"},
	"lessons":        {nil, "lessons name the bench, the stand-ins and themselves"},
	"cmd/tcplab":     {nil, "here all packages meet"},
}

// free are the packages whose imports are not held to a list.
var free = map[string][]string{
	"lessons":    {"lab", "lab/net", "lab/os", "lab/wire", "lab/prose", "lab/trace", "lab/tcp", "lessons"},
	"cmd/tcplab": {"lab", "lessons"},
}

func TestImportsPointOneWay(t *testing.T) {
	files := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." || entry.Name() == "testdata" || strings.HasSuffix(entry.Name(), "test")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		checkImports(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("only %d files were looked at: the test looks in the wrong place", files)
	}
}

func checkImports(t *testing.T, path string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	pkg := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(filepath.ToSlash(path), "../")))
	room, rule := roomOf(pkg)
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		inner, ok := strings.CutPrefix(name, "tcplab/")
		if !ok {
			continue
		}
		if allowed, ok := free[room]; ok {
			if !slices.ContainsFunc(allowed, func(a string) bool { return inner == a || strings.HasPrefix(inner, a+"/") }) {
				t.Errorf("%s imports %s", path, name)
			}
			continue
		}
		if !slices.Contains(rule.may, inner) {
			t.Errorf("%s imports %s: %s", path, name, rule.why)
		}
	}
}

// roomOf finds the rule for a package; folders below one share its rule.
func roomOf(pkg string) (string, struct {
	may []string
	why string
}) {
	for room := pkg; room != "."; room = filepath.ToSlash(filepath.Dir(room)) {
		if rule, ok := arrows[room]; ok {
			return room, rule
		}
	}
	return pkg, arrows["lab/tcp"] // a package that nobody thought of may import nothing
}
