package view

import (
	"strings"

	"tcplab/lab/panel/canvas"
	"tcplab/lab/prose"
	"tcplab/lab/tell"
	"tcplab/lab/tell/detail"
	"tcplab/lab/trace"
)

// The pages of one packet and of one socket: what is said of it, a field a row.

// packetContent shows the packet that the page is about.
func packetContent(s *Scene, w, _ int) Content {
	p := s.Packet(s.Page.Of)
	if p == nil {
		return absent(s, wPacket, wNoPacket, w)
	}
	return sheetContent(s, detail.Packet(&s.Scene, p, s.Capture), fateStyle(p), w)
}

// socketContent shows the socket that the page is about.
func socketContent(s *Scene, w, _ int) Content {
	for i := range s.Step.Sockets {
		if sock := &s.Step.Sockets[i]; sock.ID == s.Page.Of {
			return sheetContent(s, detail.Socket(&s.Scene, sock), canvas.TableNow, w)
		}
	}
	return absent(s, wSocket, wNotThere, w)
}

// absent says that the step does not have what the page is about.
func absent(s *Scene, title, why tell.Word, w int) Content {
	out := Content{Title: s.Say(title)}
	for _, l := range canvas.Wrap(canvas.Plain, s.Say(why), textWidth(w)) {
		out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
	}
	return out
}

// The measures of a sheet: the columns of a bar without its brackets, and the
// columns that the names may take.
const (
	barWidth = 20
	nameRoom = 24
)

// sheetContent lays a sheet out for a window of w columns. The names stand in a
// column of their own if there is room; else the text begins behind them.
func sheetContent(s *Scene, sheet detail.Sheet, corner canvas.Style, w int) Content {
	out := Content{Title: sheet.Title, Corner: canvas.Text(corner, sheet.Corner)}
	put := func(st canvas.Style, text string) {
		for _, l := range canvas.Wrap(st, text, textWidth(w)) {
			out.Lines = append(out.Lines, append(canvas.Text(canvas.Plain, " "), l...))
		}
	}
	put(canvas.Faint, sheet.About)
	out.Lines = append(out.Lines, nil)
	names := 0
	for _, f := range sheet.Facts {
		names = max(names, min(canvas.Width(f.Name), nameRoom))
	}
	if w < fullW {
		names = 0
	}
	for _, f := range sheet.Facts {
		out.Lines = append(out.Lines, factLines(f, names, textWidth(w))...)
	}
	if sheet.Rest != "" {
		out.Lines = append(out.Lines, nil, canvas.Text(canvas.Plain, " ").Add(canvas.Heading, s.Say(wHeader)))
		put(canvas.Plain, sheet.Rest)
	}
	if sheet.Tail != "" {
		out.Lines = append(out.Lines, nil)
		put(canvas.Faint, sheet.Tail)
	}
	return out
}

// factLines draw a fact in w columns, of which the first ones are for its name;
// names is 0 if the text is to begin behind the name, in rows of its own if there
// is a bar.
func factLines(f detail.Fact, names, w int) []canvas.Line {
	const deep = 3
	indent := names + 3
	head := canvas.Text(canvas.Plain, " ").Add(canvas.Strong, f.Name)
	if names == 0 || canvas.Width(f.Name) > names {
		indent = deep
	}
	bar := drawBar(f.Bar)
	texts := prose.Wrap(prose.Visible(f.Text), max(w-indent, 1))
	if len(bar) > 0 { // the first row has the bar, and as much of the text as fits behind it
		texts = beside(f.Text, w-indent-bar.Width()-2, w-indent)
	}
	if indent == deep { // the name is a row, or stands before the bar or the text
		if head.Width()+2+bar.Width() <= w && len(bar) > 0 {
			head, texts = append(head.Add(canvas.Plain, "  "), bar...), prose.Wrap(prose.Visible(f.Text), max(w-deep, 1))
		} else if first := head.Width() + 1; len(bar) == 0 && first < w-10 {
			texts = beside(f.Text, w-first-1, w-deep)
			head, texts = head.Add(canvas.Plain, "  "+texts[0]), texts[1:]
		}
		out := []canvas.Line{head}
		for _, t := range texts {
			out = append(out, canvas.Text(canvas.Plain, strings.Repeat(" ", deep)+t))
		}
		return out
	}
	var out []canvas.Line
	for i, t := range texts {
		row := canvas.Line{}
		if i == 0 {
			row = append(head.To(indent), bar...)
			if len(bar) > 0 {
				row = row.Add(canvas.Plain, "  ")
			}
		}
		out = append(out, row.To(max(indent, row.Width())).Add(canvas.Plain, t))
	}
	return out
}

// beside breaks a text into lines of w columns, the first of which has only
// first columns. The first line is empty if no word fits there.
func beside(text string, first, w int) []string {
	text = prose.Visible(text)
	head := prose.Wrap(text, max(first, 1))
	if len(head) == 0 || canvas.Width(head[0]) > first {
		return append([]string{""}, prose.Wrap(text, max(w, 1))...)
	}
	rest := strings.TrimSpace(strings.TrimPrefix(text, head[0]))
	if rest == "" {
		return head[:1]
	}
	return append(head[:1], prose.Wrap(rest, max(w, 1))...)
}

// drawBar draws a bar: # stands for what is taken, + for what waits behind it, a
// dot for room. Each of them has a column even if it is little.
func drawBar(b *detail.Bar) canvas.Line {
	if b == nil {
		return nil
	}
	columns := func(n, room int) int {
		if n <= 0 || b.Total <= 0 {
			return 0
		}
		return min(max(1, int(int64(n)*barWidth/int64(b.Total))), room)
	}
	used := columns(b.Used, barWidth)
	if used == barWidth && b.Used < b.Total {
		used--
	}
	waiting := columns(b.Waiting, barWidth-used)
	if free := b.Total - b.Used - b.Waiting; b.Waiting > 0 && free <= 0 {
		waiting = barWidth - used
	}
	return canvas.Text(canvas.Plain, "[").Add(canvas.Strong, strings.Repeat("#", used)).Add(canvas.Plain, strings.Repeat("+", waiting)).
		Add(canvas.Faint, strings.Repeat(".", barWidth-used-waiting)).Add(canvas.Plain, "]")
}

// fateStyle is the style in which the fate of a packet is written.
func fateStyle(p *trace.Packet) canvas.Style {
	switch p.Fate {
	case trace.FateDelivered:
		return canvas.Arrived
	case trace.FateDropped, trace.FateLost:
		return canvas.Lost
	}
	return canvas.Held
}

// The words of these pages.
var (
	wPacket   = tell.Word{"PACKET", "包"}
	wSocket   = tell.Word{"SOCKET", "套接字"}
	wHeader   = tell.Word{"Fields of its header", "头部字段"}
	wNoPacket = tell.Word{"This packet is not among those that the step shows: it is older, or was not sent yet.", "这一步显示的包里没有它：它太早了，或者还没发出。"}
	wNotThere = tell.Word{"The step does not have this socket: it is not made yet, or its row is no longer kept.", "这一步没有这个套接字：还没建立，或记录已不保留。"}
)
