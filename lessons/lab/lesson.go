// Package lab is no lesson: it is what tcplab lab says about an empty held
// network, in which other people's programs run.
package lab

import (
	"embed"

	"tcplab/lab"
)

//go:embed en.md zh.md
var files embed.FS

// Lesson has neither hosts nor a script. Whatever is started in its network
// comes onto the panel by itself.
var Lesson = &lab.Lesson{
	Name:     "lab",
	Files:    files,
	Chapters: nil,
	Settings: lab.Settings{Ordinary: true},
}
