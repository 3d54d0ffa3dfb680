package nearest

import (
	"strings"
	"testing"
)

func TestDidYouMean(t *testing.T) {
	known := []string{"connection", "netstat", "refused"}
	for wrong, want := range map[string]string{"conection": `"connection"`, "netsatt": `"netstat"`, "Refused": `"refused"`, "xyzzyxyzzy": "choose one of", "三次握手": "choose one of"} {
		if got := DidYouMean(wrong, known).String(); !strings.Contains(got, want) {
			t.Errorf("for %q it says %s, want %s", wrong, got, want)
		}
	}
}
