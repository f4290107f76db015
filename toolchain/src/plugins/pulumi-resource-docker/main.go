// Command pulumi-resource-docker bridges the official Docker provider for Terraform to
// Pulumi under the tokens and property names of the pulumi-docker SDK. The bridge derives
// most names; the mapping below has those that differ in the SDK.
package main

import (
	"context"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// version is set by the build, from toolchain/versions.env.
var version = "0.0.0-dev"

func main() { tfbridge.Main("docker", version, mapping(), []byte("{}")) }

func mapping() tfbridge.ProviderInfo {
	p := tfbridge.ProviderInfo{
		P:       shimv2.NewProvider(shim.Upstream(version)),
		Name:    "docker",
		Version: version,
		Config: map[string]*tfbridge.SchemaInfo{
			"host":          {Default: host},
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				Tok:                 "docker:index/container:Container",
				DeleteBeforeReplace: true, // its name, ports and volumes exist once
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           {Name: "command"},
					"networks_advanced": {Name: "networksAdvanced"},
				},
			},
			"docker_image": {
				Tok:    "docker:index/remoteImage:RemoteImage",
				Fields: map[string]*tfbridge.SchemaInfo{"name": {Name: "name"}},
			},
			"docker_config": {Tok: "docker:index/serviceConfig:ServiceConfig"},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image": {Tok: "docker:index/getRemoteImage:getRemoteImage"},
		},
	}
	p.MustComputeTokens(tokens.SingleModule("docker_", "index", tokens.MakeStandard("docker")))
	p.SetAutonaming(255, "-")
	return p
}

// host is the default address of the engine.
var host = &tfbridge.DefaultInfo{
	EnvVars: []string{"DOCKER_HOST"},
	ComputeDefault: func(context.Context, tfbridge.ComputeDefaultOptions) (any, error) {
		return "unix:///var/run/docker.sock", nil
	},
}
