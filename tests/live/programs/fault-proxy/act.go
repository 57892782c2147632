package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// act answers a request as a rule says.
func (p *proxy) act(w http.ResponseWriter, r *http.Request, one *rule) {
	wait(r.Context(), one.Delay)
	switch {
	case one.Status != 0:
		answer(w, one)
	case one.Event != 0:
		event(w, one)
	case one.Hide != "":
		p.hide(w, r, one.Hide)
	case one.Close != "":
		p.close(w, r, one.Close)
	case one.Reset != 0 || one.Truncate != 0 || one.Stall != "" || one.Drip != "":
		p.spoil(w, r, one)
	default:
		p.pass.ServeHTTP(w, r)
	}
}

func wait(ctx context.Context, text string) {
	duration, err := time.ParseDuration(text)
	if err != nil {
		return
	}
	select {
	case <-time.After(duration):
	case <-ctx.Done():
	}
}

var reasons = map[int]string{
	401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 410: "Expired", 429: "TooManyRequests",
	500: "InternalError", 503: "ServiceUnavailable", 504: "Timeout",
}

// status is the object in which an API server says that something failed.
func status(code int, message string) map[string]any {
	if message == "" {
		message = http.StatusText(code)
	}
	return map[string]any{"kind": "Status", "apiVersion": "v1", "metadata": map[string]any{}, "status": "Failure",
		"message": message, "reason": reasons[code], "code": code}
}

func answer(w http.ResponseWriter, one *rule) {
	body := []byte(one.Body)
	if one.Body == "" {
		body = one.Answer
	}
	if len(body) == 0 {
		body, _ = json.Marshal(status(one.Status, one.Message))
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range one.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(one.Status)
	_, _ = w.Write(body)
}

func event(w http.ResponseWriter, one *rule) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "ERROR", "object": status(one.Event, "too old resource version")})
}

// fetch asks the server behind, uncompressed.
func (p *proxy) fetch(r *http.Request) (*http.Response, error) {
	request := r.Clone(r.Context())
	request.RequestURI = ""
	request.URL.Scheme, request.URL.Host, request.Host = p.target.Scheme, p.target.Host, p.target.Host
	request.Header.Del("Accept-Encoding")
	return p.transport.RoundTrip(request)
}

// whole is the complete answer of the server behind. Its length is left for the caller to say.
func (p *proxy) whole(w http.ResponseWriter, r *http.Request) (int, []byte, bool) {
	response, err := p.fetch(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return 0, nil, false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return 0, nil, false
	}
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	return response.StatusCode, body, true
}

// hide takes one API group out: discovery does not name it, and its paths are unknown.
func (p *proxy) hide(w http.ResponseWriter, r *http.Request, group string) {
	if r.URL.Path == "/apis/"+group || strings.HasPrefix(r.URL.Path, "/apis/"+group+"/") {
		http.Error(w, "404 page not found", http.StatusNotFound)
		return
	}
	if r.URL.Path != "/apis" {
		p.pass.ServeHTTP(w, r)
		return
	}
	code, body, ok := p.whole(w, r)
	if !ok {
		return
	}
	w.WriteHeader(code)
	_, _ = w.Write(without(body, group))
}

// without drops a group from either form of discovery: `groups` by name, or aggregated `items` by metadata.
func without(body []byte, group string) []byte {
	var list map[string]any
	if json.Unmarshal(body, &list) != nil {
		return body
	}
	for _, key := range []string{"groups", "items"} {
		entries, ok := list[key].([]any)
		if !ok {
			continue
		}
		kept := []any{}
		for _, entry := range entries {
			fields, _ := entry.(map[string]any)
			metadata, _ := fields["metadata"].(map[string]any)
			if fields["name"] != group && metadata["name"] != group {
				kept = append(kept, entry)
			}
		}
		list[key] = kept
	}
	text, _ := json.Marshal(list)
	return text
}

// close passes an answer on and ends it in good order after a time.
func (p *proxy) close(w http.ResponseWriter, r *http.Request, after string) {
	duration, err := time.ParseDuration(after)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), duration)
	defer cancel()
	response, err := p.fetch(r.WithContext(ctx))
	if err != nil {
		return
	}
	defer response.Body.Close()
	w.Header().Set("Content-Type", response.Header.Get("Content-Type"))
	w.WriteHeader(response.StatusCode)
	_ = http.NewResponseController(w).Flush()
	_, _ = io.Copy(flushing{w}, response.Body)
}

type flushing struct{ http.ResponseWriter }

func (f flushing) Write(text []byte) (int, error) {
	n, err := f.ResponseWriter.Write(text)
	_ = http.NewResponseController(f.ResponseWriter).Flush()
	return n, err
}

// spoil sends a good answer badly: cut, stopped, or byte by byte.
func (p *proxy) spoil(w http.ResponseWriter, r *http.Request, one *rule) {
	code, body, ok := p.whole(w, r)
	if !ok {
		return
	}
	if one.Truncate != 0 {
		body = body[:min(one.Truncate, len(body)/2)]
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	out := flushing{w}
	switch {
	case one.Truncate != 0:
		_, _ = out.Write(body)
	case one.Stall != "":
		_, _ = out.Write(nil)
		wait(r.Context(), one.Stall)
		panic(http.ErrAbortHandler)
	case one.Reset != 0:
		_, _ = out.Write(body[:max(0, min(one.Reset, len(body)-1))])
		// What is on its way is lost with a reset: let the client read it first.
		time.Sleep(100 * time.Millisecond)
		if err := reset(w); err != nil {
			panic(fmt.Sprint("no reset: ", err))
		}
	case one.Drip != "":
		for i := range body {
			if _, err := out.Write(body[i : i+1]); err != nil || r.Context().Err() != nil {
				return
			}
			wait(r.Context(), one.Drip)
		}
	}
}

// reset ends the connection with RST, below TLS so that no farewell is sent.
func reset(w http.ResponseWriter) error {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return err
	}
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	if plain, ok := conn.(*net.TCPConn); ok {
		_ = plain.SetLinger(0)
	}
	return conn.Close()
}
