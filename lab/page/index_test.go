package page

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tcplab/lab/prose"
)

// listed are two lessons as an index lists them: the second one has no page.
func listed(extra string) []Listed {
	lesson := func(name, page, errs string) Listed {
		text := func(lang string) *prose.Text {
			return &prose.Text{
				Title: "title " + lang + " " + name + extra, Summary: "summary " + lang + extra,
				Answers: prose.Answers{Errors: []string{errs + extra, "EOF"}, Questions: []string{"why " + lang + " " + name + extra}},
			}
		}
		return Listed{Name: name, Page: page, Part: map[string]string{"en": "part" + extra, "zh": "部分" + extra}, Text: map[string]*prose.Text{"en": text("en"), "zh": text("zh")}}
	}
	return []Listed{lesson("one", "one.html", "refused"), lesson("two", "", "broken")}
}

func writtenIndex(t *testing.T, lang string, lessons []Listed) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteIndex(&out, lang, lessons); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestIndex shows that an index leads to every page by part, error and question,
// and to none that there is not.
func TestIndex(t *testing.T) {
	page := writtenIndex(t, "zh", listed(""))
	if again := writtenIndex(t, "zh", listed("")); !bytes.Equal(page, again) {
		t.Error("the same lessons give another index")
	}
	if !bytes.Contains(page[:1<<12], []byte(Mark)) || !bytes.Contains(written(t, recorded(t), Options{To: -1})[:1<<12], []byte(Mark)) {
		t.Error("the mark by which an index and a page are known is not at their beginnings")
	}
	links := map[string]int{}
	var errors []string
	for n := range parsed(t, page).Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "html" && (attribute(n, "lang") != "zh" || attribute(n, "data-lang") != "zh"):
			t.Errorf("the index begins in %q, want zh", attribute(n, "lang"))
		case n.Data == "a" && hasClass(n, "page"):
			links[attribute(n, "href")]++
		case n.Data == "code":
			errors = append(errors, texts(n, nil))
		}
	}
	if len(links) != 1 || links["one.html"] != 1+2+2 {
		t.Errorf("the links are %v, want 5 to one.html: a part, two errors, a question in two languages; two has no page", links)
	}
	if want := []string{"EOF", "broken", "refused"}; !slices.Equal(errors, want) {
		t.Errorf("the errors are %q, want %q: each once, in the order of letters", errors, want)
	}
}

// TestIndexIsItsOwn shows that an index runs and loads nothing but its own script
// and style, and makes no element of a text.
func TestIndexIsItsOwn(t *testing.T) {
	lessons := listed(evil)
	lessons[0].Page = "javascript:alert(1)"
	page := writtenIndex(t, evil, lessons)
	policy := ""
	for n := range parsed(t, page).Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script" {
			seen(t, n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case attribute(n, "http-equiv") == "Content-Security-Policy":
			policy = attribute(n, "content")
		case n.Data == "script" || n.Data == "style":
			if !strings.Contains(policy, hashed(texts(n, nil))) {
				t.Errorf("the policy does not know the hash of this <%s>, so it would not be taken", n.Data)
			}
		case n.Data == "img" || n.Data == "iframe" || n.Data == "link":
			t.Errorf("there is <%s>, which no page has", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || strings.HasPrefix(a.Val, "javascript:") {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	if n := bytes.Count(page, []byte("&lt;script&gt;alert(1)")); n < 10 {
		t.Errorf("the evil text is shown %d times, want more: else the test shows nothing", n)
	}
}
