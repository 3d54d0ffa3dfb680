package table

import (
	"tcplab/lab/kernel"
	"tcplab/lab/trace"
)

// infoOf returns what a kernel knows of a connection as the trace has it; nil if
// the kernel does not tell it.
func infoOf(k kernel.Info) *trace.Info {
	if !k.Told {
		return nil
	}
	return &trace.Info{
		SendWindow: told(k.SendWindow), RecvWindow: told(k.RecvWindow), NotSent: told(k.NotSent),
		MSS: k.MSS, Cwnd: k.Cwnd, Ssthresh: k.Ssthresh,
		Unacked: k.Unacked, Sacked: k.Sacked, Lost: k.Lost, Resent: k.Resent, Resends: k.Resends,
		Probes: k.Probes, Backoff: k.Backoff,
		RTO: k.RTO.Milliseconds(), RTT: k.RTT.Microseconds(),
	}
}

// told returns a number that the kernel tells; nil if it does not.
func told(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

// memoryOf returns what a kernel keeps for a socket; nil if it does not tell it.
func memoryOf(k kernel.Memory) *trace.Memory {
	if !k.Told {
		return nil
	}
	return &trace.Memory{
		RecvUsed: k.RecvUsed, RecvRoom: k.RecvRoom, SendUsed: k.SendUsed, SendRoom: k.SendRoom, Drops: k.Drops,
	}
}
