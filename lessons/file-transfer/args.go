package filetransfer

import (
	"fmt"
	"log"

	"tcplab/lab/os"
)

// Called as "go run args.go FILE two three", it shows
// its arguments, and what Stat knows about the file.
func args() {
	// os.Args is a list of strings.
	list := os.Args
	for i, arg := range list {
		fmt.Printf("list[%d] = %q\n", i, arg)
	}
	if len(list) < 2 {
		log.Fatal("usage: go run args.go FILE")
	}

	// Stat looks the file up. It does not open it.
	info, err := os.Stat(list[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Name() = %q\n", info.Name())
	fmt.Printf("Size() = %d\n", info.Size())
}
