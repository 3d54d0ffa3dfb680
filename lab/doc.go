// Package lab holds what an author of a lesson needs: Lesson, Host, Beat,
// Settings, and the moves of a script's rows. A lesson is a value; this package
// reads its texts and checks a student's own file, and does no more than that.
// How a lesson is run, followed, told or drawn never comes in here.
//
// The words of the project are explained here, once:
//
//   - A host is one computer of a lesson. It runs one program as a process of
//     its own.
//   - A call is one socket or file call of a program. It waits at a gate until
//     the bench lets it go.
//   - A packet is held while it waits on the wire for a move. It is stray if it
//     belongs to no open row.
//   - A move is one thing that can happen next: a call begins, a packet is
//     delivered, dropped or duplicated, a program is told a line, a host is
//     killed, or time passes.
//   - A step is one move and everything that it led to. A run has settled when
//     nothing more happens by itself; then the step is recorded.
//   - A row is one entry of a lesson's script. A beat is the text that is told
//     of a row; several rows may share one beat. A row is open while it may
//     still be taken, and over once the story has gone past it.
//   - A row is taken by the step that makes its move. It is told if all its
//     claims hold and the rows that it comes after were taken. It is owed if
//     its packet was dropped and a kernel's timer will bring that packet again;
//     it is lost if no timer will.
//   - A finding is a claim of a row that does not hold.
//   - A student is astray after a move that was not the next one of the lesson.
package lab
