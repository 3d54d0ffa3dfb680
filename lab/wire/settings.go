package wire

// Settings are what a lesson wants of its private network.
type Settings struct {
	// MTU is the largest packet in bytes; 0 means 1500, as on Ethernet, so
	// that a segment carries 1460 bytes at most.
	MTU int

	// Ordinary leaves the kernel's timers as they are. If it is false they are
	// calm: only SYN and SYN ACK are sent again while a class looks.
	Ordinary bool

	// Sysctls are set last, by name: "net.ipv4.tcp_sack": "0".
	Sysctls map[string]string
}

// DefaultMTU is the largest packet on the wire, in bytes, unless a lesson sets
// another size.
const DefaultMTU = 1500
