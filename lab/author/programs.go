package author

import (
	"go/format"
	"strings"

	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/standalone"
	"tcplab/lab/words"
)

// The limits for a program, so that it fits the pane.
const (
	ProgramWidth = 54 // columns, at tab width 4
	MinLines     = 20
	MaxLines     = 60
)

// programsFit finds programs that are too wide, too long, or too short.
func programsFit(c *Case, r *report) {
	for _, file := range sorted(c.programs) {
		source := c.programs[file]
		lines := strings.Split(strings.TrimSuffix(source, "\n"), "\n")
		if len(lines) < MinLines || len(lines) > MaxLines {
			r.say(Place{File: file}, words.Say("the program has %d lines, want %d to %d: a student reads it at a glance",
				"程序有 %d 行，应该是 %d 到 %d 行：学生一眼就能读完", len(lines), MinLines, MaxLines))
		}
		for i, line := range lines {
			if w := columns(line); w > ProgramWidth {
				r.say(Place{file, i + 1}, words.Say("this line is %d columns wide, more than %d", "这一行宽 %d 列，超过了 %d 列", w, ProgramWidth))
			}
			if strings.Contains(line, "time.Sleep") {
				r.say(Place{file, i + 1}, words.Say("the program sleeps, but only the student makes it wait, at the gate: take time.Sleep out",
					"程序在睡眠，可是只有学生能让它等，在闸门前：请去掉 time.Sleep"))
			}
		}
	}
}

// columns returns how wide a line of a program is in the pane.
func columns(line string) int { return prose.Width(strings.ReplaceAll(line, "\t", "    ")) }

// Alone returns the programs as students get them, by file, with a port.
func (c *Case) Alone(port int) map[string]string {
	alone := map[string]string{}
	for file, source := range c.programs {
		alone[file] = standalone.Program(source, port)
	}
	return alone
}

// ports are those with which programs are tried. A port of another length must
// not spoil the layout.
var ports = []int{lab.DefaultPort, 80, 65535}

// standAlone finds programs that are no good Go in the form that a student gets,
// in each language. Package rehearse has go vet look at them.
func standAlone(c *Case, r *report) {
	for _, port := range ports {
		alone := c.Alone(port)
		for _, file := range sorted(alone) {
			if strings.Contains(alone[file], "tcplab") {
				r.say(Place{File: file}, words.Say("the program still names tcplab when it stands alone", "单独运行时，程序里仍有 tcplab"))
			}
			formatted(r, Place{File: file}, alone[file])
			if port != lab.DefaultPort {
				continue
			}
			c.each(func(_ string, text *prose.Text) { formatted(r, Place{File: file}, text.Translated(alone[file])) })
		}
	}
}

// formatted finds a program that is not Go as gofmt writes it. A program is tried
// in several forms; a finding is said once.
func formatted(r *report, at Place, alone string) {
	say := func(what words.Text) {
		for _, f := range r.findings {
			if f.File == at.File && f.Say.String() == what.String() {
				return
			}
		}
		r.say(at, what)
	}
	want, err := format.Source([]byte(alone))
	if err != nil {
		say(words.Say("the program is no Go when it stands alone: %w", "单独运行时，程序不是 Go：%w", err))
	} else if string(want) != alone {
		say(words.Say("the program is not formatted as by gofmt when it stands alone: the stand-ins are the last group of imports, each by itself",
			"单独运行时，程序的格式与 gofmt 不同：替身要放在最后一组 import 里，各占一行"))
	}
}

// looks finds rows whose Look is no line of a program, in the lesson and in the
// form that the panel shows. A line with a call at the gate needs no Look: it is
// shown before its call begins.
func looks(c *Case, r *report) {
	for i, b := range c.Lesson.Script {
		host, line, err := c.Lesson.Looked(b)
		if err != nil {
			r.say(c.row(i), words.Say("%w", "%w", err))
		}
		if line == 0 {
			continue
		}
		_, piece, _ := strings.Cut(b.Look, ": ")
		shown := strings.Split(standalone.Program(c.programs[host.File], lab.DefaultPort), "\n")
		if !strings.Contains(shown[line-1], piece) {
			r.say(c.row(i), words.Say("beat %s: line %d of %s is shown as %q, without %q", "步骤 %s：%[3]s 的第 %[2]d 行显示为 %[4]q，没有 %[5]q", b.ID, line, host.File, shown[line-1], piece))
		}
		if strings.HasPrefix(strings.TrimSpace(piece), "//") {
			r.say(c.row(i), words.Say("beat %s looks at a comment, which each language has in its own words: look at the code below it",
				"步骤 %s 的 Look 是一行注释，而注释每种语言都不同：请指向它下面的代码", b.ID))
		}
	}
}
