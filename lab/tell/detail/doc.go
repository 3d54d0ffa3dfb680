// Package detail says all that a step tells of one packet or of one socket,
// field by field: what a field says in words, and the number that it says it
// with. It takes a scene and returns sheets of sentences, which the views draw.
// A sentence that the step does not prove never comes in, and neither does a
// screen, a colour or a column.
package detail
