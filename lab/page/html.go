package page

import (
	"bytes"
	"html"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/trace"
)

// Everything from outside passes here before it becomes a part of the page: a
// trace is a file, and a file may come from anywhere.

// escaped returns a text as HTML. Characters that are not seen, or that turn the
// direction of a line, are written as Go writes them.
func escaped(text string) string { return html.EscapeString(prose.Visible(text)) }

// both returns a text in every language, each marked with its own; the page shows
// one of them. A text that is the same in all is there once.
func both(say func(lang string) string) markup {
	return eachLanguage(func(lang string) string { return escaped(say(lang)) }, "span")
}

// word returns a word of the page's own.
func word(w tell.Word, args ...any) markup {
	return both(func(lang string) string { return w.F(lang, args...) })
}

// drawn is both for a text of an SVG image.
func drawn(say func(lang string) string) markup {
	return eachLanguage(func(lang string) string { return escaped(say(lang)) }, "tspan")
}

// markdown returns a text of a lesson, in paragraphs.
func markdown(say func(lang string) string) markup {
	return eachLanguage(func(lang string) string { return rendered(say(lang)) }, "div")
}

// inline returns a text of a lesson that is one paragraph, without its element.
func inline(say func(lang string) string) markup {
	return eachLanguage(func(lang string) string {
		text := strings.TrimSpace(rendered(say(lang)))
		if inner, ok := strings.CutPrefix(text, "<p>"); ok && strings.Count(text, "<p>") == 1 && strings.HasSuffix(inner, "</p>") {
			return strings.TrimSuffix(inner, "</p>")
		}
		return text
	}, "span")
}

// eachLanguage puts HTML of every language into an element of its own.
func eachLanguage(render func(lang string) string, element string) markup {
	var texts []string
	same := true
	for _, lang := range trace.Languages {
		texts = append(texts, render(lang))
		same = same && texts[0] == texts[len(texts)-1]
	}
	if same {
		return markup(texts[0])
	}
	var out strings.Builder
	for i, lang := range trace.Languages {
		out.WriteString("<" + element + " lang=" + lang + ">" + texts[i] + "</" + element + ">")
	}
	return markup(out.String())
}

// converter reads Markdown. A link is its text, and so is an image, because the
// page leads nowhere and loads nothing. HTML in a text is text. A cell has no style
// of its own, which the page's policy would refuse.
var converter = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(asText{}, 1))),
	)
})

// asText draws what would lead out of the page, or bring something into it.
type asText struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (asText) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	inside := func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) { return ast.WalkContinue, nil }
	r.Register(ast.KindLink, inside)
	r.Register(ast.KindImage, inside)
	r.Register(ast.KindAutoLink, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.WriteString(html.EscapeString(string(n.(*ast.AutoLink).Label(source))))
		}
		return ast.WalkContinue, nil
	})
	raw := func(w util.BufWriter, source []byte, lines *text.Segments) {
		for i := range lines.Len() {
			at := lines.At(i)
			_, _ = w.WriteString(html.EscapeString(string(at.Value(source))))
		}
	}
	r.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			raw(w, source, n.(*ast.RawHTML).Segments)
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		_, _ = w.WriteString("<p>")
		raw(w, source, n.Lines())
		if b := n.(*ast.HTMLBlock); b.HasClosure() {
			_, _ = w.WriteString(html.EscapeString(string(b.ClosureLine.Value(source))))
		}
		_, _ = w.WriteString("</p>\n")
		return ast.WalkContinue, nil
	})
}

// rendered returns Markdown as HTML.
func rendered(md string) string {
	var lines []string
	for line := range strings.Lines(md) {
		lines = append(lines, prose.Visible(strings.TrimSuffix(line, "\n")))
	}
	var out bytes.Buffer
	if err := converter().Convert([]byte(strings.Join(lines, "\n")), &out); err != nil {
		return escaped(md) // a writer to memory does not fail
	}
	return strings.TrimSpace(out.String())
}
