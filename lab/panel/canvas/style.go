package canvas

// A Style says what a piece of text is. The theme decides how it looks. No
// meaning depends on the looks alone: a word, a bracket or a star says
// everything that a colour says.
type Style uint8

// The styles.
const (
	Plain        Style = iota
	Faint              // present, but not the point now: rules, states never seen
	Strong             // names, headlines
	Emphasis           // emphasis in prose
	Heading            // a heading in prose, a page's title
	Now                // the state a machine is in
	Changed            // what the last step changed
	Taken              // the way that the last step took
	TableNow           // a state in a table's row
	TableChanged       // a state in a table's row which the last step changed
	Been               // a state that was seen earlier
	Passed             // a state that must have been passed, and was not seen
	Held               // held on the wire: the word, and where the packet is
	HeldBody           // the way of a packet that is held
	Arrived            // a packet that arrived, a right answer: the word or the sign
	ArrivedBody        // the text of a right answer
	Landed             // where a packet has just arrived
	Lost               // dropped, failed, differing
	LostBody           // the way of a packet that was dropped, the text of a wrong answer
	Question           // a question's first word, and the keys that answer it
	Asked              // the number of an option that was answered
	Key                // a key that can be pressed
	Code               // code in prose
	Keyword            // a keyword of Go
	Literal            // a string or number in Go
	Comment            // a comment in Go
	Here               // the line that a program stands at
	Chosen             // what the cursor is on
	Alarm              // a message that wants to be read
	Back               // the screen shows an earlier step

	NumStyles // the number of styles
)
