// Package cause finds what a step means. That is its cause, if one is known: which
// side closed first, why this reset, who waits for whom, where the bytes are. Or
// else it is what such a step means in general. It takes a step and the one before
// it. It returns one cause at most, with its numbers, its evidence and its source,
// or the sentences that hold in general; it returns nothing if the evidence is
// missing. A script, a view and a name in a language never come in.
//
// The table of the causes is in cause.go, and that of the general sentences in
// meaning.go. Both rest on look.go and evidence.go alone. The causes themselves
// are in a file for each subject, from opening.go to reset.go.
package cause
