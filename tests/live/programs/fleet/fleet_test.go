package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// fake is as much of an API server as `fleet` speaks to: it keeps what was sent, and serves two API versions.
type fake struct {
	mutex    sync.Mutex
	requests []string
	bodies   map[string]object
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var body object
	_ = json.NewDecoder(r.Body).Decode(&body)
	switch r.URL.Path {
	case "/api/v1":
		_, _ = w.Write([]byte(`{"resources":[{"name":"namespaces","kind":"Namespace"},{"name":"namespaces/status","kind":"Namespace"},
			{"name":"pods","kind":"Pod","namespaced":true},{"name":"pods/status","kind":"Pod","namespaced":true}]}`))
		return
	case "/apis/apps/v1":
		_, _ = w.Write([]byte(`{"resources":[{"name":"replicasets","kind":"ReplicaSet","namespaced":true}]}`))
		return
	}
	f.requests = append(f.requests, r.Method+" "+r.URL.Path)
	if r.Method != "GET" {
		f.bodies[r.Method+" "+r.URL.Path] = body
	}
	_, _ = w.Write([]byte(`{"metadata":{"uid":"live","generation":1}}`))
}

func stand(t *testing.T) (*fake, *client) {
	t.Helper()
	f := &fake{bodies: map[string]object{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return f, &client{server: server.URL, http: server.Client(), known: map[string][]resource{}}
}

const files = `
apiVersion: v1
kind: Pod
metadata:
  name: web-1
  namespace: shop
  generation: 3
  deletionTimestamp: "2026-11-24T10:00:00Z"
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: from-elsewhere}]
status: {observedGeneration: 2, phase: Pending}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web, namespace: shop}, status: {replicas: 1}}
--- # nothing follows
`

func TestApplyBringsOwnersFirstAndStatusesAlong(t *testing.T) {
	f, c := stand(t)
	file := filepath.Join(t.TempDir(), "objects.yaml")
	if err := os.WriteFile(file, []byte(files), 0o600); err != nil {
		t.Fatal(err)
	}
	objects, err := load([]string{file})
	if err != nil || len(objects) != 2 {
		t.Fatal(objects, err)
	}
	if err := apply(c, objects); err != nil {
		t.Fatal(err)
	}
	const set, pod = "/apis/apps/v1/namespaces/shop/replicasets/web", "/api/v1/namespaces/shop/pods/web-1"
	want := []string{"POST /api/v1/namespaces", "PATCH " + set, "GET " + set, "PATCH " + pod, "PATCH " + pod + "/status", "DELETE " + pod}
	if !slices.Equal(f.requests, want) {
		t.Errorf("%s", strings.Join(f.requests, "\n"))
	}
	sent := f.bodies["PATCH "+pod]
	if sent["status"] != nil || sent.at("metadata", "deletionTimestamp") != nil || owners(sent)[0]["uid"] != "live" {
		t.Errorf("%s", sent.json())
	}
	// Two behind in the file is two behind on the server, as far as numbers allow.
	if observed := f.bodies["PATCH "+pod+"/status"].at("status", "observedGeneration"); observed != 0.0 {
		t.Error(observed)
	}
	// A kind without a status subresource takes its status along.
	if f.bodies["PATCH "+set]["status"] == nil {
		t.Error("the status of the ReplicaSet is lost")
	}
}

func TestManyNumbersEachObject(t *testing.T) {
	f, c := stand(t)
	file := filepath.Join(t.TempDir(), "template.yaml")
	text := "apiVersion: v1\nkind: Pod\nmetadata: {name: web-NUMBER, namespace: shop}\nstatus: {phase: Running, message: NUMBER}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := many(c, file, 7, 3); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"00007", "00008", "00009"} {
		if got := f.bodies["PATCH /api/v1/namespaces/shop/pods/web-"+n+"/status"].at("status", "message"); got != n {
			t.Error(n, got)
		}
	}
	if len(f.requests) != 7 {
		t.Errorf("%d requests", len(f.requests))
	}
}

func TestEachReportsAFailure(t *testing.T) {
	err := each([]int{1, 2, 3}, func(n int) error {
		if n == 3 {
			return os.ErrInvalid
		}
		return nil
	})
	if err == nil {
		t.Error("the failure of the last item is lost")
	}
}

func TestOnlyLoopbackIsCleared(t *testing.T) {
	for server, want := range map[string]bool{
		"https://127.0.0.1:6443": true, "https://[::1]:1": true, "https://localhost": true,
		"https://10.0.0.1": false, "https://localhost.example.com": false, "https://127.0.0.1.example.com": false,
	} {
		if c := (&client{server: server}); c.loopback() != want {
			t.Error(server)
		}
	}
}
