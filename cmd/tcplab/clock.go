package main

import (
	"github.com/spf13/pflag"

	"tcplab/lab"
)

// addClock adds the flag that chooses the clock of the kernel's timers.
func addClock(e *env, flags *pflag.FlagSet, to *string) {
	flags.StringVar(to, "clock", "", e.say("calm, ordinary or own: how the kernel's timers run on the private network (the lesson's)",
		"calm、ordinary 或 own：私有网络上内核的定时器怎样走（默认按课程）"))
}

// checkClock refuses a clock that there is not.
func checkClock(clock string) error {
	if clock == "" {
		return nil
	}
	return choice("clock", clock, lab.Clocks...)
}
