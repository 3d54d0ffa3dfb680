package page

import (
	"strings"
	"testing"
)

// TestASkeletonIsFilled: every slot is filled, from the left to the right, and no slot
// is looked for in what fills one.
func TestASkeletonIsFilled(t *testing.T) {
	got, err := fill(`<b class="{class}">{name}</b>{rest}{class}`, map[string]markup{"class": "red", "name": "{rest} {nobody", "rest": ""})
	if want := markup(`<b class="red">{rest} {nobody</b>red`); got != want || err != nil {
		t.Errorf("the skeleton became %q with error %v, want %q", got, err, want)
	}
}

// TestASkeletonThatDoesNotFit: a slot that nothing fills is a mistake, and so is what
// no slot takes. Both are found when a page is written, whatever is on it.
func TestASkeletonThatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		skeleton string
		slots    map[string]markup
		named    string
	}{
		{"<p>{title} {titel}</p>", map[string]markup{"title": "x"}, "titel"},
		{"<p>{title}</p>", map[string]markup{"title": "x", "steps": "y", "answers": ""}, "answers"},
		{"<p>{title</p>", map[string]markup{"title": "x"}, "title<"},
	} {
		if got, err := fill(c.skeleton, c.slots); err == nil || !strings.Contains(err.Error(), c.named) {
			t.Errorf("%s became %q with error %v, want an error that names %s", c.skeleton, got, err, c.named)
		}
	}
}

// TestBare: a text may stand in an attribute, and nothing of it ends that.
func TestBare(t *testing.T) {
	if got, want := bare(`a" b='c' <d> & e+f`+"\x1b\x00"), markup(`a&#34; b=&#39;c&#39; &lt;d&gt; &amp; e&#43;f\x1b\x00`); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
