// Command screen fills the terminal with text by way of tview. What it takes
// from its start to the last byte of its first frame is what any tview program
// takes: the first frame of tcplab is told in multiples of it.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/rivo/tview"
)

func main() {
	row := strings.Repeat("SYN ACK ", 15) // 120 columns
	text := tview.NewTextView().SetText(strings.Repeat(row+"\n", 40))
	if err := tview.NewApplication().SetRoot(text, true).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "screen:", err)
		os.Exit(1)
	}
}
