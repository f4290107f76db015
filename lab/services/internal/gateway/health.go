package gateway

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"sorcha-standins/internal/host"
)

// verdict is what one kind of check thinks of a destination; unknown counts as good.
type verdict struct {
	mutex    sync.Mutex
	unwell   bool
	failures int
	calls    []call
}

type call struct {
	at     time.Time
	failed bool
}

func (v *verdict) bad() bool {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return v.unwell
}

// activeCheck probes destinations on a schedule (policy ConsecutiveFailures).
type activeCheck struct {
	interval, timeout time.Duration
	path              string
	threshold         int
}

func loadActive(config *host.Config, cluster string) (*activeCheck, error) {
	section := "ReverseProxy:Clusters:" + cluster + ":HealthCheck:Active:"
	if !config.Bool(section+"Enabled", false) {
		return nil, nil
	}
	if policy := config.Or(section+"Policy", "ConsecutiveFailures"); !strings.EqualFold(policy, "ConsecutiveFailures") {
		return nil, refuse("No matching IActiveHealthCheckPolicy found for the active health check policy name '" + policy + "' set on the cluster '" + cluster + "'.")
	}
	return &activeCheck{config.Duration(section+"Interval", 15*time.Second), config.Duration(section+"Timeout", 10*time.Second),
		config.Or(section+"Path", "/"),
		config.Int("ReverseProxy:Clusters:"+cluster+":Metadata:ConsecutiveFailuresHealthPolicy.Threshold", 2)}, nil
}

// run probes until the process stops.
func (a *activeCheck) run(ctx context.Context, log *host.Log, destinations []*destination) {
	ticker := time.NewTicker(a.interval)
	defer ticker.Stop()
	for {
		for _, d := range destinations {
			go a.probe(ctx, log, d)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (a *activeCheck) probe(ctx context.Context, log *host.Log, d *destination) {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.address.JoinPath(a.path).String(), nil)
	if err != nil {
		return
	}
	response, err := probes.Do(request)
	ok := err == nil && response.StatusCode >= 200 && response.StatusCode < 300
	if err == nil {
		_ = response.Body.Close()
	}
	d.active.mutex.Lock()
	defer d.active.mutex.Unlock()
	if ok {
		d.active.failures, d.active.unwell = 0, false
		return
	}
	d.active.failures++
	if d.active.failures >= a.threshold && !d.active.unwell && context.Cause(ctx) != context.Canceled {
		d.active.unwell = true
		log.Write(host.Warning, "Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor", "Destination %s is unhealthy", d.address)
	}
}

// probes follow no redirect and share no connection with requests.
var probes = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// passiveCheck judges by failed requests (policy TransportFailureRate, with YARP's defaults of a minute's
// window and ten requests).
type passiveCheck struct {
	reactivation time.Duration
	rate         float64
}

const (
	passiveWindow  = time.Minute
	passiveMinimum = 10
)

func loadPassive(config *host.Config, cluster string) (*passiveCheck, error) {
	section := "ReverseProxy:Clusters:" + cluster + ":HealthCheck:Passive:"
	if !config.Bool(section+"Enabled", false) {
		return nil, nil
	}
	if policy := config.Or(section+"Policy", "TransportFailureRate"); !strings.EqualFold(policy, "TransportFailureRate") {
		return nil, refuse("No matching IPassiveHealthCheckPolicy found for the passive health check policy name '" + policy + "' set on the cluster '" + cluster + "'.")
	}
	rate := 0.3
	if text := config.Get("ReverseProxy:Clusters:" + cluster + ":Metadata:TransportFailureRateHealthPolicy.RateLimit"); text != "" {
		parsed, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, refuse("TransportFailureRateHealthPolicy.RateLimit is not a number: '" + text + "'.")
		}
		rate = parsed
	}
	return &passiveCheck{config.Duration(section+"ReactivationPeriod", time.Minute), rate}, nil
}

// observe takes a request's outcome and puts a failing destination aside for the reactivation period.
func (p *passiveCheck) observe(d *destination, failed bool) {
	v := &d.passive
	v.mutex.Lock()
	defer v.mutex.Unlock()
	now, recent, failures := time.Now(), v.calls[:0], 0
	for _, past := range append(v.calls, call{now, failed}) {
		if now.Sub(past.at) < passiveWindow {
			recent = append(recent, past)
			if past.failed {
				failures++
			}
		}
	}
	v.calls = recent
	if len(recent) < passiveMinimum || float64(failures)/float64(len(recent)) < p.rate || v.unwell {
		return
	}
	v.unwell = true
	time.AfterFunc(p.reactivation, func() {
		v.mutex.Lock()
		defer v.mutex.Unlock()
		v.unwell, v.calls = false, nil
	})
}
