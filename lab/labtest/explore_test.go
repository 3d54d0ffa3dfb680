package labtest

import "testing"

// TestTimes shows that a wrong value is refused. If it counted as none,
// somebody would believe that the tests had explored.
func TestTimes(t *testing.T) {
	for _, c := range []struct {
		value string
		times int
		why   string
	}{
		{"", 20, "nobody asked to explore"},
		{"1", 200, "1 explores as often as the test says"},
		{"5", 1000, "five times as much"},
	} {
		t.Setenv(Explore, c.value)
		if got := Times(t, 20, 200); got != c.times {
			t.Errorf("with %q it is done %d times, want %d: %s", c.value, got, c.times, c.why)
		}
	}
	for _, wrong := range []string{"0", "-1", "yes", "1.5", "100000"} {
		if n, err := factor(wrong); err == nil {
			t.Errorf("%q is taken for %d, want an error", wrong, n)
		}
	}
}
