package wire

import "tcplab/lab/words"

// Check is one thing that the private network needs of this machine.
type Check struct {
	Name   words.Text // "TUN device"
	OK     bool
	Detail words.Text // a phrase about what was found
	Remedy string     // the command that would help if it is not OK
}

// privateName names the check of the whole private network.
var privateName = words.Say("private network", "私有网络")
