// Package view draws: a scene goes in, a canvas comes out. A pane or a page is
// a function from a scene to lines of styled text, and the layout gives each
// its place. The key table is here, too, because the footer and help are made
// of it. A terminal library, a bench, a clock and anything that changes never
// come in. lab/tell says what a step means, lab/panel/canvas how text is cut
// and wrapped.
package view
