// Package canvas holds what every drawing is made of: cells, spans, lines,
// styles, signs and rules. Text is made visible here, measured by the columns
// that it takes, cut, padded and wrapped. A step, a scene, a word of the screen
// and a terminal library never come in: lab/panel/view says what is drawn, and
// lab/panel how a style looks.
package canvas
