// Command pulumi-resource-random bridges the official random provider for Terraform to
// Pulumi under the tokens and property names of the pulumi-random SDK.
package main

import (
	"context"

	pftfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// version is set by the build, from toolchain/versions.env.
var version = "0.0.0-dev"

func main() {
	none := []byte("{}")
	pftfbridge.Main(context.Background(), "random", mapping(),
		pftfbridge.ProviderMetadata{PackageSchema: none, BridgeMetadata: none})
}

func mapping() tfbridge.ProviderInfo {
	p := tfbridge.ProviderInfo{
		P:                           pftfbridge.ShimProvider(shim.Upstream()),
		Name:                        "random",
		Version:                     version,
		MetadataInfo:                tfbridge.NewProviderMetadata([]byte("{}")),
		EnableAccurateBridgePreview: true,
		Resources: map[string]*tfbridge.ResourceInfo{
			"random_bytes": {ComputeID: bytesID},
		},
	}
	standard := tokens.MakeStandard("random")
	p.MustComputeTokens(tokens.SingleModule("random_", "index", func(module, name string) (string, error) {
		return standard(module, "Random"+name)
	}))
	return p
}

// bytesID makes the value itself the id, as the published plugin does, because upstream has none.
// The state holds it in plain text; the program does not use RandomBytes.
func bytesID(_ context.Context, state resource.PropertyMap) (resource.ID, error) {
	value := state["base64"]
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	return resource.ID(value.StringValue()), nil
}
