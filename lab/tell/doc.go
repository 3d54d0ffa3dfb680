// Package tell says what a step means, in every language that tcplab speaks. It
// takes a header and steps. It returns sentences and the facts behind them: the
// words for a move and an event, the meaning of an error, the timer that runs,
// the connection that a step is about. The views draw these and conclude
// nothing. A screen, a colour, a column, a bench and a socket never come in.
package tell
