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

// services by the product's entry points: `dotnet Sorcha.Tenant.Service.dll` (contract §2.2).
var services = map[string]func(){
	"Sorcha.ApiGateway.dll": gateway.Run, "Sorcha.Blueprint.Service.dll": blueprint.Run, "Sorcha.Peer.Service.dll": peer.Run,
	"Sorcha.Register.Service.dll": register.Run, "Sorcha.Tenant.Service.dll": tenant.Run, "Sorcha.UI.Web.dll": ui.Run,
	"Sorcha.Validator.Service.dll": validator.Run, "Sorcha.Wallet.Service.dll": wallet.Run,
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
