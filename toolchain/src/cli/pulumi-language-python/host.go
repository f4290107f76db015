package main

import (
	"context"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host answers the language protocol. Calls that it lacks answer "unimplemented".
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	executor string
	// cancelled ends with the host or when the engine cancels; programs end with it.
	cancelled context.Context
	cancel    context.CancelFunc

	mutex  sync.Mutex
	engine string
}

func newHost(life context.Context, executor, engine string) *host {
	cancelled, cancel := context.WithCancel(life)
	return &host{executor: executor, engine: engine, cancelled: cancelled, cancel: cancel}
}

func (h *host) Handshake(_ context.Context, req *pulumirpc.LanguageHandshakeRequest) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.engine = req.EngineAddress
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) engineAddress() string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.engine
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.cancel()
	return &emptypb.Empty{}, nil
}
