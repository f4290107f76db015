package host

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"
)

const (
	transientTries    = 10
	transientMaxPause = 30 * time.Second
)

// RetryTransient repeats database work as EnableRetryOnFailure(10, 30s) does, so that requests wait for a
// failover behind one endpoint and then succeed. "No suitable host" of a multi-host string is not
// transient: such requests fail at once (platform-verified §c).
func RetryTransient(ctx context.Context, work func() error) error {
	pause := time.Duration(0)
	for try := 0; ; try++ {
		err := work()
		if err == nil || try == transientTries || !transient(err) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
		pause = min(2*pause+time.Second, transientMaxPause)
	}
}

func transient(err error) bool {
	if strings.Contains(err.Error(), "ValidateConnect failed") || strings.Contains(err.Error(), "read only connection") {
		return false
	}
	switch SQLState(err) {
	case "57P01", "57P02", "57P03", "53300", "40001", "40P01", "08006", "08001", "08004":
		return true
	case "":
		var network net.Error
		var operation *net.OpError
		return errors.As(err, &operation) || errors.As(err, &network) || strings.Contains(err.Error(), "unexpected EOF")
	}
	return false
}
