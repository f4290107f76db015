package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"

	pulumi "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// RunPlugin runs a plugin written in Python: a provider by its __main__.py, a policy pack
// through pulumi.policy.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, stream grpc.ServerStreamingServer[pulumirpc.RunPluginResponse]) error {
	ctx := stream.Context()
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer func() { _ = closer.Close() }()
	if req.Kind == string(apitype.AnalyzerPlugin) {
		err = runPolicyPack(ctx, req, stdout, stderr)
	} else {
		err = runProvider(ctx, req, stdout, stderr)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return stream.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())},
		})
	}
	return err
}

func runProvider(ctx context.Context, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	cmd, err := pluginCommand(ctx, req, append([]string{req.Info.ProgramDirectory}, req.Args...))
	if err != nil {
		return err
	}
	cmd.Dir, cmd.Stdout, cmd.Stderr = req.Pwd, stdout, stderr
	return cmd.Run()
}

// runPolicyPack holds the pack back until the engine has sent its configuration, which the
// pack reads from its environment.
func runPolicyPack(ctx context.Context, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer) error {
	args := append([]string{"-u", "-m", "pulumi.policy"}, req.Args...)
	cmd, err := pluginCommand(ctx, req, append(args, req.Info.ProgramDirectory))
	if err != nil {
		return err
	}
	proxy, stdout, err := pulumi.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	config, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	if config != nil {
		settings, err := json.Marshal(config.Config)
		if err != nil {
			return err
		}
		cmd.Env = append(cmd.Env,
			"PULUMI_ORGANIZATION="+config.Organization,
			"PULUMI_PROJECT="+config.Project,
			"PULUMI_STACK="+config.Stack,
			"PULUMI_DRY_RUN="+strconv.FormatBool(config.DryRun),
			"PULUMI_CONFIG="+string(settings))
	}
	cmd.Dir, cmd.Stdout, cmd.Stderr = req.Info.ProgramDirectory, stdout, stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the policy pack: %w", err)
	}
	return proxy.Attach(ctx, cmd)
}

func pluginCommand(ctx context.Context, req *pulumirpc.RunPluginRequest, args []string) (*exec.Cmd, error) {
	env, err := python(req.Info)
	if err != nil {
		return nil, err
	}
	cmd, err := env.Command(ctx, args...)
	if err != nil {
		return nil, err
	}
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env, req.Env...)
	return cmd, nil
}
