package page

// html puts the page together.
func (p *pageData) html() (markup, error) {
	style, script := lookCSS()+pageCSS, slim(pageJS)
	marks, err := p.Data.json()
	if err != nil {
		return "", err
	}
	return fill(pageSkeleton, map[string]markup{
		"lang":         markup(p.Lang),
		"policy":       policy([]string{script}, []string{style, drawCSS}),
		"plain-title":  bare(p.PlainTitle),
		"style":        markup(style),
		"draw-style":   markup(drawCSS),
		"script":       markup(script),
		"marks":        marks,
		"datagrams":    markup(when(p.Datagrams, ` class="datagrams"`)),
		"first":        own("%d", p.Steps[0].N),
		"number":       p.numberHTML(),
		"title":        p.Title,
		"network":      p.Network,
		"stack":        markup(escaped(p.Stack)),
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
func (p *pageData) numberHTML() markup {
	if p.Number == 0 {
		return ""
	}
	return own(" <b>%d</b>", p.Number)
}

// remarksHTML writes what must be known of the file, if there is something.
func (p *pageData) remarksHTML() markup {
	var b builder
	b.each(`<p>`, p.Remarks, `</p>`)
	return new(builder).wrap(`<div class="remarks">`, b.html(), `</div>`).html()
}
