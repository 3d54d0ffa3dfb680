// Package lessons is the course: All in teaching order, the parts, and the
// glossary. Each lesson is a folder below this one with its programs, its
// script and its texts. A lesson runs nothing and draws nothing, so no bench
// and no view ever comes in here.
package lessons

import (
	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/search"
	"tcplab/lessons/bytes"
	concurrentserver "tcplab/lessons/concurrent-server"
	"tcplab/lessons/connection"
	filetransfer "tcplab/lessons/file-transfer"
	filetransferbreaks "tcplab/lessons/file-transfer-breaks"
	halfclose "tcplab/lessons/half-close"
	"tcplab/lessons/listen"
	"tcplab/lessons/netstat"
	"tcplab/lessons/refused"
	tcporudp "tcplab/lessons/tcp-or-udp"
	"tcplab/lessons/udp"
	udpboundaries "tcplab/lessons/udp-boundaries"
	udpconcurrent "tcplab/lessons/udp-concurrent"
	whocloses "tcplab/lessons/who-closes"
)

// All are the lessons, in teaching order. A new one is a folder below this one
// and a line here.
var All = []*lab.Lesson{
	connection.Lesson,
	netstat.Lesson,
	refused.Lesson,
	listen.Lesson,
	halfclose.Lesson,
	whocloses.Lesson,

	concurrentserver.Lesson,

	udp.Lesson,
	udpconcurrent.Lesson,
	udpboundaries.Lesson,
	tcporudp.Lesson,

	bytes.Lesson,
	filetransfer.Lesson,
	filetransferbreaks.Lesson,
}

// Entries returns the lessons as a search finds them in a language, in teaching
// order.
func Entries(lang string) ([]search.Entry, error) {
	var entries []search.Entry
	for _, l := range All {
		text, err := l.Prose(lang)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry(l, text))
	}
	return entries, nil
}

// Entry returns a lesson as a search finds it by its text.
func Entry(l *lab.Lesson, text *prose.Text) search.Entry {
	return search.Entry{Name: l.Name, Title: text.Title, Summary: text.Summary, Errors: text.Answers.Errors, Questions: text.Answers.Questions}
}
