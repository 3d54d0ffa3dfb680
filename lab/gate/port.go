package gate

import (
	"strconv"

	"tcplab/lab/pattern"
)

// Port is the port that the programs of the lessons name. A program that needs
// more names those that follow it: 8002, 8003.
const Port = 8001

// Ports is how many ports the programs of a lesson may name.
const Ports = 3

// PortOn returns the port that takes the place of one of the programs' own, if a
// student chose another one for 8001. The others follow that one, or come before it
// if there is no higher number. Any other port is returned as it is, and so is each
// one if chosen is 0.
func PortOn(own, chosen int) int {
	behind := own - Port
	switch {
	case chosen == 0 || behind < 0 || behind >= Ports:
		return own
	case chosen+Ports-1 > 65535:
		return chosen - behind
	}
	return chosen + behind
}

// PortsOn puts PortOn's ports into a text. A longer number that holds the digits of
// one is another number, and stays.
func PortsOn(text string, chosen int) string {
	if chosen == 0 || chosen == Port {
		return text
	}
	return ownPort().ReplaceAllStringFunc(text, func(digits string) string {
		own, err := strconv.Atoi(digits)
		if err != nil {
			panic("BUG: what the pattern matches is a number: " + err.Error())
		}
		return strconv.Itoa(PortOn(own, chosen))
	})
}

// ownPort matches the programs' own ports, Ports of them.
var ownPort = pattern.New(`\b800[1-` + strconv.Itoa(Port%10+Ports-1) + `]\b`)
