// Package view draws: a scene goes in, a canvas of cells comes out. Panes are
// functions from a scene to lines of styled text, pages likewise, and the layout
// gives each its place; the key table stands here, too, because the footer and
// help are made of it. A terminal library, a bench, a clock and anything that
// changes never come in, and what a step means is asked of lab/tell.
package view
