//go:build !linux

package net

import "tcplab/lab/gate"

// Burn is a call that does nothing: only Linux says which threads run.
func Burn() { gate.Enter("Burn", nil, func() string { return "Burn()" }).End(0, nil, nil) }
