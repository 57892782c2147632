// Command fault-proxy stands in front of an API server, an Argo CD server or a registry. It lets requests through and
// lists them, or does to them what one row of the fault table says (faults.json).
//
// Its control address takes:
//
//	GET    /faults         the table
//	PUT    /faults/F02     turns a row on; a body such as {"path": "/applications$"} sets fields of its rules otherwise
//	PUT    /faults         turns on a fault that stands in the body whole
//	DELETE /faults         none
//	GET    /requests       every request so far: method, path, query, dry run, watch, the row that hit it
//	DELETE /requests       forgets them
//
// PUT and DELETE of faults end all connections and answer with the address to use from now on.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sync"
	"time"
)

// request is what is remembered of one: never a header.
type request struct {
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Query  string    `json:"query,omitempty"`
	DryRun bool      `json:"dryRun"`
	Watch  bool      `json:"watch,omitempty"`
	Fault  string    `json:"fault,omitempty"`
}

type proxy struct {
	target       *url.URL
	transport    http.RoundTripper
	pass         *httputil.ReverseProxy
	current      current
	certificates *certificates // none: plain HTTP

	mutex    sync.Mutex
	requests []request
	address  string
	front    *http.Server
}

func newProxy(target string, authority []byte, secure bool) (*proxy, error) {
	address, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if authority != nil {
		settings.RootCAs = x509.NewCertPool()
		settings.RootCAs.AppendCertsFromPEM(authority)
	}
	p := &proxy{target: address, address: "127.0.0.1:0"}
	p.transport = &http.Transport{TLSClientConfig: settings, MaxIdleConnsPerHost: 256, DisableCompression: true}
	p.pass = &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(address) },
		Transport:     p.transport,
		FlushInterval: -1,
	}
	if secure {
		p.certificates, err = makeCertificates()
	}
	return p, err
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hit := p.current.take(r)
	entry := request{Time: time.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		DryRun: r.URL.Query().Get("dryRun") == "All", Watch: r.URL.Query().Has("watch")}
	if hit != nil {
		entry.Fault = p.current.get().Row
	}
	p.mutex.Lock()
	p.requests = append(p.requests, entry)
	p.mutex.Unlock()
	if hit == nil {
		p.pass.ServeHTTP(w, r)
		return
	}
	p.act(w, r, hit)
}

// turn puts a fault on (the empty one: none), ends all connections, and returns the address to use.
func (p *proxy) turn(to fault) (string, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.current.set(to)
	if p.front != nil {
		_ = p.front.Close()
		p.front = nil
	}
	if !to.Closed {
		listener, err := net.Listen("tcp", p.address)
		if err != nil {
			return "", err
		}
		p.address = listener.Addr().String()
		p.serve(listener)
	}
	return p.url(to), nil
}

func (p *proxy) serve(listener net.Listener) {
	p.front = &http.Server{Handler: p, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	if p.certificates != nil {
		// HTTP/1.1 only: a connection must be ours to cut.
		listener = tls.NewListener(listener, &tls.Config{
			MinVersion: tls.VersionTLS12,
			NextProtos: []string{"http/1.1"},
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
				kind := p.current.get().Certificate
				if kind == "" {
					kind = "good"
				}
				if certificate, ok := p.certificates.kinds[kind]; ok {
					return certificate, nil
				}
				return nil, fmt.Errorf("no certificate %q", kind)
			},
		})
	}
	front := p.front
	go func() { _ = front.Serve(listener) }()
}

func (p *proxy) url(to fault) string {
	scheme, host := "http", p.address
	if p.certificates != nil {
		scheme = "https"
	}
	if to.Host != "" {
		_, port, _ := net.SplitHostPort(p.address)
		host = net.JoinHostPort(to.Host, port)
	}
	return scheme + "://" + host
}

func (p *proxy) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) {
		rows, err := table()
		write(w, rows, err)
	})
	mux.HandleFunc("PUT /faults/{row}", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			write(w, nil, err)
			return
		}
		to, err := row(r.PathValue("row"), body)
		p.answerTurn(w, to, err)
	})
	mux.HandleFunc("PUT /faults", func(w http.ResponseWriter, r *http.Request) {
		var to fault
		err := json.NewDecoder(r.Body).Decode(&to)
		p.answerTurn(w, to, errors.Join(err, to.compile()))
	})
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) { p.answerTurn(w, fault{}, nil) })
	mux.HandleFunc("GET /requests", func(w http.ResponseWriter, _ *http.Request) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		write(w, append([]request{}, p.requests...), nil)
	})
	mux.HandleFunc("DELETE /requests", func(w http.ResponseWriter, _ *http.Request) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.requests = nil
		write(w, []request{}, nil)
	})
	return mux
}

func (p *proxy) answerTurn(w http.ResponseWriter, to fault, err error) {
	if err != nil {
		write(w, nil, err)
		return
	}
	server, err := p.turn(to)
	write(w, map[string]string{"fault": to.Row, "server": server}, err)
}

func write(w http.ResponseWriter, what any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(what)
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address for clients")
	control := flag.String("control", "127.0.0.1:0", "address for the one who asks for faults")
	target := flag.String("target", "", "URL of the server behind")
	targetCA := flag.String("target-ca", "", "file with the authority of the server behind")
	writeCA := flag.String("ca", "", "file to write the authority of the proxy into; without it, clients speak plain HTTP")
	flag.Parse()
	if err := run(*listen, *control, *target, *targetCA, *writeCA); err != nil {
		log.Fatal(err)
	}
}

func run(listen, control, target, targetCA, writeCA string) error {
	var authority []byte
	var err error
	if targetCA != "" {
		if authority, err = os.ReadFile(targetCA); err != nil {
			return err
		}
	}
	p, err := newProxy(target, authority, writeCA != "")
	if err != nil {
		return err
	}
	if writeCA != "" {
		if err := os.WriteFile(writeCA, p.certificates.authority, 0o644); err != nil {
			return err
		}
	}
	p.address = listen
	server, err := p.turn(fault{})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", control)
	if err != nil {
		return err
	}
	fmt.Printf("%s\nhttp://%s\n", server, listener.Addr())
	return http.Serve(listener, p.control())
}
