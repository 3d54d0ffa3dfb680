package wire

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tcplab/lab/kernel"
	"tcplab/lab/tcp"
)

func TestManyDatagramsToAClosedPort(t *testing.T) {
	r := newRoom(t, Settings{})
	c := r.socket(unix.SOCK_DGRAM, 40000)
	for range 20 {
		r.must(unix.Sendto(c.fd, []byte("hello"), 0, inet(loopback(8001))))
		r.sends("a datagram", "UDP 5")
		r.deliver(c, "UDP 5")
		r.sends("each is answered: the kernel's limit for the Internet is off", "ICMP port unreachable")
	}
}

// TestNothingIsPaced shows that a burst leaves as a whole, however long the
// round trip was. A packet that a timer sends later would not belong to the
// move.
func TestNothingIsPaced(t *testing.T) {
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	for _, e := range []*end{c, s} {
		way, err := unix.GetsockoptString(e.fd, unix.IPPROTO_TCP, unix.TCP_CONGESTION)
		r.must(err)
		if way != "reno" {
			t.Errorf("congestion control is %q, want reno: the machine's choice may be bbr, which paces", way)
		}
	}
}

// stays fails the test if the wire brings anything but folded copies within a
// time.
func (r *room) stays(quiet time.Duration, why string) {
	r.Helper()
	over := time.After(quiet)
	for {
		news, err := r.wire.Take()
		r.must(err)
		r.again += len(news.Again)
		for _, p := range news.Sent {
			r.Errorf("%s: the wire brought %s", why, p.Name())
		}
		select {
		case <-r.Ready():
		case <-over:
			return
		}
	}
}

func TestCalmTimersAreCalm(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.write(c, "world")
	r.write(s, "welcome")
	r.closes(c)
	r.sends("three writes and a close", "DATA 5", "DATA 5", "DATA 7", "FIN ACK")
	r.again = 0
	r.stays(4*time.Second, "everything is held")
	if r.again > 0 {
		t.Errorf("%d packets were sent again within 4 s, want none: a class looks at them for minutes", r.again)
	}
}

func TestImpatientSYNsAreFolded(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	r.untilAgain("the SYN is repeated after a second though it is held")
	r.deliver(c, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.untilAgain("the SYN or the SYN ACK is repeated")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.untilAgain("the SYN ACK is repeated while the ACK is held")
	r.deliver(c, "ACK")
	r.stays(1500*time.Millisecond, "both ends know that they are connected")
	r.is(c, tcp.Established, "the copies did no harm")
}

// untilAgain waits until at least one copy was folded. It reads the device before it
// waits, since the signal for what is there already may have been taken by others.
func (r *room) untilAgain(why string) {
	r.Helper()
	r.again = 0
	deadline := time.After(patience)
	for {
		if r.sends(why); r.again > 0 {
			return
		}
		select {
		case <-r.Ready():
		case <-deadline:
			r.Fatalf("%s, but within %v it was not", why, patience)
		}
	}
}

func TestOrdinaryTimersRepeatWhatIsLost(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{Clock: Ordinary})
	_, c, s := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	r.untilAgain("held data are repeated, and folded")
	for len(r.wire.Held()) > 0 { // the original, and then each copy
		r.drop(c, "DATA 5")
	}
	r.sends("all were dropped, so the next repetition is news", "DATA 5")
	r.untilAgain("it is repeated in its turn")
	r.drop(c, "DATA 5")
	r.deliver(c, "DATA 5") // a copy was on the wire already
	if got := r.is(s, tcp.Established, "always"); got.RecvQ != 5 {
		t.Errorf("Recv-Q %d, want 5: the repetition arrived", got.RecvQ)
	}
}

// TestOneAddressIsBrisk holds that the kernel's own timers hold for an address
// that the settings name, and for no other.
func TestOneAddressIsBrisk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		home  string
		brisk bool
	}{{"127.0.0.2", true}, {"127.0.0.1", false}, {"127.0.0.3", false}} {
		r := newRoom(t, Settings{Brisk: "127.0.0.2"})
		r.home = netip.MustParseAddr(c.home)
		_, e, _ := r.connected()
		r.write(e, "hello")
		r.sends("a write", "DATA 5")
		left := r.is(e, tcp.Established, "always").Timer.Left
		if brisk := left < 5*time.Second; brisk != c.brisk {
			t.Errorf("at %s data are sent again in %v; the kernel's own timer is that: %v, want %v", c.home, left, brisk, c.brisk)
		}
	}
}

func TestOrdinaryTimersRepeatInOneSegment(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{Clock: Ordinary})
	_, c, _ := r.connected()
	r.write(c, "hello")
	r.write(c, "world")
	r.sends("two writes", "DATA 5", "DATA 5")
	r.again = 0
	r.stays(time.Second, "Linux repeats both as DATA 10, and both are held")
	if r.again == 0 {
		t.Error("nothing was repeated in a second, but the retransmission timer is 0.2 s")
	}
}

func TestOldDuplicatesAreAnsweredEveryTime(t *testing.T) {
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	old, err := r.wire.Duplicate(r.held(c, "SYN").ID)
	r.must(err)
	r.sends("the listener answers", "SYN ACK")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.deliver(c, "ACK")
	for range 3 {
		old, err = r.wire.Duplicate(old.ID)
		r.must(err)
		r.sends("a challenge ACK (RFC 9293, section 3.10.7.4): the kernel's limit for the Internet is off", "ACK")
		r.deliver(l, "ACK")
	}
	r.is(c, tcp.Established, "an old SYN does no harm")
}

func TestSettings(t *testing.T) {
	r := newRoom(t, Settings{MTU: 576, Sysctls: map[string]string{"net.ipv4.tcp_sack": "0"}})
	r.listen(8001)
	r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	p := r.held(nil, "SYN")
	if p.MSS != 536 || p.SACKPerm {
		t.Errorf("%s, want mss 536 (576 minus 40 bytes of headers) and no sack: the settings say so", p.Detail())
	}
	if _, err := NewPrivate(Settings{Sysctls: map[string]string{"net.ipv4.tcp_magic": "1"}}); err == nil || !strings.Contains(err.Error(), "no setting net.ipv4.tcp_magic") {
		t.Errorf("error %v, want one that names the unknown setting", err)
	}
}

// TestAListedNetwork: a network that is listed has a small table of its own, if the
// kernel can, and the limits of any other one, which would else follow from the
// table's size.
func TestAListedNetwork(t *testing.T) {
	if _, err := os.Stat("/proc/sys/net/ipv4/tcp_child_ehash_entries"); err != nil {
		t.Skip("this kernel is older than Linux 6.1, and has one table for all networks")
	}
	read := func(n *Namespace, name string) (value int) {
		err := n.Do(func() error {
			numbers, err := sysctlNumbers(name, 1)
			if err == nil {
				value = numbers[0]
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	listed, other := needPrivate(t, Settings{Listed: true}), needPrivate(t, Settings{})
	if got := read(listed, "tcp_ehash_entries"); got != buckets { // of this machine's table it would be negative
		t.Errorf("its table has %d buckets, want %d of its own", got, buckets)
	}
	for _, limit := range []string{"tcp_max_tw_buckets", "tcp_max_syn_backlog"} {
		if got, want := read(listed, limit), read(other, limit); got != want {
			t.Errorf("%s is %d, want %d as elsewhere on this machine", limit, got, want)
		}
	}
}

// TestSideBySide uses four networks at once, each with the same ports. No
// packet of one may appear in another.
func TestSideBySide(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			r := newRoom(t, Settings{})
			_, c, s := r.connected()
			r.write(c, strings.Repeat("x", i+1))
			r.sends("a write of its own", fmt.Sprintf("DATA %d", i+1))
			r.deliver(c, fmt.Sprintf("DATA %d", i+1))
			if got := r.is(s, tcp.Established, "always"); got.RecvQ != i+1 {
				t.Errorf("Recv-Q %d, want %d: another network's data came in", got.RecvQ, i+1)
			}
		})
	}
}

func TestNothingLeaksFromTheHost(t *testing.T) {
	r := newRoom(t, Settings{})
	all, err := r.Reader().Dump(kernel.TCP)
	r.must(err)
	if len(all) != 0 {
		t.Errorf("%d sockets in a fresh network, want none: %+v", len(all), all)
	}
	if _, err := r.wire.Take(); err != nil {
		t.Fatal(err)
	}
	if got := len(r.wire.Held()); got != 0 {
		t.Errorf("%d packets on a fresh wire, want none", got)
	}
}

// TestEveryDuplicateAckCounts loses the first of six segments. SACK is off, so
// the duplicate ACKs are equal to the byte.
func TestEveryDuplicateAckCounts(t *testing.T) {
	r := newRoom(t, Settings{Sysctls: map[string]string{"net.ipv4.tcp_sack": "0", "net.ipv4.tcp_retrans_collapse": "0"}})
	_, c, s := r.connected()
	r.write(c, "one")
	r.sends("a write", "DATA 3")
	r.deliver(c, "DATA 3")
	r.sends("acknowledged, and the window is scaled from now on", "ACK")
	r.deliver(s, "ACK")
	for _, word := range []string{"three", "four", "fives", "sixths", "seventh", "eighthly"} {
		r.write(c, word)
	}
	r.sends("six writes", "DATA 5", "DATA 4", "DATA 5", "DATA 6", "DATA 7", "DATA 8")
	r.drop(c, "DATA 5")
	for _, name := range []string{"DATA 4", "DATA 5", "DATA 6", "DATA 7", "DATA 8"} {
		r.deliver(c, name)
	}
	r.sends("each of the five is answered by an ACK of its own", "ACK", "ACK", "ACK", "ACK", "ACK")
	r.deliver(s, "ACK")
	r.deliver(s, "ACK")
	r.sends("two duplicates may only mean that packets have overtaken one another")
	r.deliver(s, "ACK")
	r.sends("the third duplicate is fast retransmission's (RFC 5681, section 3.2)", "DATA 5")
}

func TestKeepaliveProbesAreFolded(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{})
	_, c, s := r.connected()
	for option, value := range map[int]int{unix.TCP_KEEPIDLE: 1, unix.TCP_KEEPINTVL: 1, unix.TCP_KEEPCNT: 20} {
		r.must(unix.SetsockoptInt(c.fd, unix.IPPROTO_TCP, option, value))
	}
	r.must(unix.SetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1))
	r.sends("nothing was said for a second", "ACK")
	if !r.held(c, "ACK").Probe {
		t.Error("the keepalive probe is not known as one")
	}
	r.untilAgain("a second later it is sent again, though it is held")
	r.deliver(c, "ACK")
	r.sends("the probe is answered", "ACK")
	if r.held(s, "ACK").Probe {
		t.Error("the answer is taken for a probe")
	}
	r.untilAgain("it is sent again, because its answer is held")
	r.deliver(s, "ACK")
	r.sends("the answer came in, so a new probe asks after a second", "ACK")
}

// TestZeroWindowProbesAreKnown fills the window of a reader that does not read.
func TestZeroWindowProbesAreKnown(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{Clock: Ordinary, Sysctls: map[string]string{"net.ipv4.tcp_rmem": "4096 4096 4096"}})
	_, c, s := r.connected()
	_, err := unix.Write(c.fd, make([]byte, 64_000))
	r.must(err)
	isProbe := func(p Packet) bool { return p.Src == c.local && p.Probe }
	deadline := time.After(patience)
	for !slices.ContainsFunc(r.wire.Held(), isProbe) {
		for _, p := range r.wire.Held() {
			r.must(r.wire.Deliver(p.ID))
			if p.Src == s.local && p.Probe {
				t.Errorf("%s is taken for a probe: the server has nothing to ask", p.Name())
			}
		}
		_, err := r.wire.Take()
		r.must(err)
		select {
		case <-r.Ready():
		case <-deadline:
			t.Fatal("nobody reads, but the client's kernel never asked whether the window is still zero")
		}
	}
	r.untilAgain("the probe is held and nobody answers, so the kernel asks again")
}

// TestALessonAcknowledgesAtOnce lets both ends talk, because a kernel delays its
// ACKs only once it has answered data with data.
func TestALessonAcknowledgesAtOnce(t *testing.T) {
	for name, clock := range map[string]Clock{"calm": Calm, "ordinary": Ordinary} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t, Settings{Clock: clock})
			_, c, s := r.connected()
			from, to := c, s
			for range 4 {
				r.write(from, "hello")
				r.sends("a write", "DATA 5")
				r.deliver(from, "DATA 5")
				news, err := r.wire.Take() // and no wait
				r.must(err)
				if len(news.Sent) != 1 || news.Sent[0].Name() != "ACK" {
					t.Fatalf("the data brought %+v at once, want an ACK: a claim about it must not hang on 40 ms", news.Sent)
				}
				r.deliver(to, "ACK")
				from, to = to, from
			}
		})
	}
}

func TestAnOrphanWaitsForItsPeerOnEveryClock(t *testing.T) {
	for name, clock := range map[string]Clock{"calm": Calm, "ordinary": Ordinary} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t, Settings{Clock: clock})
			_, c, s := r.connected()
			r.closes(c)
			r.sends("close sends it", "FIN ACK")
			r.deliver(c, "FIN ACK")
			r.sends("acknowledged at once", "ACK")
			r.deliver(s, "ACK")
			row := r.is(c, tcp.FinWait2, "its FIN is acknowledged, and nobody holds it")
			if row.Timer.Left < 30*time.Minute {
				t.Errorf("the kernel waits %v for the other end, want half an hour at least: a class looks at it", row.Timer.Left)
			}
		})
	}
}

func TestADropWaitsTwoSecondsAtMost(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/sys/net/ipv4/tcp_rto_max_ms"); err != nil {
		t.Skipf("this kernel cannot bound its retransmission timeout (Linux 6.15 can): %v", err)
	}
	r := newRoom(t, Settings{Clock: Ordinary})
	_, c, _ := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	for range 5 {
		r.untilAgain("held data are repeated, and folded")
	}
	row := r.is(c, tcp.Established, "always")
	if row.Timer.Left > 2*time.Second {
		t.Errorf("sent again %d times, and the next time in %v, want within 2 s", row.Timer.Retransmits, row.Timer.Left)
	}
}

// TestALongHandshakeLeavesTheTimersCalm looks at each packet of a handshake
// until a kernel has repeated itself, and then lets both ends write. That needs
// timestamps: without them a kernel has no round trip time from such a
// handshake, and sends its first data again after 3 s (RFC 6298, section 5.7).
func TestALongHandshakeLeavesTheTimersCalm(t *testing.T) {
	t.Parallel()
	r := newRoom(t, Settings{})
	l := r.listen(8001)
	c := r.dial(40000, 8001)
	r.sends("the client dials", "SYN")
	r.untilAgain("the SYN is repeated")
	r.deliver(c, "SYN")
	r.sends("the listener answers", "SYN ACK")
	r.untilAgain("the SYN or the SYN ACK is repeated")
	r.deliver(l, "SYN ACK")
	r.sends("the client acknowledges", "ACK")
	r.untilAgain("the SYN ACK is repeated while the ACK is held")
	r.deliver(c, "ACK")
	s := r.accept(l, 40000)
	for _, e := range []*end{c, s} {
		r.write(e, "hello")
		r.sends("a write", "DATA 5")
		if left := r.is(e, tcp.Established, "always").Timer.Left; left < 100*time.Second {
			t.Errorf("%v sends its data again in %v, want two minutes: a class looks at them", e.local, left)
		}
	}
}

// TestTheKernelsOwnClockDelaysItsACKs: on the open lab's clock a kernel that gets
// data in a dialogue waits a while before it acknowledges, because the program may
// answer (RFC 9293, section 3.8.6.3), and sends again after its own least timeout.
// On the clocks of lessons it acknowledges at once.
func TestTheKernelsOwnClockDelaysItsACKs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		clock Clock
		waits bool
	}{"own": {Own, true}, "ordinary": {Ordinary, false}} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t, Settings{Clock: c.clock})
			_, client, server := r.connected()
			r.write(client, "hello")
			r.sends("a question", "DATA 5")
			r.deliver(client, "DATA 5")
			r.sends("on any clock Linux acknowledges the first segments at once, until the program has answered", "ACK")
			r.deliver(server, "ACK")
			r.write(server, "hello")
			r.sends("the answer", "DATA 5")
			if rto := r.is(server, tcp.Established, "always").Info.RTO; c.waits && rto >= time.Second {
				t.Errorf("the server sends again after %v, want its own least timeout, for the round trip took no time", rto)
			}
			r.deliver(server, "DATA 5")
			r.sends("the client has not answered yet", "ACK")
			r.deliver(client, "ACK")
			r.write(client, "again")
			r.sends("a second question", "DATA 5")
			r.deliver(client, "DATA 5") // the kernel has processed it now
			news, err := r.wire.Take()
			r.must(err)
			if waits := len(news.Sent) == 0; waits != c.waits {
				t.Fatalf("the second question brought %v at once; want that the ACK waits: %v", news.Sent, c.waits)
			}
			if c.waits {
				r.sends("the delayed ACK comes by itself", "ACK")
			}
		})
	}
}

// TestAnOlderKernelDoesWithoutWhatItLacks makes networks as on a kernel that has
// neither tcp_rto_max_ms, nor tcp_syn_linear_timeouts, nor SYN cookies, nor
// SOCK_DESTROY.
func TestAnOlderKernelDoesWithoutWhatItLacks(t *testing.T) {
	t.Parallel()
	needs := []string{NeedDestroy, NeedRTOMax, NeedSyncookies}
	r := newRoom(t, Settings{Clock: Ordinary, Sysctls: map[string]string{syncookies: "2", synLinear: "0"}, without: []string{rtoMax, syncookies, synLinear, NeedDestroy}})
	for _, need := range needs {
		if !r.Lacks(need) {
			t.Errorf("the network has %s, want that it lacks it", need)
		}
	}
	tries, ok := r.Tries()
	if !ok || tries.Data != 255 || tries.Orphan != 255 {
		t.Errorf("the kernel tries %+v, want that data and orphans are tried 255 times: only the bound of the timeout is lacking", tries)
	}
	_, c, _ := r.connected()
	r.write(c, "hello")
	r.sends("a write", "DATA 5")
	r.untilAgain("an ordinary clock has it sent again")
	r.deliver(c, "DATA 5")

	here := newRoom(t, Settings{Clock: Ordinary, Sysctls: map[string]string{syncookies: "2"}})
	if here.Lacks(NeedDestroy) || here.Lacks(NeedSyncookies) {
		t.Errorf("this kernel has no SOCK_DESTROY or no SYN cookies; every distribution's has both")
	}
	if _, err := NewPrivate(Settings{Sysctls: map[string]string{"net.ipv4.tcp_magic": "1"}}); err == nil {
		t.Error("a setting that no kernel has was let pass: a lesson's mistake would go unseen")
	}
}
