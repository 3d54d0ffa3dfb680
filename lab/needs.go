package lab

// Needs are what a row of a script may need of the kernel beside what every Linux
// has. If a kernel lacks it, the rows that need it are left out, and the lesson
// says at its start what cannot be shown there. A sysctl of Settings that belongs to
// one of them is left out, too.
//
// A row that claims what a kernel does not tell, such as cwnd, needs nothing: nobody
// can contradict the claim.
var Needs = []string{
	NeedDestroy,
	NeedRTOMax,
	NeedSyncookies,
}

// The words of Needs.
const (
	NeedDestroy    = "destroy"    // sockets can be destroyed, for Destroy (CONFIG_INET_DIAG_DESTROY)
	NeedRTOMax     = "rto_max"    // net.ipv4.tcp_rto_max_ms (Linux 6.15)
	NeedSyncookies = "syncookies" // net.ipv4.tcp_syncookies (CONFIG_SYN_COOKIES)
)
