package page

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// policy returns the policy of a page that runs and loads nothing but these scripts
// and styles of its own.
func policy(scripts, styles []string) markup {
	hashes := func(texts []string) string {
		var out []string
		for _, text := range texts {
			out = append(out, hashed(text))
		}
		return strings.Join(out, " ")
	}
	return bare("default-src 'none'; script-src " + hashes(scripts) + "; style-src " + hashes(styles) + "; base-uri 'none'; form-action 'none'")
}

// hashed returns the hash of a script or a style as a policy names it (CSP Level 3,
// section 2.3.1).
func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
