package page

import "net/url"

// linksHTML writes the links to what there is of errors and questions.
func (d *indexData) linksHTML() markup {
	var b builder
	if len(d.Errors) > 0 {
		b.add(` <a href="#errors">`).word(wErrors).add(`</a>`)
	}
	if len(d.Questions) > 0 {
		b.add(` <a href="#questions">`).word(wQuestions).add(`</a>`)
	}
	return b.html()
}

// partsHTML writes the lessons, by part of the course.
func (d *indexData) partsHTML() markup {
	var b builder
	for _, part := range d.Parts {
		b.add(`<section class="part"><h3>`).put(part.Name).add("</h3>\n<ul>")
		for _, e := range part.Lessons {
			b.add("\n"+`<li><span class="number">%d</span> `, e.Number)
			e.write(&b)
			b.wrap(`<p>`, e.Summary, `</p>`).add(`</li>`)
		}
		b.add("\n</ul></section>\n")
	}
	return b.html()
}

// errorsHTML writes the errors, each with the lessons that answer it.
func (d *indexData) errorsHTML() markup {
	if len(d.Errors) == 0 {
		return ""
	}
	var b builder
	b.add(`<section id="errors"><h2>`).word(wErrors).add("</h2>\n" + `<p class="about">`).word(wErrorsSay).add("</p>\n<dl>")
	for _, f := range d.Errors {
		b.add("\n<div><dt><code>").put(bare(f.Error)).add(`</code></dt><dd>`)
		for _, e := range f.Lessons {
			b.add(`<span>`)
			e.write(&b)
			b.add(`</span>`)
		}
		b.add(`</dd></div>`)
	}
	return b.add("\n</dl></section>\n").html()
}

// questionsHTML writes the questions, each with the lesson that answers it.
func (d *indexData) questionsHTML() markup {
	if len(d.Questions) == 0 {
		return ""
	}
	var b builder
	b.add(`<section id="questions"><h2>`).word(wQuestions).add("</h2>\n<dl>")
	for _, q := range d.Questions {
		b.add("\n"+`<div lang="%s"><dt>`, q.Lang)
		q.Lesson.link(&b, bare(q.Question))
		b.add(`</dt><dd>`).put(q.Lesson.Title).add(`</dd></div>`)
	}
	return b.add("\n</dl></section>\n").html()
}

// write writes a lesson's title, which leads to its page or says that there is none.
func (e *entry) write(b *builder) {
	if e.Page == "" {
		b.add(`<span class="none">`).put(e.Title).add(` (`).word(wNoPage).add(`)</span>`)
		return
	}
	e.link(b, e.Title)
}

// link makes a text lead to a lesson's page. The text stays alone if there is none.
func (e *entry) link(b *builder, text markup) {
	if e.Page == "" {
		b.put(text)
		return
	}
	file := url.URL{Path: e.Page} // a name with a colon is no scheme
	b.add(`<a class="page" href="`).put(bare(file.String())).add(`">`).put(text).add(`</a>`)
}
