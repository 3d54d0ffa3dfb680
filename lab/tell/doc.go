// Package tell says what a step means, in every language that tcplab speaks.
// It is given a header and steps, and gives sentences and the facts behind them:
// what a move and an event are called, what an error means, which timer runs,
// which connection a step is about; whoever shows a run draws what it gives and
// concludes nothing. A screen, a colour, a column, a bench and a socket never
// come in.
package tell
