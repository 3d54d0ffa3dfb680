package panel

import "os"

// continued hears nothing: on Windows nobody stops a process.
func continued() (heard <-chan os.Signal, stop func()) { return nil, func() {} }
