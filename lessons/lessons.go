// Package lessons is the course.
package lessons

import (
	"tcplab/lab"
	"tcplab/lessons/connection"
)

// All are the lessons, in teaching order. A new one is a folder below this one
// and a line here.
var All = []*lab.Lesson{
	connection.Lesson,
}
