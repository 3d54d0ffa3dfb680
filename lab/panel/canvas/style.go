package canvas

// A Style says what a piece of text is. The theme decides how it looks. No
// meaning depends on the looks alone: a word, a bracket or a star says
// everything that a colour says.
type Style uint8

// The styles.
const (
	Plain    Style = iota
	Faint          // present, but not the point now: rules, states never seen
	Strong         // names, headlines
	Emphasis       // emphasis in prose
	Heading        // a heading in prose, a page's title
	Now            // the state a machine is in
	Changed        // what the last step changed
	Been           // a state that was seen earlier
	Passed         // a state that must have been passed, and was not seen
	Moving         // held on the wire
	Lost           // dropped, failed, differing
	Gain           // a right answer, a packet that arrived
	Key            // a key that can be pressed
	Code           // code in prose
	Keyword        // a keyword of Go
	Literal        // a string or number in Go
	Comment        // a comment in Go
	Here           // the line that a program stands at
	Chosen         // what the cursor is on
	Alarm          // a message that wants to be read

	NumStyles // the number of styles
)
