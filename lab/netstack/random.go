package netstack

import (
	"encoding/binary"
	"math/rand"
	"sync"
)

// locked is a source of random numbers that several goroutines may use.
type locked struct {
	mu     sync.Mutex
	source rand.Source
}

func (l *locked) Int63() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.source.Int63()
}

func (l *locked) Seed(seed int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.source.Seed(seed)
}

// sameBytes gives the same bytes in every run. Nobody has to be kept from
// guessing them: no packet leaves this process.
type sameBytes struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (b *sameBytes) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := 0; i < len(p); i += 8 {
		var eight [8]byte
		binary.LittleEndian.PutUint64(eight[:], b.r.Uint64())
		copy(p[i:], eight[:])
	}
	return len(p), nil
}
