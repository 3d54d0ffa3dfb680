// Package table holds the tables of a run: its sockets, its calls and its
// packets, with the ids by which the trace knows them. Rows are filled with
// data that was read or announced, and a snapshot of a table is part of a step.
// A table asks nobody by itself, and no decision about what happens next ever
// comes in here.
package table
