package page

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"tcplab/lab/labtest"
	"tcplab/lab/trace"
)

// evil is what a text from outside may try: to make elements, to end the attribute
// or the script in which it stands, to be a link that runs something, to give
// orders to a terminal, to turn a line around, to end a text early.
const evil = "<script>alert(1)</script>\" onload=\"x</script><img src=x onerror=x> [l](javascript:x) ![i](javascript:x) <javascript:x> http://x.y \x1b[2J\u202e\x00"

// enums are the fields whose values a reader checks. A trace with other values is
// refused, so nothing of it can come into a page.
var enums = strings.Fields("trace kind role proto status source fate state been passed to from")

// poison puts evil into every string, the keys of sections and chapters too. It
// leaves alone what a reader checks, unless all is set.
func poison(v any, key string) any {
	switch v := v.(type) {
	case string:
		if slices.Contains(enums, key) {
			return v
		}
		return v + evil
	case []any:
		for i := range v {
			v[i] = poison(v[i], key)
		}
	case map[string]any:
		out := map[string]any{}
		for k, in := range v {
			name := k
			if key == "sections" {
				name += evil
			}
			out[name] = poison(in, k)
		}
		return out
	}
	return v
}

// TestHostileTrace shows that a page of a trace with evil in every string, and an
// image of each of its steps, consist of what the page's own templates make.
func TestHostileTrace(t *testing.T) {
	for _, path := range []string{"testdata/connection.jsonl", "../plain/testdata/small.jsonl"} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var hostile bytes.Buffer
		for line := range bytes.Lines(data) {
			var decoded any
			if err := json.Unmarshal(line, &decoded); err != nil {
				t.Fatal(err)
			}
			out, err := json.Marshal(poison(decoded, ""))
			if err != nil {
				t.Fatal(err)
			}
			hostile.Write(append(out, '\n'))
		}
		rec, damage := opened(t, hostile.Bytes())
		if damage != nil {
			t.Fatalf("%s: the reader refuses the trace, so the test shows nothing: %v", path, damage)
		}
		for _, o := range []Options{{Lang: "en", To: -1}, {Lang: "zh", To: -1, NoAnswers: true}, {Lang: evil, To: -1}} {
			page := written(t, rec, o)
			inspect(t, page)
			if n := bytes.Count(page, []byte("&lt;script&gt;alert(1)")); n < 100 {
				t.Errorf("%s: the evil text is shown %d times, want hundreds: else it did not get through, and the test shows nothing", path, n)
			}
		}
		for i := range rec.Len() {
			var out bytes.Buffer
			if err := Slide(&out, rec, i, "en"); err != nil {
				t.Fatal(err)
			}
			inspectImage(t, out.Bytes())
		}
	}
}

// FuzzPage feeds damaged traces to the page. It must show or refuse them, and what
// it shows must consist of what the page's own templates make.
func FuzzPage(f *testing.F) {
	small, err := os.ReadFile("../plain/testdata/small.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	for i, seed := range labtest.Mutants(f, small) {
		if i%7 == 0 || labtest.Factor(f) > 0 { // a page takes longer than a text
			f.Add(seed)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, damage := opened(t, data)
		if rec == nil {
			return
		}
		for _, blank := range []bool{false, true} {
			var out bytes.Buffer
			if err := Write(&out, rec, Options{To: -1, Damage: damage, NoAnswers: blank}); err == nil {
				inspect(t, out.Bytes())
			}
		}
		for i := range rec.Len() {
			var out bytes.Buffer
			if err := Slide(&out, rec, i, trace.Languages[i%2]); err == nil {
				inspectImage(t, out.Bytes())
			}
		}
	})
}
