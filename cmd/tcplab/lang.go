package main

import (
	"os"
	"strings"

	"tcplab/lab/trace"
)

// language chooses the language: the flag's, else the locale's, else English.
func language(flag string) (string, error) {
	if flag != "" {
		return flag, choice("lang", flag, trace.Languages...)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return "zh", nil
			}
			return "en", nil
		}
	}
	return "en", nil
}
