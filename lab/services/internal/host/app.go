package host

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// App is one stand-in: its configuration, its endpoints and what runs before and beside them.
type App struct {
	Role   string
	Config *Config
	Log    *Log
	Tokens *Tokens
	Mux    *http.ServeMux
	// Outer wraps everything, health endpoints included (the tenant's limiter does, platform-verified §b).
	Outer func(http.Handler) http.Handler
	// Resolved runs on each request except health probes, before routing.
	FilterInput bool

	checks     []check
	starts     []func(context.Context)
	background []func(context.Context)
	listeners  []listener
}

// identityHeader tells tests which replica answered.
const identityHeader = "X-Sorcha-Standin"

// New reads the configuration in the current folder (.NET's content root) and prints that this is a stand-in.
func New(role string) *App {
	fmt.Printf("STAND-IN for the Sorcha %s service on %s: made for the lab, not the product\n", role, Hostname())
	root, err := os.Getwd()
	if err != nil {
		Abort(err)
	}
	config, err := LoadConfig(root, os.Environ())
	if err != nil {
		Abort(err)
	}
	return &App{Role: role, Config: config, Log: NewLog(config), Mux: http.NewServeMux(), FilterInput: true}
}

// UseTokens makes the service check tokens; without a signing key it does not start (§2.5).
func (a *App) UseTokens() {
	tokens, err := NewTokens(a.Config)
	if err != nil {
		Abort(err)
	}
	a.Tokens = tokens
}

// OnStart runs before the port opens, as a hosted service's StartAsync does (§2.4).
func (a *App) OnStart(run func(context.Context)) { a.starts = append(a.starts, run) }

// InBackground runs beside the endpoints until the process stops.
func (a *App) InBackground(run func(context.Context)) { a.background = append(a.background, run) }

// Run starts everything, serves until SIGTERM, lets requests in flight finish and leaves with 0.
func (a *App) Run() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	for _, run := range a.starts {
		run(ctx)
	}
	if ctx.Err() != nil {
		os.Exit(0)
	}
	servers := a.listen()
	for _, run := range a.background {
		go run(ctx)
	}
	a.Log.Write(Information, "Microsoft.Hosting.Lifetime", "Application started. Hosting environment: %s", a.Config.Environment)
	<-ctx.Done()
	a.Log.Write(Information, "Microsoft.Hosting.Lifetime", "Application is shutting down...")
	grace, cancel := context.WithTimeout(context.Background(), 30*time.Second) // HostOptions.ShutdownTimeout
	defer cancel()
	for _, server := range servers {
		_ = server.Shutdown(grace) // closes the listener at once, then waits (platform-verified §f)
	}
	os.Exit(0)
}

// Hostname is the container's name for itself.
func Hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// Main runs a service and turns a panic during its start into .NET's way of dying.
func Main(service func()) {
	defer func() {
		if problem := recover(); problem != nil {
			Abort(problem)
		}
	}()
	service()
}
