//go:build !linux && !darwin && !freebsd && !netbsd && !dragonfly && !windows

package sys

// This system's options are not known here, so no program gets a spare socket.

type descriptorOf int

func openSpare(string) (descriptorOf, error) { return 0, noDescriptor("RawConn.Control") }

func closeSpare(descriptorOf)                      {}
func getSpare(descriptorOf, int, int) (int, error) { return 0, noDescriptor("getsockopt") }
func setSpare(descriptorOf, int, int, int)         {}
func linger(descriptorOf) (int, error)             { return 0, noDescriptor("getsockopt") }
func setLinger(descriptorOf, int)                  {}

var spareOptions []spareOption
