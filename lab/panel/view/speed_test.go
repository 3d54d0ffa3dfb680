package view

import (
	"fmt"
	"testing"

	"tcplab/lab/panel/paneltest"
	"tcplab/lab/tell"
)

// crowd is a recorded run of an open lab with 200 connections.
const crowd = "../../tell/testdata/crowd.jsonl.gz"

// BenchmarkPaint measures a frame of an open lab with 200 connections: the panes
// of each size of window, and the pages that list sockets.
func BenchmarkPaint(b *testing.B) {
	w, err := paneltest.Recorded(crowd)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range [][2]int{{80, 24}, {120, 40}, {50, 15}} {
		for at := range w.Steps[2:] {
			b.Run(fmt.Sprintf("%dx%d/step%d", size[0], size[1], at+2), func(b *testing.B) {
				for b.Loop() {
					Paint(crowded(w, at+2), size[0], size[1], false)
				}
			})
		}
	}
	for name, kind := range map[string]PageKind{"t": SocketsPage, "c": choosePage} {
		b.Run("page-"+name, func(b *testing.B) {
			for b.Loop() {
				s := crowded(w, 5)
				s.Page.Kind = kind
				Paint(s, 80, 24, false)
			}
		})
	}
}

// crowded returns a fresh scene of a step, as the panel makes one for a frame.
func crowded(w *paneltest.World, at int) *Scene {
	s := &Scene{Scene: tell.Scene{Header: &w.Header, Lang: "en", Step: w.Steps[at], At: at, Length: at + 1, Live: true, Index: tell.NewIndex(&w.Header), Window: w.Steps[:at+1]}, Keys: Keys()}
	if at > 0 {
		s.Before = &w.Steps[at-1]
	}
	return s
}
