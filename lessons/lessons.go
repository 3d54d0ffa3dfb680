// Package lessons is the course: All in teaching order, the parts, and the
// glossary. Each lesson is a folder below this one with its programs, its
// script and its texts. A lesson runs nothing and draws nothing, so no bench
// and no view ever comes in here.
package lessons

import (
	"tcplab/lab"
	"tcplab/lab/prose"
	"tcplab/lab/search"
	addressinuse "tcplab/lessons/address-in-use"
	"tcplab/lessons/backlog"
	"tcplab/lessons/bytes"
	closewait "tcplab/lessons/close-wait"
	concurrentserver "tcplab/lessons/concurrent-server"
	"tcplab/lessons/congestion"
	"tcplab/lessons/connection"
	"tcplab/lessons/deadlines"
	filetransfer "tcplab/lessons/file-transfer"
	filetransferbreaks "tcplab/lessons/file-transfer-breaks"
	flowcontrol "tcplab/lessons/flow-control"
	"tcplab/lessons/free"
	"tcplab/lessons/graceful"
	halfclose "tcplab/lessons/half-close"
	"tcplab/lessons/listen"
	"tcplab/lessons/loss"
	lostpackets "tcplab/lessons/lost-packets"
	"tcplab/lessons/nagle"
	"tcplab/lessons/netstat"
	"tcplab/lessons/ports"
	powercut "tcplab/lessons/power-cut"
	"tcplab/lessons/refused"
	"tcplab/lessons/reset"
	simultaneousclose "tcplab/lessons/simultaneous-close"
	simultaneousopen "tcplab/lessons/simultaneous-open"
	tcporudp "tcplab/lessons/tcp-or-udp"
	"tcplab/lessons/udp"
	udpboundaries "tcplab/lessons/udp-boundaries"
	udpconcurrent "tcplab/lessons/udp-concurrent"
	whocloses "tcplab/lessons/who-closes"
	whythree "tcplab/lessons/why-three"
	whytimewait "tcplab/lessons/why-time-wait"
)

// All are the lessons, in teaching order. A new one is a folder below this one
// and a line here.
var All = []*lab.Lesson{
	connection.Lesson,
	refused.Lesson,
	listen.Lesson,
	halfclose.Lesson,
	whocloses.Lesson,
	netstat.Lesson,

	bytes.Lesson,
	concurrentserver.Lesson,

	udp.Lesson,
	udpconcurrent.Lesson,
	udpboundaries.Lesson,
	tcporudp.Lesson,

	filetransfer.Lesson,
	filetransferbreaks.Lesson,

	reset.Lesson,
	closewait.Lesson,
	addressinuse.Lesson,
	ports.Lesson,
	powercut.Lesson,
	deadlines.Lesson,
	graceful.Lesson,

	loss.Lesson,
	lostpackets.Lesson,
	whythree.Lesson,
	whytimewait.Lesson,

	flowcontrol.Lesson,
	congestion.Lesson,
	nagle.Lesson,
	backlog.Lesson,

	simultaneousclose.Lesson,
	simultaneousopen.Lesson,
	free.Lesson,
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
