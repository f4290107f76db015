package host

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func acquire(l *Limiter, ctx context.Context) bool {
	_, granted := l.Acquire(ctx, "client")
	return granted
}

func TestWindowQueuesAndRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter, ctx, started := NewLimiter(3, 1, time.Minute), t.Context(), time.Now()
		for range 3 {
			if !acquire(limiter, ctx) {
				t.Fatal("a permit is missing")
			}
		}
		waited := make(chan time.Duration)
		go func() {
			acquire(limiter, ctx)
			waited <- time.Since(started)
		}()
		synctest.Wait()
		if acquire(limiter, ctx) {
			t.Error("beyond the queue a request was not refused")
		}
		if got := <-waited; got != time.Minute {
			t.Errorf("the queued request waited %s", got)
		}
	})
}

func TestKeysHaveTheirOwnPermits(t *testing.T) {
	limiter := NewLimiter(1, 0, time.Hour)
	for _, client := range []string{"a", "b"} {
		if _, granted := limiter.Acquire(t.Context(), client); !granted {
			t.Errorf("client %s shares a permit", client)
		}
	}
}

func TestBucketRefillsOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter, started := NewBucket(2, 2, 12*time.Second), time.Now()
		for _, want := range []time.Duration{0, 0, 12 * time.Second, 24 * time.Second} {
			acquire(limiter, t.Context())
			if got := time.Since(started); got != want {
				t.Errorf("granted after %s, want %s", got, want)
			}
		}
	})
}

func TestConcurrencyAndGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter := NewLimiter(1, 1, 0)
		release, _ := limiter.Acquire(t.Context(), "client")
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if acquire(limiter, impatient) {
			t.Error("two at once")
		}
		release()
		release() // twice gives nothing twice
		if !acquire(limiter, t.Context()) {
			t.Error("the permit did not come back")
		}
		late, cancelLate := context.WithTimeout(t.Context(), time.Second)
		defer cancelLate()
		if acquire(limiter, late) {
			t.Error("a permit too many")
		}
	})
}
