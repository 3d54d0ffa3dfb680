package proc

// callsOfOld is empty: arm64 has only the newer calls.
var callsOfOld map[uint64]callRow
