package main

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/pulumi/pulumi/sdk/v3/python/toolchain"
	"google.golang.org/grpc"
)

// toolchains are the values of runtime.options.toolchain in Pulumi.yaml.
var toolchains = map[any]func(*toolchain.PythonOptions){
	nil:      func(*toolchain.PythonOptions) {},
	"pip":    func(o *toolchain.PythonOptions) { o.Toolchain = toolchain.Pip },
	"uv":     func(o *toolchain.PythonOptions) { o.Toolchain = toolchain.Uv },
	"poetry": func(o *toolchain.PythonOptions) { o.Toolchain = toolchain.Poetry },
}

// python resolves the program's Python environment from its runtime options.
func python(info *pulumirpc.ProgramInfo) (toolchain.Toolchain, error) {
	options := toolchain.PythonOptions{Root: info.RootDirectory, ProgramDir: info.ProgramDirectory}
	given := info.Options.AsMap()
	if venv, ok := given["virtualenv"].(string); ok {
		options.Virtualenv = venv
	}
	choose, ok := toolchains[given["toolchain"]]
	if !ok {
		return nil, fmt.Errorf("runtime.options.toolchain is %v; expected pip, uv or poetry", given["toolchain"])
	}
	choose(&options)
	return toolchain.ResolveToolchain(options)
}

func (h *host) InstallDependencies(req *pulumirpc.InstallDependenciesRequest, stream grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse]) error {
	env, err := python(req.Info)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(stream, req.IsTerminal)
	if err != nil {
		return err
	}
	defer func() { _ = closer.Close() }()
	return env.InstallDependencies(stream.Context(), req.Info.ProgramDirectory, req.UseLanguageVersionTools, true, stdout, stderr)
}

func (h *host) About(ctx context.Context, req *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	env, err := python(req.Info)
	if err != nil {
		return nil, err
	}
	info, err := env.About(ctx)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: info.PythonExecutable, Version: info.PythonVersion.String()}, nil
}

func (h *host) GetProgramDependencies(ctx context.Context, req *pulumirpc.GetProgramDependenciesRequest) (*pulumirpc.GetProgramDependenciesResponse, error) {
	env, err := python(req.Info)
	if err != nil {
		return nil, err
	}
	packages, err := env.ListPackages(ctx, req.TransitiveDependencies)
	if err != nil {
		return nil, err
	}
	res := &pulumirpc.GetProgramDependenciesResponse{}
	for _, p := range packages {
		res.Dependencies = append(res.Dependencies, &pulumirpc.DependencyInfo{Name: p.Name, Version: p.Version})
	}
	return res, nil
}
