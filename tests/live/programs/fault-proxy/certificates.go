package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// certificates are made anew at each start: an authority of the proxy's own, and one certificate of each kind.
type certificates struct {
	authority []byte // PEM
	kinds     map[string]*tls.Certificate
}

type issuer struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func makeCertificates() (*certificates, error) {
	day := 24 * time.Hour
	root, _, err := issue(nil, &x509.Certificate{Subject: pkix.Name{CommonName: "fault-proxy authority"}, IsCA: true}, day)
	if err != nil {
		return nil, err
	}
	made := &certificates{kinds: map[string]*tls.Certificate{}}
	made.authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.certificate.Raw})
	loopback := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	for kind, wanted := range map[string]struct {
		by    *issuer
		names []string
		ips   []net.IP
		ends  time.Duration
	}{
		"good":        {root, []string{"localhost"}, loopback, day},
		"self-signed": {nil, []string{"localhost"}, loopback, day},
		"other-host":  {root, []string{"other.invalid"}, nil, day},
		"expired":     {root, []string{"localhost"}, loopback, -day},
	} {
		_, pair, err := issue(wanted.by, &x509.Certificate{
			Subject: pkix.Name{CommonName: "fault-proxy " + kind}, DNSNames: wanted.names, IPAddresses: wanted.ips,
		}, wanted.ends)
		if err != nil {
			return nil, err
		}
		made.kinds[kind] = pair
	}
	return made, nil
}

// issue signs a certificate that ends after a time; without an issuer it signs itself.
func issue(by *issuer, template *x509.Certificate, ends time.Duration) (*issuer, *tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, err
	}
	template.NotBefore, template.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(ends)
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.BasicConstraintsValid = true
	parent := &issuer{template, key}
	if by != nil {
		parent = by
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.certificate, key.Public(), parent.key)
	if err != nil {
		return nil, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	return &issuer{leaf, key}, &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}
