package author

import "testing"

// TestASegmentIsNoPacket: in a lesson about TCP the word 包 is wrong for a segment.
// It is right in the words that everybody uses, such as the one for a loss.
func TestASegmentIsNoPacket(t *testing.T) {
	for text, want := range map[string]bool{
		"第三个包到了。":      true,
		"丢包之后，又来了一个包。": true,
		"TCP 怎么发觉丢包？":  false, // what a student types into a search
		"粘包是什么？":       false,
		"第三个报文段到了。":    false,
	} {
		if got := packetsInTCP().MatchString(ofALink().ReplaceAllString(text, "")); got != want {
			t.Errorf("%s: says packet for segment: %v, want %v", text, got, want)
		}
	}
}
