package page

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures of the README anew, to be looked at before they are committed")

// pictureStep is the step that the README shows: one end has closed, and the other
// has not.
const pictureStep = 17

// TestPictures shows that the pictures of both READMEs are what Slide makes of a
// real run.
func TestPictures(t *testing.T) {
	rec := recorded(t)
	for _, lang := range []string{"en", "zh"} {
		var out bytes.Buffer
		if err := Slide(&out, rec, pictureStep, lang); err != nil {
			t.Fatal(err)
		}
		inspectImage(t, out.Bytes())
		path := "pictures/" + lang + ".svg"
		if *update {
			if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		old, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(old, out.Bytes()) {
			t.Errorf("%s is not what the page draws now; with -update this test writes it anew", path)
		}
	}
}

// TestSlide shows that an image has one language and one step, and what of the step
// it must have.
func TestSlide(t *testing.T) {
	rec := recorded(t)
	for _, c := range []struct {
		lang      string
		step      int
		has, not  []string
		otherwise string
	}{
		{"en", 4, []string{"SYN_RCVD", "‖ ", "answers SYN ACK", "ln.Accept()", "closes first"}, []string{"待放行", "先关闭", "display"}, "the SYN ACK is held"},
		{"zh", 4, []string{"SYN_RCVD", "‖ ", "待放行", "先关闭", "ln.Accept()"}, []string{"closes first", "came in", "display"}, "the same in Chinese"},
		{"", 0, []string{"nothing on the wire"}, []string{"无"}, "another language is English"},
		{"en", 24, []string{"TIME_WAIT", "exit 0"}, []string{"‖ "}, "nothing is held at the end"},
	} {
		var out bytes.Buffer
		if err := Slide(&out, rec, c.step, c.lang); err != nil {
			t.Fatal(err)
		}
		inspectImage(t, out.Bytes())
		for _, text := range c.has {
			if !strings.Contains(out.String(), text) {
				t.Errorf("step %d in %q lacks %q: %s", c.step, c.lang, text, c.otherwise)
			}
		}
		for _, text := range c.not {
			if strings.Contains(out.String(), text) {
				t.Errorf("step %d in %q has %q: %s", c.step, c.lang, text, c.otherwise)
			}
		}
	}
	for _, wrong := range []int{-1, rec.Len()} {
		if err := Slide(&bytes.Buffer{}, rec, wrong, "en"); err == nil {
			t.Errorf("step %d is drawn, and the run has none", wrong)
		}
	}
}
