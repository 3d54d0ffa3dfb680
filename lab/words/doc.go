// Package words holds texts of tcplab's own in its languages, English and
// Chinese, and errors that can be said in both. A room that makes an error does
// not know the language of the person who will read it: it gives the error in
// both, and the view that shows the error chooses, by In. It knows only texts:
// nothing of the things that they are about may ever come in, and no choice of a
// language either.
package words
