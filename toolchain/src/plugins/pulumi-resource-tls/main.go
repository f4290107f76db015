// Command pulumi-resource-tls is a stand-in for the pulumi-tls plugin: PrivateKey and
// SelfSignedCert only, under the tokens and property names of its SDK.
package main

import (
	"context"
	"encoding/pem"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
)

// version is set by the build, from toolchain/versions.env.
var version = "0.0.0-dev"

func main() {
	provider, err := infer.NewProviderBuilder().
		WithResources(infer.Resource(&PrivateKey{}), infer.Resource(&SelfSignedCert{})).
		Build()
	if err == nil {
		err = p.RunProvider(context.Background(), "tls", version, provider)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func encode(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
