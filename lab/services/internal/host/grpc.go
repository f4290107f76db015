package host

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// plainHTTP2 speaks HTTP/2 without TLS, as the services' gRPC channels do.
var plainHTTP2 = func() *http.Client {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{Protocols: protocols}}
}()

// ReachGRPC reports whether a server at the address of one of the keys speaks gRPC's protocol. The
// stand-ins have no gRPC services; they only prove that the address and the listener match (§2.14).
func (a *App) ReachGRPC(ctx context.Context, fallback string, keys ...string) error {
	address, ok := a.Config.First(keys...)
	if !ok {
		address = fallback
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(address, "/")+"/alive", nil)
	if err != nil {
		return err
	}
	response, err := plainHTTP2.Do(request)
	if err != nil {
		return fmt.Errorf("gRPC at %s: %w", address, err)
	}
	_ = response.Body.Close()
	if response.ProtoMajor != 2 {
		return fmt.Errorf("gRPC at %s: the endpoint speaks %s", address, response.Proto)
	}
	return nil
}
