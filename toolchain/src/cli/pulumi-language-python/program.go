package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

const (
	// exitShown is the exit status of the executor after it has reported the error itself.
	exitShown = 32
	// grace is the time in which a cancelled program can end by itself.
	grace = 5 * time.Second
)

// Run runs the program through the official executor, until it ends, the engine cancels or
// the call's connection breaks.
func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	env, err := python(req.Info)
	if err != nil {
		return nil, err
	}
	if err := env.ValidateVenv(ctx); err != nil {
		return nil, err
	}
	running, end := context.WithCancel(h.cancelled)
	defer end()
	defer context.AfterFunc(ctx, end)()

	program, err := env.Command(running, h.arguments(req)...)
	if err != nil {
		return nil, err
	}
	// Not an interrupt: Python would print a traceback.
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = grace
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	if program.Env, err = configured(program.Env, req); err != nil {
		return nil, err
	}
	return outcome(program.Run()), nil
}

func (h *host) arguments(req *pulumirpc.RunRequest) []string {
	args := []string{h.executor}
	for _, option := range [][2]string{
		{"monitor", req.MonitorAddress},
		{"engine", h.engineAddress()},
		{"project", req.Project},
		{"stack", req.Stack},
		{"root_directory", req.Info.RootDirectory},
		{"pwd", req.Pwd},
		{"organization", req.Organization},
		{"dry_run", strconv.FormatBool(req.DryRun)},
		{"parallel", strconv.Itoa(int(req.Parallel))},
	} {
		if option[1] != "" {
			args = append(args, "--"+option[0], option[1])
		}
	}
	return append(append(args, req.Info.EntryPoint), req.Args...)
}

// configured adds the stack's configuration, which the SDK reads from the environment.
func configured(env []string, req *pulumirpc.RunRequest) ([]string, error) {
	settings := req.Config
	if settings == nil {
		settings = map[string]string{}
	}
	config, err := json.Marshal(settings)
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(append([]string{}, req.ConfigSecretKeys...))
	if err != nil {
		return nil, err
	}
	if env == nil {
		env = os.Environ()
	}
	return append(env, "PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secrets)), nil
}

func outcome(err error) *pulumirpc.RunResponse {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case errors.As(err, &exit) && exit.ExitCode() == exitShown:
		return &pulumirpc.RunResponse{Bail: true}
	case errors.As(err, &exit) && exit.Exited():
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("program exited with non-zero exit code: %d", exit.ExitCode())}
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("problem executing program: %v", err)}
	}
}
