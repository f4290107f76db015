// Command pulumi-language-python is a stand-in for the official host of Python programs.
// It answers the calls that programs, plugins and policy packs need; code generation, packing
// and debugging need the official host.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// engineCheck is the interval at which the host checks that its engine is alive. After a kill -9
// of the CLI nothing else ends the host.
const engineCheck = 5 * time.Second

func main() {
	executor := flag.String("use-executor", "", "the Python script that runs the program")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.String("tracing", "", "accepted and ignored")
	flag.Parse()
	if *showVersion {
		fmt.Println(version.Version)
		return
	}
	if err := serve(*executor, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-python:", err)
		os.Exit(1)
	}
}

// serve prints its port, as the engine expects, and answers until the engine ends or an interrupt
// arrives.
func serve(executor, engine string) error {
	executor, err := findExecutor(executor)
	if err != nil {
		return err
	}
	life, end := signal.NotifyContext(context.Background(), os.Interrupt)
	defer end()
	if engine != "" {
		if err := rpcutil.Healthcheck(life, engine, engineCheck, end); err != nil {
			return fmt.Errorf("watching the engine at %s: %w", engine, err)
		}
	}
	quit := make(chan bool)
	context.AfterFunc(life, func() { close(quit) })
	served, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: quit,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, newHost(life, executor, engine))
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(served.Port)
	return <-served.Done
}

// findExecutor returns the official executor script, from the folder of this program.
func findExecutor(given string) (string, error) {
	if given == "" {
		self, err := os.Executable()
		if err != nil {
			return "", err
		}
		given = filepath.Join(filepath.Dir(self), "pulumi-language-python-exec")
	}
	if _, err := os.Stat(given); err != nil {
		return "", fmt.Errorf("missing executor: %w", err)
	}
	return given, nil
}
