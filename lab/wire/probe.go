package wire

// Check is one thing that the private network needs of this machine.
type Check struct {
	Name   string // "TUN device"
	OK     bool
	Detail string // a phrase about what was found
	Remedy string // the command that would help if it is not OK
}
