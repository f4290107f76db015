package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

//go:embed packages.py
var listPackages string

// GetRequiredPackages returns the resource plugins that the program's Python packages need.
// Like the official host it first creates a missing virtual environment.
func (h *host) GetRequiredPackages(ctx context.Context, req *pulumirpc.GetRequiredPackagesRequest) (*pulumirpc.GetRequiredPackagesResponse, error) {
	env, err := python(req.Info)
	if err != nil {
		return nil, err
	}
	if err := env.EnsureVenv(ctx, req.Info.ProgramDirectory, false, true, os.Stdout, os.Stderr); err != nil {
		return nil, err
	}
	if err := env.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	list, err := env.Command(ctx, "-c", listPackages)
	if err != nil {
		return nil, err
	}
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("listing the program's Pulumi packages with %s: %w", list.Path, err)
	}
	var found []struct{ Name, Version, Server string }
	if err := json.Unmarshal(out, &found); err != nil {
		return nil, fmt.Errorf("the list of the program's Pulumi packages is not JSON: %w", err)
	}
	res := &pulumirpc.GetRequiredPackagesResponse{}
	for _, p := range found {
		res.Packages = append(res.Packages, &pulumirpc.PackageDependency{
			Name: p.Name, Kind: "resource", Version: p.Version, Server: p.Server,
		})
	}
	return res, nil
}
