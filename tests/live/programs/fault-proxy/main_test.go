package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

const list = "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations"

// behind is a server as small as the faults need: discovery, a list of 2 MiB, objects, a watch that never ends.
func behind(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.URL.Path == "/apis":
		_, _ = io.WriteString(w, `{"kind":"APIGroupList","groups":[{"name":"apps"},{"name":"kustomize.toolkit.fluxcd.io"}],
			"items":[{"metadata":{"name":"apps"}},{"metadata":{"name":"kustomize.toolkit.fluxcd.io"}}]}`)
	case r.URL.Query().Has("watch"):
		_, _ = io.WriteString(w, `{"type":"BOOKMARK","object":{}}`+"\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	case r.Method == "GET" && r.URL.Path == list:
		_, _ = fmt.Fprintf(w, `{"kind":"KustomizationList","items":[{"pad":"%s"}]}`, strings.Repeat("x", 2<<20))
	default:
		_, _ = io.WriteString(w, `{"kind":"Thing"}`)
	}
}

// stand is a proxy in front of that server, and a client of its control address.
type stand struct {
	t       *testing.T
	proxy   *proxy
	control *httptest.Server
	server  string
	client  *http.Client
}

func newStand(t *testing.T) *stand {
	t.Helper()
	real := httptest.NewServer(http.HandlerFunc(behind))
	p, err := newProxy(real.URL, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{t: t, proxy: p, control: httptest.NewServer(p.control())}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(p.certificates.authority)
	s.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	t.Cleanup(func() {
		_, _ = p.turn(fault{Closed: true})
		s.control.Close()
		real.CloseClientConnections()
		real.Close()
	})
	s.ask("DELETE", "/faults", "")
	return s
}

// ask speaks to the control address.
func (s *stand) ask(method, path, body string) []byte {
	s.t.Helper()
	request, err := http.NewRequest(method, s.control.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode != 200 {
		s.t.Fatalf("%s %s: %d %s", method, path, response.StatusCode, text)
	}
	var turned struct{ Server string }
	if json.Unmarshal(text, &turned) == nil && turned.Server != "" {
		s.server = turned.Server
	}
	return text
}

func (s *stand) on(row, over string) { s.t.Helper(); s.ask("PUT", "/faults/"+row, over) }

type got struct {
	code  int
	head  http.Header
	body  []byte
	first error // of the request
	rest  error // of the body
}

func (s *stand) do(method, path, token string) got {
	request, err := http.NewRequest(method, s.server+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := s.client.Do(request)
	if err != nil {
		return got{first: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return got{response.StatusCode, response.Header, body, nil, err}
}

func (s *stand) get(path string) got { return s.do("GET", path, "a") }

func (s *stand) want(path string, code int, reason string) {
	s.t.Helper()
	have := s.get(path)
	var told struct{ Kind, Reason string }
	_ = json.Unmarshal(have.body, &told)
	if have.first != nil || have.code != code || told.Kind != "Status" || told.Reason != reason {
		s.t.Errorf("%s: %d %s %s %v, want %d %s", path, have.code, told.Kind, told.Reason, have.first, code, reason)
	}
}

func (s *stand) passes(path string) {
	s.t.Helper()
	if have := s.get(path); have.first != nil || have.rest != nil || have.code != 200 || !json.Valid(have.body) {
		s.t.Errorf("%s does not pass: %d %v %v", path, have.code, have.first, have.rest)
	}
}

const item = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/a/kustomizations/b"

var rows = map[string]func(*testing.T, *stand){
	"F01": func(_ *testing.T, s *stand) { s.want("/api", 401, "Unauthorized"); s.want(list, 401, "Unauthorized") },
	"F02": func(_ *testing.T, s *stand) {
		s.want("/apis/source.toolkit.fluxcd.io/v1/gitrepositories", 403, "Forbidden")
		s.passes(list)
	},
	"F03": func(_ *testing.T, s *stand) { s.want(item, 404, "NotFound"); s.passes(list) },
	"F04": func(t *testing.T, s *stand) {
		have := s.do("PATCH", item+"?dryRun=All", "a")
		if have.code != 409 || !bytes.Contains(have.body, []byte("FieldManagerConflict")) {
			t.Errorf("%d %s", have.code, have.body)
		}
		s.passes(list)
	},
	"F05": func(_ *testing.T, s *stand) {
		s.passes(list + "?limit=500")
		s.want(list+"?limit=500&continue=x", 410, "Expired")
		s.passes(list + "?limit=500&continue=x")
	},
	"F05-twice": func(_ *testing.T, s *stand) {
		s.want(list+"?continue=x", 410, "Expired")
		s.want(list+"?continue=x", 410, "Expired")
	},
	"F06": func(t *testing.T, s *stand) {
		have := s.get(list + "?watch=true")
		var told struct {
			Type   string
			Object struct{ Code int }
		}
		if json.Unmarshal(have.body, &told) != nil || told.Type != "ERROR" || told.Object.Code != 410 {
			t.Errorf("%s", have.body)
		}
	},
	"F07": func(t *testing.T, s *stand) {
		for range 2 {
			if have := s.get(list); have.code != 429 || have.head.Get("Retry-After") != "2" {
				t.Errorf("%d %v", have.code, have.head)
			}
		}
		s.passes(list)
	},
	"F07-always": func(_ *testing.T, s *stand) {
		for range 4 {
			s.want(list, 429, "TooManyRequests")
		}
	},
	"F08": func(_ *testing.T, s *stand) { s.want(list, 500, "InternalError"); s.passes("/apis") },
	"F09": func(_ *testing.T, s *stand) {
		s.want("/apis/helm.toolkit.fluxcd.io/v2/helmreleases", 503, "ServiceUnavailable")
		s.passes(list)
	},
	"F10": func(t *testing.T, s *stand) {
		started := time.Now()
		s.want(list, 504, "Timeout")
		if time.Since(started) < 4*time.Second {
			t.Error("too early")
		}
	},
	"F11": func(t *testing.T, s *stand) {
		have := s.get(list)
		if !errors.Is(have.rest, syscall.ECONNRESET) || len(have.body) == 0 || len(have.body) > 1<<20 {
			t.Errorf("%d bytes, %v", len(have.body), have.rest)
		}
		// A short answer is cut before its end all the same.
		if have = s.get(item); have.rest == nil && have.first == nil {
			t.Error("a short answer came whole")
		}
	},
	"F12": func(t *testing.T, s *stand) {
		have := s.get(list)
		if have.rest != nil || json.Valid(have.body) || have.head.Get("Content-Length") != fmt.Sprint(len(have.body)) {
			t.Errorf("%d bytes, length %s, %v", len(have.body), have.head.Get("Content-Length"), have.rest)
		}
	},
	"F13": func(t *testing.T, s *stand) {
		have := s.get(list)
		if have.code != 200 || !strings.HasPrefix(have.head.Get("Content-Type"), "text/html") {
			t.Errorf("%d %v", have.code, have.head)
		}
	},
	"F14": func(t *testing.T, s *stand) {
		started := time.Now()
		have := s.get(list)
		if have.code != 200 || have.rest == nil || len(have.body) != 0 || time.Since(started) < 9*time.Second {
			t.Errorf("%d, %d bytes, %v after %s", have.code, len(have.body), have.rest, time.Since(started))
		}
	},
	"F15": func(t *testing.T, s *stand) {
		s.client.Timeout = 2500 * time.Millisecond
		have := s.get(list)
		if have.code != 200 || have.rest == nil || len(have.body) < 2 || len(have.body) > 4 {
			t.Errorf("%d bytes, %v", len(have.body), have.rest)
		}
	},
	"F16": func(t *testing.T, s *stand) {
		var unknown x509.UnknownAuthorityError
		if have := s.get(list); !errors.As(have.first, &unknown) {
			t.Error(have.first)
		}
	},
	"F16-host": func(t *testing.T, s *stand) {
		var other x509.HostnameError
		if have := s.get(list); !errors.As(have.first, &other) {
			t.Error(have.first)
		}
	},
	"F17": func(t *testing.T, s *stand) {
		var invalid x509.CertificateInvalidError
		if have := s.get(list); !errors.As(have.first, &invalid) || invalid.Reason != x509.Expired {
			t.Error(have.first)
		}
	},
	"F18": func(t *testing.T, s *stand) {
		var unknown *net.DNSError
		if have := s.get(list); !errors.As(have.first, &unknown) {
			t.Error(s.server, have.first)
		}
	},
	"F19": func(t *testing.T, s *stand) {
		for range 9 {
			s.passes(item)
		}
		s.want(item, 401, "Unauthorized")
		if have := s.do("GET", item, "renewed"); have.code != 200 {
			t.Errorf("the renewed token: %d", have.code)
		}
		s.want(item, 401, "Unauthorized")
	},
	"F20": func(t *testing.T, s *stand) {
		if have := s.get(list); have.code != 404 {
			t.Error(have.code)
		}
		if have := s.get("/apis"); bytes.Contains(have.body, []byte("kustomize")) || bytes.Count(have.body, []byte("apps")) != 2 {
			t.Errorf("%s", have.body)
		}
		s.passes("/apis/apps/v1/deployments")
	},
	"F21": func(t *testing.T, s *stand) {
		started := time.Now()
		have := s.get(list + "?watch=1")
		if have.rest != nil || len(have.body) == 0 || time.Since(started) > 5*time.Second {
			t.Errorf("%v, %s after %s", have.rest, have.body, time.Since(started))
		}
	},
	"F22": refused,
	"F23": func(t *testing.T, s *stand) {
		have := s.get("/v2/")
		if have.code != 401 || !strings.HasPrefix(have.head.Get("WWW-Authenticate"), "Bearer realm=") {
			t.Errorf("%d %v", have.code, have.head)
		}
	},
	"F23-limit": func(t *testing.T, s *stand) {
		if have := s.get("/v2/app/manifests/1"); have.code != 429 || !bytes.Contains(have.body, []byte("TOOMANYREQUESTS")) {
			t.Errorf("%d %s", have.code, have.body)
		}
	},
	"F24": refused,
	"F24-stale": func(t *testing.T, s *stand) {
		var root struct{ Signed struct{ Expires time.Time } }
		if have := s.get("/1.root.json"); json.Unmarshal(have.body, &root) != nil || root.Signed.Expires.After(time.Now()) {
			t.Errorf("%s", have.body)
		}
	},
}

func refused(t *testing.T, s *stand) {
	have := s.get(list)
	// A connection that stood in the queue when the port closed is reset; the next one is refused.
	for try := 0; try < 3 && errors.Is(have.first, syscall.ECONNRESET); try++ {
		have = s.get(list)
	}
	if !errors.Is(have.first, syscall.ECONNREFUSED) {
		t.Error(have.first)
	}
}

// Every row of the table is turned on, seen by a client, and gone when it is turned off.
func TestFaultTable(t *testing.T) {
	faults, err := table()
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]bool{}
	for _, one := range faults {
		check, ok := rows[one.Row]
		if !ok {
			t.Fatalf("row %s has no test", one.Row)
		}
		numbers[one.Row[:3]] = true
		t.Run(strings.ToLower(one.Row)+"_"+strings.ReplaceAll(one.About, " ", "_"), func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			s.on(one.Row, "")
			check(t, s)
			s.client.Timeout = 0
			s.ask("DELETE", "/faults", "")
			s.passes(list)
		})
	}
	for n := 1; n <= 24; n++ {
		if name := fmt.Sprintf("F%02d", n); !numbers[name] {
			t.Errorf("the table has no row %s", name)
		}
	}
}

func TestFieldsOfARowCanBeSetOtherwise(t *testing.T) {
	s := newStand(t)
	s.on("F02", `{"path": "/kustomizations$"}`)
	s.want(list, 403, "Forbidden")
	s.passes("/apis/source.toolkit.fluxcd.io/v1/gitrepositories")
}

func TestRequestsAreListed(t *testing.T) {
	s := newStand(t)
	s.on("F03", "")
	s.get(list + "?limit=500")
	s.get(item)
	s.do("PATCH", list+"/c?dryRun=All&fieldManager=x", "a")
	s.do("PATCH", list+"/c?fieldManager=x", "a")
	var seen []request
	if err := json.Unmarshal(s.ask("GET", "/requests", ""), &seen); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 4 {
		t.Fatalf("%d requests", len(seen))
	}
	if seen[0].Path != list || seen[0].Query != "limit=500" || seen[0].Fault != "" || seen[1].Fault != "F03" {
		t.Errorf("%+v", seen[:2])
	}
	if seen[2].Method != "PATCH" || !seen[2].DryRun || seen[3].DryRun {
		t.Errorf("%+v", seen[2:])
	}
	s.ask("DELETE", "/requests", "")
	if text := s.ask("GET", "/requests", ""); strings.TrimSpace(string(text)) != "[]" {
		t.Errorf("%s", text)
	}
}

// A watch passes as it comes, not when it ends.
func TestWatchStreams(t *testing.T) {
	s := newStand(t)
	response, err := s.client.Get(s.server + list + "?watch=true")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	line, err := bufio.NewReader(response.Body).ReadString('\n')
	if err != nil || !strings.Contains(line, "BOOKMARK") {
		t.Error(line, err)
	}
}
