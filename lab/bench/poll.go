package bench

import (
	"context"
	"errors"
	"time"

	"tcplab/lab/words"
)

// untilNews calls look at once, whenever wake receives, and twenty times a second,
// until look reports news or fails, or ctx is done.
func untilNews(ctx context.Context, wake <-chan struct{}, look func() (news bool, err error)) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		began := time.Now()
		news, err := look()
		switch {
		case err != nil && errors.Is(err, ctx.Err()) && time.Since(began) < cutShort:
			return waitEnded(ctx) // a host was asked only a moment ago, so it is not to blame
		case err != nil || news:
			return err
		}
		select {
		case <-ctx.Done():
			return waitEnded(ctx)
		case <-wake:
		case <-tick.C:
		}
	}
}

func waitEnded(ctx context.Context) error {
	return words.Errorf("the wait was ended before anything happened: %w",
		"等待在有事发生之前就结束了：%w", ctx.Err())
}
