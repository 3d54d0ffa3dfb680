package paneltest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"strings"

	"tcplab/lab/trace"
)

// Recorded reads a trace that --record wrote, for tests that want a run of a real
// kernel. A file whose name ends in .gz is packed with gzip.
func Recorded(path string) (*World, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	w := &World{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<22)
	for n := 0; lines.Scan(); n++ {
		line := lines.Bytes()
		if n == 0 {
			if err := json.Unmarshal(line, &w.Header); err != nil {
				return nil, err
			}
			continue
		}
		if bytes.HasPrefix(line, []byte(`{"end"`)) {
			break
		}
		var step trace.Step
		if err := json.Unmarshal(line, &step); err != nil {
			return nil, err
		}
		w.Steps = append(w.Steps, step)
	}
	return w, lines.Err()
}
