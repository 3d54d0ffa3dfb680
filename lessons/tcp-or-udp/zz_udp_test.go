package tcporudp

import (
	"context"
	"os"
	"strings"
	"testing"

	"tcplab/lab"
	"tcplab/lab/trace"
)

func TestMain(m *testing.M) {
	lab.RunHost([]*lab.Lesson{Lesson})
	os.Exit(m.Run())
}

func TestZZ(t *testing.T) {
	for _, o := range []lab.Options{{Network: "private"}} {
		lang := os.Getenv("ZZLANG")
		if lang == "" {
			lang = "en"
		}
		bench, err := lab.Open(Lesson, o)
		if err != nil {
			t.Fatal(err)
		}
		rec := bench.Recording()
		var out strings.Builder
		text := trace.NewText(&out, rec.Header(), lang)
		for shown := 0; ; {
			var last trace.Step
			for ; shown < rec.Len(); shown++ {
				last, _ = rec.Step(shown)
				text.Step(last)
			}
			if last.Done != "" && (!strings.Contains(os.Getenv("ZZON"), "1") || last.Next == nil) {
				break
			}
			if err := bench.Advance(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		text.Finish(bench.End())
		bench.Close()
		t.Log("\n" + out.String())
		if bench.End().Differences > 0 {
			t.Error("DIFFERENCES")
		}
	}
}
