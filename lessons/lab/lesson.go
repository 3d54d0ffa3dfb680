// Package lab is no lesson. It holds the text of tcplab lab: a network that
// holds packets and is empty, in which other people's programs run.
package lab

import (
	"embed"

	"tcplab/lab"
)

//go:embed en.md zh.md
var files embed.FS

// Lesson has neither hosts nor a script. The panel shows by itself every
// program that is started in its network.
var Lesson = &lab.Lesson{
	Name:     "lab",
	Files:    files,
	Chapters: nil,
	Settings: lab.Settings{Clock: lab.Own, IPv6: true},
}
