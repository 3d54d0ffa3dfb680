package proc

// Owner is a process that holds a socket.
type Owner struct {
	PID  int
	Name string // its program's name, as in /proc/PID/comm
}
