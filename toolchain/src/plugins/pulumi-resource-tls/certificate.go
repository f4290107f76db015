package main

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// SelfSignedCert is a certificate signed with its own key; every change creates a new one.
type SelfSignedCert struct{}

type Subject struct {
	CommonName   *string `pulumi:"commonName,optional"`
	Organization *string `pulumi:"organization,optional"`
}

type SelfSignedCertArgs struct {
	AllowedUses         []string `pulumi:"allowedUses" provider:"replaceOnChanges"`
	DnsNames            []string `pulumi:"dnsNames,optional" provider:"replaceOnChanges"`
	IpAddresses         []string `pulumi:"ipAddresses,optional" provider:"replaceOnChanges"`
	IsCaCertificate     *bool    `pulumi:"isCaCertificate,optional" provider:"replaceOnChanges"`
	EarlyRenewalHours   *int     `pulumi:"earlyRenewalHours,optional" provider:"replaceOnChanges"`
	PrivateKeyPem       string   `pulumi:"privateKeyPem" provider:"secret,replaceOnChanges"`
	Subject             *Subject `pulumi:"subject,optional" provider:"replaceOnChanges"`
	ValidityPeriodHours int      `pulumi:"validityPeriodHours" provider:"replaceOnChanges"`
}

type SelfSignedCertState struct {
	SelfSignedCertArgs
	CertPem           string `pulumi:"certPem"`
	ValidityStartTime string `pulumi:"validityStartTime"`
	ValidityEndTime   string `pulumi:"validityEndTime"`
}

func (c *SelfSignedCert) Annotate(a infer.Annotator) {
	a.SetToken("index/selfSignedCert", "SelfSignedCert")
}

func (*SelfSignedCert) Create(_ context.Context, req infer.CreateRequest[SelfSignedCertArgs]) (infer.CreateResponse[SelfSignedCertState], error) {
	state := SelfSignedCertState{SelfSignedCertArgs: req.Inputs}
	if req.DryRun {
		return infer.CreateResponse[SelfSignedCertState]{Output: state}, nil
	}
	id, err := state.sign()
	return infer.CreateResponse[SelfSignedCertState]{ID: id, Output: state}, err
}

// sign fills in the certificate and returns its id, the serial number.
func (s *SelfSignedCertState) sign() (string, error) {
	key, err := parseKey(s.PrivateKeyPem)
	if err != nil {
		return "", err
	}
	template, err := s.template()
	if err != nil {
		return "", err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return "", err
	}
	s.CertPem = encode("CERTIFICATE", der)
	s.ValidityStartTime = template.NotBefore.Format(time.RFC3339)
	s.ValidityEndTime = template.NotAfter.Format(time.RFC3339)
	return template.SerialNumber.String(), nil
}

func (s *SelfSignedCertState) template() (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	cert := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               s.Subject.name(),
		DNSNames:              s.DnsNames,
		BasicConstraintsValid: true,
		IsCA:                  s.IsCaCertificate != nil && *s.IsCaCertificate,
		NotBefore:             now,
		NotAfter:              now.Add(time.Duration(s.ValidityPeriodHours) * time.Hour),
	}
	for _, text := range s.IpAddresses {
		ip := net.ParseIP(text)
		if ip == nil {
			return nil, fmt.Errorf("ipAddresses has %q, which is not an IP address", text)
		}
		cert.IPAddresses = append(cert.IPAddresses, ip)
	}
	return cert, allow(cert, s.AllowedUses)
}

func (s *Subject) name() pkix.Name {
	var name pkix.Name
	if s != nil && s.CommonName != nil {
		name.CommonName = *s.CommonName
	}
	if s != nil && s.Organization != nil {
		name.Organization = []string{*s.Organization}
	}
	return name
}

var keyUses = map[string]x509.KeyUsage{
	"digital_signature": x509.KeyUsageDigitalSignature,
	"key_encipherment":  x509.KeyUsageKeyEncipherment,
	"key_agreement":     x509.KeyUsageKeyAgreement,
	"cert_signing":      x509.KeyUsageCertSign,
	"crl_signing":       x509.KeyUsageCRLSign,
}

var extendedUses = map[string]x509.ExtKeyUsage{
	"server_auth": x509.ExtKeyUsageServerAuth,
	"client_auth": x509.ExtKeyUsageClientAuth,
}

func allow(cert *x509.Certificate, uses []string) error {
	for _, use := range uses {
		if usage, ok := keyUses[use]; ok {
			cert.KeyUsage |= usage
		} else if usage, ok := extendedUses[use]; ok {
			cert.ExtKeyUsage = append(cert.ExtKeyUsage, usage)
		} else {
			return fmt.Errorf("allowedUses has %q, which this stand-in does not support", use)
		}
	}
	return nil
}
