package gate

import (
	"encoding/json"
	"fmt"
	"os"
)

// envName is the environment variable that makes a process a host.
const envName = "TCPLAB_HOST"

// Config tells a process which host it is to be. The bench hands it over in
// the environment.
type Config struct {
	Lesson  string   `json:"lesson"`            // "connection"
	Host    string   `json:"host"`              // "client", "server", "client-2"
	Args    []string `json:"args,omitempty"`    // os.Args[1:] of the program
	Port    int      `json:"port,omitempty"`    // used in place of 8001; 0 keeps 8001
	Dir     string   `json:"dir,omitempty"`     // working directory; "" is the bench's own
	Stack   bool     `json:"stack,omitempty"`   // the sockets live in the bench's process, which the host asks (see Ask)
	Held    bool     `json:"held,omitempty"`    // packets are held, so a connection in SYN_SENT stays in it until a move delivers something
	Scratch string   `json:"scratch,omitempty"` // a directory that only the bench needs: the host removes it if the bench is gone
	Prefix  string   `json:"prefix,omitempty"`  // the beginning of the names of the programs' functions; "" is tcplab/lessons/
}

// FromEnv returns the configuration in this process's environment. It returns
// false if there is none, and then the process is no host.
func FromEnv() (Config, bool) {
	text, ok := os.LookupEnv(envName)
	if !ok {
		return Config{}, false
	}
	var cfg Config
	if err := json.Unmarshal([]byte(text), &cfg); err != nil {
		fmt.Fprintf(os.Stderr, "tcplab: %s cannot be read (%v): unset it, only tcplab itself may set it\n", envName, err)
		os.Exit(1)
	}
	return cfg, true
}

// Env returns the environment entry, "NAME=value", from which FromEnv reads c.
func (c Config) Env() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic("BUG: a Config is always JSON: " + err.Error())
	}
	return envName + "=" + string(text)
}

// prefix returns the beginning of the names of a lesson's own functions.
func (c Config) prefix() string {
	if c.Prefix == "" {
		return "tcplab/lessons/"
	}
	return c.Prefix
}
