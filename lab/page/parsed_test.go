package page

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tcplab/lab/prose"
	"tcplab/lab/trace"
)

// recorded opens the run that testdata holds: the whole lesson "connection".
func recorded(t testing.TB) *trace.Recording {
	t.Helper()
	rec, err := trace.Open("testdata/connection.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rec.Close() })
	return rec
}

// opened opens a trace that a test has made; nil if the reader refuses all of it.
func opened(t testing.TB, data []byte) (*trace.Recording, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	rec, damage := trace.Open(path)
	if rec != nil {
		t.Cleanup(func() { _ = rec.Close() })
	}
	return rec, damage
}

// written returns a run as a page.
func written(t testing.TB, rec Recording, o Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, rec, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parsed reads a page as a browser does.
func parsed(t testing.TB, page []byte) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// attribute returns an attribute of an element; "" if it has none.
func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attribute(n, "class")), class)
}

// texts returns all that is written in an element, but for what skip names.
func texts(n *html.Node, skip func(*html.Node) bool) string {
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if skip != nil && skip(n) {
			return
		}
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return out.String()
}

// The elements and attributes that a page has, and those of Markdown.
var (
	pageTags = strings.Fields("html head meta title style body a header p b h1 h2 h3 h4 h5 h6 output div button span main section figure figcaption ol ul li " +
		"article small details summary table thead tbody tr th td code bdi pre blockquote hr br strong em i nav kbd dialog form script svg g path rect circle text tspan title template")
	pageAttributes = strings.Fields("lang data-lang charset http-equiv content name class id href type aria-hidden aria-label aria-labelledby tabindex scope method start " +
		"viewBox role d x y width height rx r cx cy data-s data-u dx transform slot data-blank data-light data-mono data-sans data-file " +
		"xmlns fill stroke stroke-width stroke-dasharray stroke-linejoin font-family font-size font-weight letter-spacing text-anchor text-decoration")
	imageTags       = strings.Fields("svg title g path rect circle text tspan")
	imageAttributes = slices.Concat([]string{"xmlns", "role"}, kept, lookNames)
)

// inspect reports what of a page lab/page did not make itself. Nothing from
// outside may become an element or an attribute.
func inspect(t *testing.T, page []byte) {
	t.Helper()
	scripts := 0
	for n := range parsed(t, page).Descendants() {
		switch n.Type {
		case html.TextNode:
			if n.Parent.Data != "style" && n.Parent.Data != "script" {
				seen(t, n.Data)
			}
		case html.CommentNode:
			t.Errorf("there is a comment %q, and no page has one", n.Data)
		case html.ElementNode:
			if !slices.Contains(pageTags, n.Data) {
				t.Errorf("there is an element <%s>, which no page has", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(pageAttributes, a.Key) {
					t.Errorf("<%s> has an attribute %s=%q, which no page has", n.Data, a.Key, a.Val)
				}
				seen(t, a.Val)
			}
			if href := attribute(n, "href"); n.Data == "a" && !strings.HasPrefix(href, "#") {
				t.Errorf("a link leads out of the page, to %q", href)
			}
			if n.Data == "script" {
				if scripts++; scripts == 2 && texts(n, nil) != slim(pageJS) {
					t.Error("the second script is not the page's own")
				}
			}
		}
	}
	if scripts != 2 {
		t.Errorf("there are %d scripts, want 2: the marks, and the page's own", scripts)
	}
}

// seen reports characters that nobody sees, or that turn the direction of a line.
func seen(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); prose.Visible(line) != line && line != "\u00a0" { // a box to be filled in
			t.Errorf("a reader does not see all of %q", line)
		}
	}
}

// inspectImage does the same for an image, and it must be good XML.
func inspectImage(t *testing.T, image []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(image))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the image is no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !slices.Contains(imageTags, token.Name.Local) {
				t.Errorf("there is an element <%s>, which no image has", token.Name.Local)
			}
			for _, a := range token.Attr {
				if !slices.Contains(imageAttributes, a.Name.Local) {
					t.Errorf("<%s> has an attribute %s=%q, which no image has", token.Name.Local, a.Name.Local, a.Value)
				}
				if strings.Contains(a.Value, "var(") || strings.Contains(a.Value, "url(") {
					t.Errorf("<%s> has %s=%q, which programs for slides do not understand", token.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			seen(t, string(token))
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Errorf("there is %v, which no image has", token)
		}
	}
}

// number reads an attribute that is a number; otherwise if there is none.
func number(n *html.Node, name string, otherwise int) int {
	if v, err := strconv.Atoi(attribute(n, name)); err == nil {
		return v
	}
	return otherwise
}
