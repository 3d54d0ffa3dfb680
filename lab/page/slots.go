package page

import "html/template"

// html puts the page together.
func (p *pageData) html() (template.HTML, error) {
	style, script := lookCSS()+pageCSS, slim(pageJS)
	marks, err := p.Data.json()
	if err != nil {
		return "", err
	}
	return fill(pageSkeleton, map[string]template.HTML{
		"lang":         template.HTML(p.Lang),
		"policy":       policy([]string{script}, []string{style, drawCSS}),
		"plain-title":  bare(p.PlainTitle),
		"style":        template.HTML(style),
		"draw-style":   template.HTML(drawCSS),
		"script":       template.HTML(script),
		"marks":        marks,
		"datagrams":    template.HTML(when(p.Datagrams, ` class="datagrams"`)),
		"first":        own("%d", p.Steps[0].N),
		"number":       p.numberHTML(),
		"title":        p.Title,
		"network":      p.Network,
		"stack":        template.HTML(escaped(p.Stack)),
		"remarks":      p.remarksHTML(),
		"main-class":   own("w%d%s", p.WireRows, when(p.LabClock, " clock")),
		"programs":     programsHTML(p.Programs),
		"steps":        stepsHTML(p.Steps),
		"notes":        p.closingHTML(),
		"left-figure":  p.Left,
		"right-figure": p.Right,
		"ladder":       p.Ladder.sheets(),
		"answers":      answersHTML(p.Answers),
		"timeline":     timelineHTML(p.Chapters, p.NotesTitle != ""),
		"keys":         keysHTML(),
		"slide-frame":  p.Frame,

		"skip":         word(wSkip),
		"ground":       word(wGround),
		"image":        word(wImage),
		"help":         word(wHelp),
		"ladder-title": word(wLadder),
		"progress":     word(wProgress),
		"back":         word(wBack),
		"next":         word(wNext),
		"close":        word(wClose),
	})
}

// numberHTML writes the lesson's number in the course, if it has one.
func (p *pageData) numberHTML() template.HTML {
	if p.Number == 0 {
		return ""
	}
	return own(" <b>%d</b>", p.Number)
}

// remarksHTML writes what must be known of the file, if there is something.
func (p *pageData) remarksHTML() template.HTML {
	var b builder
	b.each(`<p>`, p.Remarks, `</p>`)
	return new(builder).wrap(`<div class="remarks">`, b.html(), `</div>`).html()
}
