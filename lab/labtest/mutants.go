package labtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Mutants returns traces with one field of one line changed. If several lines
// have a field, it is changed in the first of them. If several events have it,
// it is changed in the first event of each kind.
func Mutants(t testing.TB, whole []byte) [][]byte {
	t.Helper()
	var out [][]byte
	done := map[string]bool{}
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for i, line := range lines[:len(lines)-1] {
		var decoded any
		if err := json.Unmarshal(line, &decoded); err != nil {
			t.Fatal(err)
		}
		edit(decoded, "", func(path string) {
			if done[path] {
				return
			}
			done[path] = true
			changed, err := json.Marshal(decoded)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, bytes.Join(slices.Concat(lines[:i], [][]byte{append(changed, '\n')}, lines[i+1:]), nil))
		})
	}
	return out
}

// edit changes one value after the other within v. Each time it calls then with
// a name for the change, and then puts the value back.
func edit(v any, path string, then func(path string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			old, at := v[key], path+"."+key
			if strings.HasSuffix(path, ".prose") || strings.HasSuffix(path, ".sections") {
				at = path + ".any" // the keys are languages or beats
			}
			delete(v, key)
			then(at + " left out")
			v[key] = []any{map[string]any{"kind": 1}}
			then(at + " of another kind")
			v[key] = strange(old)
			then(at + " strange")
			v[key] = old
			edit(old, at, then)
		}
	case []any:
		for i, old := range v {
			at := path + "[]"
			if m, ok := old.(map[string]any); ok {
				at = fmt.Sprintf("%s[%v]", path, m["kind"])
			}
			v[i] = nil
			then(at + " null")
			v[i] = old
			edit(old, at, then)
		}
	}
}

// strange returns a value of the same kind that no reader expects.
func strange(v any) any {
	switch v.(type) {
	case string:
		return "\x1b[2J\u202e%d\n{packets:tcp}"
	case float64:
		return -1
	case bool:
		return true
	case []any:
		return []any{}
	}
	return nil
}
