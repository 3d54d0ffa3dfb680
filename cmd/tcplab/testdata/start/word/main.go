// Command word prints one word. What it takes from its start to its last byte
// is what any Go program takes on this machine: the start of tcplab is told in
// multiples of it.
package main

import "os"

func main() { os.Stdout.WriteString("tcplab\n") }
