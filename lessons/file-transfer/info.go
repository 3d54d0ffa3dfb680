package filetransfer

import (
	"fmt"
	"log"

	"tcplab/lab/os"
)

// Called as "go run . FILE", it shows what Stat knows
// about the file.
func info() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run info.go FILE")
	}

	// Stat looks the file up. It does not open it.
	fileInfo, err := os.Stat(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}

	// Name() is without the path, Size() in bytes.
	name, n := fileInfo.Name(), fileInfo.Size()
	fmt.Printf("Name() = %q, Size() = %d\n", name, n)
}
