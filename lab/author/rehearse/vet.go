package rehearse

import (
	"context"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// A Remark is what go vet says of a line of a program.
type Remark struct {
	Program string // its key in Vet's map
	Line    int
	Text    string
}

// Vet has go vet look at programs that stand alone, each by itself. dir is an
// empty directory for them. It returns an error if there is no go tool.
func Vet(ctx context.Context, dir string, programs map[string]string) ([]Remark, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return nil, err
	}
	files := map[string]string{"go.mod": "module standalone\n\ngo 1.26\n"}
	for name, source := range programs {
		files[path.Join(strings.TrimSuffix(name, ".go"), "main.go")] = source
	}
	for name, content := range files {
		place := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(place, []byte(content), 0o644); err != nil {
			return nil, err
		}
	}
	vet := exec.CommandContext(ctx, tool, "vet", "./...")
	vet.Dir = dir
	vet.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off")
	out, err := vet.CombinedOutput()
	if err == nil {
		return nil, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var remarks []Remark
	for line := range strings.Lines(string(out)) {
		if r, ok := remark(strings.TrimSpace(line)); ok {
			remarks = append(remarks, r)
		}
	}
	if len(remarks) == 0 {
		return []Remark{{Text: strings.Join(strings.Fields(string(out)), " ")}}, nil
	}
	return remarks, nil
}

// remark reads a line such as "vet: ./client/main.go:12:3: undefined: x".
func remark(line string) (Remark, bool) {
	line = strings.TrimPrefix(strings.TrimPrefix(line, "vet: "), "./")
	parts := strings.SplitN(line, ":", 4)
	if len(parts) < 4 {
		return Remark{}, false
	}
	no, err := strconv.Atoi(parts[1])
	if err != nil || !strings.HasSuffix(parts[0], "/main.go") {
		return Remark{}, false
	}
	return Remark{path.Dir(filepath.ToSlash(parts[0])) + ".go", no, strings.TrimSpace(parts[3])}, true
}
