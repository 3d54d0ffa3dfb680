package wire

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkPrivateSetup makes a whole private network and releases it. Every
// start and restart of a lesson takes that long once; want at most 5 ms.
func BenchmarkPrivateSetup(b *testing.B) {
	needPrivate(b, Settings{}) // skips the benchmark if there is none
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		n, err := NewPrivate(Settings{})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		b.StopTimer()
		n.Close()
		b.StartTimer()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkPassThrough sends bulk data over one connection, at two sizes of
// packet, once through Wire.Run with all its counting and once through a loop
// that only reads and writes back, by turns on the same device. The ratio is
// the median over the turns; want at least 0.8.
func BenchmarkPassThrough(b *testing.B) {
	for _, mtu := range []int{1500, 9000} {
		b.Run(fmt.Sprintf("MTU=%d", mtu), func(b *testing.B) {
			r := newRoom(b, Settings{MTU: mtu, Clock: Ordinary})
			_, c, s := r.connected()
			run := func(ctx context.Context) error { _, err := r.wire.Run(ctx); return err }
			bare := func(ctx context.Context) error { return r.Pass(ctx, func([]byte) int { return 1 }) }
			var counted, plain, ratio []float64
			for b.Loop() {
				x, y := throughput(b, r, c, s, run), throughput(b, r, c, s, bare)
				counted, plain, ratio = append(counted, x), append(plain, y), append(ratio, x/y)
			}
			b.ReportMetric(median(counted), "Gbit/s")
			b.ReportMetric(median(plain), "Gbit/s-plain")
			b.ReportMetric(median(ratio), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// throughput sends a fixed amount from c to s while pass lets packets through,
// and returns Gbit/s.
func throughput(b *testing.B, r *room, c, s *end, pass func(context.Context) error) float64 {
	const total = 64 << 20
	ctx, stop := context.WithCancel(b.Context())
	passed := make(chan error, 1)
	start := time.Now()
	go func() { passed <- pass(ctx) }()
	go func() {
		buf := make([]byte, 256<<10)
		for sent := 0; sent < total; {
			n, err := unix.Write(c.fd, buf[:min(len(buf), total-sent)])
			if err == unix.EAGAIN {
				unix.Poll([]unix.PollFd{{Fd: int32(c.fd), Events: unix.POLLOUT}}, 1000)
				continue
			}
			if err != nil {
				b.Error(err)
				return
			}
			sent += n
		}
	}()
	buf := make([]byte, 256<<10)
	for got := 0; got < total; {
		n, err := unix.Read(s.fd, buf)
		if err == unix.EAGAIN {
			unix.Poll([]unix.PollFd{{Fd: int32(s.fd), Events: unix.POLLIN}}, 1000)
			continue
		}
		if err != nil {
			b.Fatal(err)
		}
		got += n
	}
	took := time.Since(start)
	stop()
	if err := <-passed; err != nil {
		b.Fatal(err)
	}
	return total * 8 / took.Seconds() / 1e9
}
