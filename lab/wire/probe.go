package wire

// Check is one thing that the private network needs of this machine.
type Check struct {
	Name   string // "TUN device"
	OK     bool
	Detail string // what was found, a phrase
	Remedy string // where it is not OK: the command that would help
}
