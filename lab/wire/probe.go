package wire

// Check is one thing that the private network needs of this machine.
type Check struct {
	Name   string // "TUN device"
	OK     bool
	Detail string // a phrase about what was found
	Remedies
}

// Remedies are what would help if a check is not OK.
type Remedies struct {
	Remedy    string // the command that would help
	File      string // the file to write before that command; "" if there is none
	Text      string // what to write into File
	Otherwise string // a command that helps for a time, or at a price; "" if there is none
}
