// Command standin runs one of the lab's stand-ins for the Sorcha services.
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"sorcha-standins/internal/blueprint"
	"sorcha-standins/internal/gateway"
	"sorcha-standins/internal/host"
	"sorcha-standins/internal/peer"
	"sorcha-standins/internal/register"
	"sorcha-standins/internal/tenant"
	"sorcha-standins/internal/ui"
	"sorcha-standins/internal/validator"
	"sorcha-standins/internal/wallet"
)

var services = map[string]func(){
	"blueprint": blueprint.Run, "gateway": gateway.Run, "peer": peer.Run, "register": register.Run,
	"tenant": tenant.Run, "ui": ui.Run, "validator": validator.Run, "wallet": wallet.Run,
}

func main() {
	if len(os.Args) == 2 && services[os.Args[1]] != nil {
		host.Main(services[os.Args[1]])
		return
	}
	names := slices.Sorted(maps.Keys(services))
	fmt.Fprintf(os.Stderr, "standin: which service? found %q, allowed: one of %s\n", os.Args[1:], strings.Join(names, ", "))
	os.Exit(2)
}
