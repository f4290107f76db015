package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// PrivateKey is a generated key pair; every change creates a new one.
type PrivateKey struct{}

type PrivateKeyArgs struct {
	Algorithm  string  `pulumi:"algorithm" provider:"replaceOnChanges"`
	EcdsaCurve *string `pulumi:"ecdsaCurve,optional" provider:"replaceOnChanges"`
	RsaBits    *int    `pulumi:"rsaBits,optional" provider:"replaceOnChanges"`
}

type PrivateKeyState struct {
	PrivateKeyArgs
	PrivateKeyPem string `pulumi:"privateKeyPem" provider:"secret"`
	PublicKeyPem  string `pulumi:"publicKeyPem"`
}

func (k *PrivateKey) Annotate(a infer.Annotator) { a.SetToken("index/privateKey", "PrivateKey") }

func (*PrivateKey) Create(_ context.Context, req infer.CreateRequest[PrivateKeyArgs]) (infer.CreateResponse[PrivateKeyState], error) {
	state := PrivateKeyState{PrivateKeyArgs: req.Inputs}
	if req.DryRun {
		return infer.CreateResponse[PrivateKeyState]{Output: state}, nil
	}
	id, err := state.generate()
	return infer.CreateResponse[PrivateKeyState]{ID: id, Output: state}, err
}

// generate fills in the key pair and returns its id, the public key's digest.
func (s *PrivateKeyState) generate() (string, error) {
	key, err := newKey(s.PrivateKeyArgs)
	if err != nil {
		return "", err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return "", err
	}
	s.PrivateKeyPem = encode("PRIVATE KEY", private)
	s.PublicKeyPem = encode("PUBLIC KEY", public)
	digest := sha1.Sum(public)
	return hex.EncodeToString(digest[:]), nil
}

var curves = map[string]elliptic.Curve{
	"P224": elliptic.P224(), "P256": elliptic.P256(), "P384": elliptic.P384(), "P521": elliptic.P521(),
}

func newKey(in PrivateKeyArgs) (crypto.Signer, error) {
	switch in.Algorithm {
	case "RSA":
		bits := 2048
		if in.RsaBits != nil {
			bits = *in.RsaBits
		}
		return rsa.GenerateKey(rand.Reader, bits)
	case "ECDSA":
		name := "P224" // the default of the published plugin
		if in.EcdsaCurve != nil {
			name = *in.EcdsaCurve
		}
		curve, ok := curves[name]
		if !ok {
			return nil, fmt.Errorf("ecdsaCurve is %q; expected P224, P256, P384 or P521", name)
		}
		return ecdsa.GenerateKey(curve, rand.Reader)
	}
	return nil, fmt.Errorf("algorithm is %q; expected RSA or ECDSA, which this stand-in supports", in.Algorithm)
}

// parseKey reads a key of PrivateKey.
func parseKey(text string) (crypto.Signer, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, fmt.Errorf("privateKeyPem is not PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("privateKeyPem is not a PKCS #8 key: %w", err)
	}
	key, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("privateKeyPem holds a key that cannot sign (%T)", parsed)
	}
	return key, nil
}
