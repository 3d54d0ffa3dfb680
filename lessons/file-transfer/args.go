package filetransfer

import (
	"fmt"

	"tcplab/lab/os"
)

// Called as "go run . argv1 argv2 argv3 argv4", it
// shows what it was called with.
func args() {
	// os.Args lists the program, then each word.
	list := os.Args
	fmt.Println(list)

	// Without three words there is no list[3].
	if len(list) < 4 {
		fmt.Println("argument 3 is missing")
		os.Exit(1)
	}

	// Argument 3 is list[3].
	third := list[3]
	fmt.Println("argument 3:", third)
}
