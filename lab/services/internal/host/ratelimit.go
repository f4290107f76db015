package host

import (
	"context"
	"sync"
	"time"
)

// Limiter gives permits per key. Beyond the limit callers queue up to a bound and hang until permits
// return; beyond the queue they are refused at once (platform-verified §b, §f).
type Limiter struct {
	permits, queue int
	// window > 0: permits taken come back after it; 0: they come back when released.
	window time.Duration
	// bucket: permits come back one at a time, a window apart.
	bucket bool
	mutex  sync.Mutex
	states map[string]*state
}

type state struct {
	used    int
	waiting []chan struct{}
	refill  time.Time
}

// NewLimiter makes a limiter whose permits return a window after they were taken.
func NewLimiter(permits, queue int, window time.Duration) *Limiter {
	return &Limiter{permits: permits, queue: queue, window: window, states: map[string]*state{}}
}

// NewBucket makes a limiter that gets one permit back per interval.
func NewBucket(permits, queue int, interval time.Duration) *Limiter {
	limiter := NewLimiter(permits, queue, interval)
	limiter.bucket = true
	return limiter
}

// Acquire takes a permit, waits for one in the queue, or says no. The caller calls release when done.
func (l *Limiter) Acquire(ctx context.Context, key string) (release func(), granted bool) {
	l.mutex.Lock()
	own := l.states[key]
	if own == nil {
		own = &state{}
		l.states[key] = own
	}
	if own.used < l.permits {
		own.used++
		l.mutex.Unlock()
		return l.hold(own), true
	}
	if len(own.waiting) >= l.queue {
		l.mutex.Unlock()
		return nil, false
	}
	turn := make(chan struct{})
	own.waiting = append(own.waiting, turn)
	l.mutex.Unlock()
	select {
	case <-turn:
		return l.hold(own), true
	case <-ctx.Done():
		l.leave(own, turn)
		return nil, false
	}
}

// hold arranges for the return of a permit that was counted already.
func (l *Limiter) hold(own *state) func() {
	if l.window == 0 {
		return sync.OnceFunc(func() { l.give(own) })
	}
	wait := l.window
	if l.bucket {
		l.mutex.Lock()
		own.refill = later(own.refill, time.Now()).Add(l.window)
		wait = time.Until(own.refill)
		l.mutex.Unlock()
	}
	time.AfterFunc(wait, func() { l.give(own) })
	return func() {}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// give hands the permit to the first in the queue, which no other request can overtake.
func (l *Limiter) give(own *state) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(own.waiting) > 0 {
		close(own.waiting[0])
		own.waiting = own.waiting[1:]
		return
	}
	own.used--
}

func (l *Limiter) leave(own *state, turn chan struct{}) {
	l.mutex.Lock()
	for index, waiting := range own.waiting {
		if waiting == turn {
			own.waiting = append(own.waiting[:index], own.waiting[index+1:]...)
			l.mutex.Unlock()
			return
		}
	}
	l.mutex.Unlock()
	l.give(own) // the permit was handed over in the same moment
}
