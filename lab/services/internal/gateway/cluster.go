package gateway

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"sorcha-standins/internal/host"
)

// destination is one back end of a cluster.
type destination struct {
	id       string
	address  *url.URL
	inFlight atomic.Int64
	active   verdict
	passive  verdict
}

func (d *destination) available() bool { return !d.active.bad() && !d.passive.bad() }

// cluster is what YARP's section says about one group of back ends.
type cluster struct {
	id           string
	destinations []*destination
	policy       string
	turn         atomic.Uint64
	affinity     *affinity
	active       *activeCheck
	passive      *passiveCheck
	timeout      time.Duration
}

var balancing = []string{"poweroftwochoices", "roundrobin", "leastrequests", "random", "firstalphabetical"}

// loadClusters reads ReverseProxy:Clusters; what YARP refuses at start is refused here.
func loadClusters(config *host.Config) (map[string]*cluster, error) {
	clusters := map[string]*cluster{}
	for _, id := range config.Children("ReverseProxy:Clusters") {
		section := "ReverseProxy:Clusters:" + id
		c := &cluster{id: id, policy: strings.ToLower(config.Or(section+":LoadBalancingPolicy", "PowerOfTwoChoices")),
			timeout: config.Duration(section+":HttpRequest:ActivityTimeout", 100*time.Second)}
		if !slices.Contains(balancing, c.policy) {
			return nil, refuse("No matching ILoadBalancingPolicy found for the load balancing policy '" + c.policy + "' set on the cluster '" + id + "'.")
		}
		for _, name := range config.Children(section + ":Destinations") {
			text := config.Get(section + ":Destinations:" + name + ":Address")
			address, err := url.Parse(text)
			if err != nil || address.Host == "" {
				return nil, refuse("No address found for destination '" + name + "' on cluster '" + id + "': '" + text + "'.")
			}
			c.destinations = append(c.destinations, &destination{id: name, address: address})
		}
		var err error
		if c.affinity, err = loadAffinity(config, id); err != nil {
			return nil, err
		}
		if c.active, err = loadActive(config, id); err != nil {
			return nil, err
		}
		if c.passive, err = loadPassive(config, id); err != nil {
			return nil, err
		}
		clusters[id] = c
	}
	return clusters, nil
}

func refuse(message string) error {
	return host.Invalid("Unable to load or apply the proxy configuration. ---> System.ArgumentException: " + message)
}

func (c *cluster) candidates() []*destination {
	var found []*destination
	for _, d := range c.destinations {
		if d.available() {
			found = append(found, d)
		}
	}
	return found
}

// pick applies the load balancing policy.
func (c *cluster) pick(from []*destination) *destination {
	switch c.policy {
	case "roundrobin":
		return from[(c.turn.Add(1)-1)%uint64(len(from))]
	case "leastrequests":
		return slices.MinFunc(from, func(a, b *destination) int { return int(a.inFlight.Load() - b.inFlight.Load()) })
	case "firstalphabetical":
		return from[0] // Children sorts
	case "random":
		return from[rand.IntN(len(from))]
	}
	first, second := from[rand.IntN(len(from))], from[rand.IntN(len(from))]
	if second.inFlight.Load() < first.inFlight.Load() {
		return second
	}
	return first
}
