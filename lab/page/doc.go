// Package page draws a recorded run as one web page that needs nothing else: no
// server, no file beside it, no network. Go renders all there is, from lab/tell;
// the page's script only shows one part after the other. Without a script the
// page is a transcript, and printed it is a hand-out. A single step can be drawn
// as an SVG image for a slide. A socket, a bench, a terminal and a conclusion of
// the page's own never come in.
package page
