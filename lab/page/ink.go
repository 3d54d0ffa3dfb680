package page

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"tcplab/lab/palette"
)

// An image for a slide has its looks as attributes: programs that draw slides know
// no variables of CSS, and few of its selectors. So the styles of the page, which
// are simple ones, are applied here.

// A rule is a rule of a style with one selector: elements, each within the one
// before it.
type rule struct {
	selector []pattern
	weight   int // of the selector (CSS Selectors Level 4, section 17)
	looks    [][2]string
}

// A pattern is what a selector says of one element; "" is any.
type pattern struct {
	tag     string
	classes []string
}

// parseRules reads a style that has classes and tags alone in its selectors.
func parseRules(css string) []rule {
	var out []rule
	for _, block := range strings.Split(css, "}") {
		selectors, body, ok := strings.Cut(block, "{")
		if !ok {
			continue
		}
		var looks [][2]string
		for _, declaration := range strings.Split(body, ";") {
			if name, value, ok := strings.Cut(declaration, ":"); ok {
				looks = append(looks, [2]string{strings.TrimSpace(name), strings.TrimSuffix(strings.TrimSpace(value), "px")})
			}
		}
		for _, selector := range strings.Split(selectors, ",") {
			r := rule{looks: looks}
			for _, field := range strings.Fields(selector) {
				parts := strings.Split(field, ".")
				r.selector = append(r.selector, pattern{parts[0], parts[1:]})
				r.weight += 100 * len(parts[1:])
				if parts[0] != "" {
					r.weight++
				}
			}
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b rule) int { return a.weight - b.weight })
	return out
}

// lightRules are the rules for an image on light paper.
var lightRules = sync.OnceValue(func() []rule {
	var pairs []string
	for _, v := range slices.Concat(inks(palette.Light), imageFonts) {
		pairs = append(pairs, "var(--"+v[0]+")", v[1])
	}
	return parseRules(strings.NewReplacer(pairs...).Replace(drawCSS + slideCSS))
})

// imageFonts are the fonts of an image. The first ones are those that come with
// programs for slides: some of these programs look no further.
var imageFonts = [][2]string{
	{"sans", `Segoe UI,Helvetica Neue,Arial,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,WenQuanYi Micro Hei,sans-serif`},
	{"mono", `Consolas,Menlo,DejaVu Sans Mono,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,WenQuanYi Micro Hei,monospace`},
}

// matches reports whether the rule is about the last element of a path.
func (r rule) matches(path []*element) bool {
	k := len(r.selector) - 1
	if !r.selector[k].is(path[len(path)-1]) {
		return false
	}
	for i := len(path) - 2; i >= 0 && k > 0; i-- {
		if r.selector[k-1].is(path[i]) {
			k--
		}
	}
	return k == 0
}

func (p pattern) is(e *element) bool {
	return (p.tag == "" || p.tag == e.tag) && !slices.ContainsFunc(p.classes, func(c string) bool { return !slices.Contains(e.classes, c) })
}

// An element is one of an image. A text is an element without a tag.
type element struct {
	tag, text string
	classes   []string
	shape     [][2]string // the attributes that stay
	looks     map[string]string
	inner     []*element
}

// kept are the attributes of an image that stay. Others are for the script.
var kept = []string{"viewBox", "width", "height", "x", "y", "dx", "rx", "r", "cx", "cy", "d", "transform", "lang"}

// lookNames are the attributes that a style sets, all inherited but
// text-decoration, in the order in which they are written.
var lookNames = []string{"font-family", "font-size", "font-weight", "letter-spacing", "text-anchor", "text-decoration", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"}

// inked returns an image with the looks of the light rules as attributes, and
// without what is not shown. Slots stay if the script is to find them.
func inked(shape markup, slots bool) (markup, error) {
	d := xml.NewDecoder(strings.NewReader(string(shape)))
	root := &element{looks: map[string]string{"stroke": "none", "stroke-width": "1"}}
	path := []*element{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		at := path[len(path)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{tag: t.Name.Local}
			for _, a := range t.Attr {
				if a.Name.Local == "class" {
					e.classes = strings.Fields(a.Value)
				} else if slices.Contains(kept, a.Name.Local) || slots && a.Name.Local == "slot" {
					e.shape = append(e.shape, [2]string{a.Name.Local, a.Value})
				}
			}
			at.inner = append(at.inner, e)
			path = append(path, e)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			at.inner = append(at.inner, &element{text: string(t)})
		}
	}
	for _, e := range root.inner {
		e.ink([]*element{root})
	}
	var b builder
	for _, e := range root.inner {
		e.write(&b, root.looks)
	}
	return b.html(), nil
}

// ink gives an element its looks, and those within it theirs.
func (e *element) ink(path []*element) {
	if e.tag == "" {
		return
	}
	path = append(path, e)
	e.looks = maps.Clone(path[len(path)-2].looks)
	for _, r := range lightRules() {
		if r.matches(path) {
			for _, l := range r.looks {
				e.looks[l[0]] = l[1]
			}
		}
	}
	for _, in := range e.inner {
		in.ink(path)
	}
}

// write writes an element with those of its looks that it does not inherit.
func (e *element) write(b *builder, above map[string]string) {
	switch {
	case e.tag == "":
		b.add(`%s`, html.EscapeString(e.text)) // it came through escaped, when the shape was made
		return
	case e.looks["display"] == "none", e.tag == "title" && len(e.classes) == 0: // a label in full is for a pointer
		return
	case e.tag == "text" && e.looks["paint-order"] == "stroke":
		// Programs for slides draw the line of a letter over it. So the light around
		// a text is a text of its own, below it.
		e.paint(map[string]string{"fill": e.looks["stroke"], "paint-order": "", "text-decoration": ""}).write(b, above)
		e.paint(map[string]string{"stroke": "none", "paint-order": ""}).write(b, above)
		return
	}
	b.add(`<%s`, e.tag)
	if e.tag == "svg" {
		b.add(` xmlns="http://www.w3.org/2000/svg" role="img"`)
	}
	for _, a := range e.shape {
		b.add(` %s="%s"`, a[0], html.EscapeString(a[1]))
	}
	looks := maps.Clone(above)
	for _, name := range lookNames {
		if look := e.looks[name]; look != looks[name] && e.has(name) {
			b.add(` %s="%s"`, name, look)
			looks[name] = look
		}
	}
	b.add(`>`)
	for _, in := range e.inner {
		in.write(b, looks)
	}
	b.add(`</%s>`, e.tag)
}

// has reports whether a look changes how an element is drawn.
func (e *element) has(look string) bool {
	switch e.tag {
	case "svg":
		return look == "font-family" || look == "font-size" || look == "fill"
	case "g", "title":
		return false
	case "text", "tspan":
		return !strings.HasPrefix(look, "stroke-") || e.looks["stroke"] != "none"
	}
	return look == "fill" || look == "stroke" || strings.HasPrefix(look, "stroke-") && e.looks["stroke"] != "none"
}

// paint returns a copy of an element with other looks, in all that is within it.
func (e *element) paint(looks map[string]string) *element {
	if e.tag == "" {
		return e
	}
	c := *e
	c.looks = maps.Clone(e.looks)
	maps.Copy(c.looks, looks)
	c.inner = nil
	for _, in := range e.inner {
		c.inner = append(c.inner, in.paint(looks))
	}
	return &c
}
