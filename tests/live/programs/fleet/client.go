package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/yaml"
)

// kubeconfig holds the fields of a kubeconfig that loopback and kind clusters use.
type kubeconfig struct {
	Current  string `json:"current-context"`
	Contexts []struct {
		Name    string
		Context struct{ Cluster, User string }
	}
	Clusters []struct {
		Name    string
		Cluster struct {
			Server string
			CA     string `json:"certificate-authority"`
			CAData string `json:"certificate-authority-data"`
		}
	}
	Users []struct {
		Name string
		User struct {
			Token    string
			Cert     string `json:"client-certificate"`
			CertData string `json:"client-certificate-data"`
			Key      string `json:"client-key"`
			KeyData  string `json:"client-key-data"`
		}
	}
}

// resource is how one kind is reached.
type resource struct {
	Name       string
	Kind       string
	Namespaced bool
	Verbs      []string
	prefix     string // "/api/v1" or "/apis/<group>/<version>"
	status     bool
}

func (r resource) collection(namespace string) string {
	if r.Namespaced && namespace != "" {
		return r.prefix + "/namespaces/" + namespace + "/" + r.Name
	}
	return r.prefix + "/" + r.Name
}

type client struct {
	server, token string
	http          *http.Client
	mutex         sync.Mutex
	known         map[string][]resource
}

// data is the content of an inline field, or of the file that stands in its place.
func data(inline, file string) ([]byte, error) {
	if inline != "" {
		return base64.StdEncoding.DecodeString(inline)
	}
	if file == "" {
		return nil, nil
	}
	return os.ReadFile(file)
}

func connect(file string) (*client, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var config kubeconfig
	if err := yaml.Unmarshal(text, &config); err != nil {
		return nil, err
	}
	for _, context := range config.Contexts {
		if context.Name == config.Current {
			return config.client(context.Context.Cluster, context.Context.User)
		}
	}
	return nil, fmt.Errorf("%s: no context %q", file, config.Current)
}

func (k kubeconfig) client(clusterName, userName string) (*client, error) {
	c := &client{known: map[string][]resource{}}
	pool, settings := x509.NewCertPool(), &tls.Config{MinVersion: tls.VersionTLS12}
	for _, cluster := range k.Clusters {
		if cluster.Name != clusterName {
			continue
		}
		c.server = strings.TrimSuffix(cluster.Cluster.Server, "/")
		authority, err := data(cluster.Cluster.CAData, cluster.Cluster.CA)
		if err != nil {
			return nil, err
		}
		if authority != nil {
			pool.AppendCertsFromPEM(authority)
			settings.RootCAs = pool
		}
	}
	for _, user := range k.Users {
		if user.Name != userName {
			continue
		}
		c.token = user.User.Token
		certificate, err := data(user.User.CertData, user.User.Cert)
		if err != nil {
			return nil, err
		}
		key, err := data(user.User.KeyData, user.User.Key)
		if err != nil {
			return nil, err
		}
		if certificate != nil {
			pair, err := tls.X509KeyPair(certificate, key)
			if err != nil {
				return nil, err
			}
			settings.Certificates = []tls.Certificate{pair}
		}
	}
	// HTTP/1.1: as many connections as workers, where HTTP/2 would share one.
	c.http = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: settings, MaxIdleConnsPerHost: 256, TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
	}}
	return c, nil
}

func (c *client) loopback() bool {
	address, err := url.Parse(c.server)
	if err != nil {
		return false
	}
	ip := net.ParseIP(address.Hostname())
	return address.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// refused is an answer of the API server that is not a success.
type refused struct {
	code    int
	message string
}

func (r refused) Error() string { return r.message }

func code(err error) int {
	var r refused
	if errors.As(err, &r) {
		return r.code
	}
	return 0
}

// send makes one request; 429 and connection resets are tried again.
func (c *client) send(method, path, content string, body []byte) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		answer, err := c.once(method, path, content, body)
		again := code(err) == http.StatusTooManyRequests || (err != nil && code(err) == 0)
		if !again || attempt == 5 {
			return answer, err
		}
		time.Sleep(time.Duration(attempt) * 300 * time.Millisecond)
	}
}

func (c *client) once(method, path, content string, body []byte) ([]byte, error) {
	request, err := http.NewRequest(method, c.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	if content != "" {
		request.Header.Set("Content-Type", content)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		var status struct{ Message string }
		_ = json.Unmarshal(answer, &status)
		return nil, refused{response.StatusCode, fmt.Sprintf("%s %s: %d %s", method, path, response.StatusCode, status.Message)}
	}
	return answer, nil
}

// resources lists what one API version serves; forget makes the next call ask again.
func (c *client) resources(apiVersion string) ([]resource, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known, ok := c.known[apiVersion]; ok {
		return known, nil
	}
	prefix := "/apis/" + apiVersion
	if !strings.Contains(apiVersion, "/") {
		prefix = "/api/" + apiVersion
	}
	answer, err := c.send("GET", prefix, "", nil)
	if err != nil {
		return nil, err
	}
	var list struct{ Resources []resource }
	if err := json.Unmarshal(answer, &list); err != nil {
		return nil, err
	}
	status := map[string]bool{}
	for _, one := range list.Resources {
		if plural, found := strings.CutSuffix(one.Name, "/status"); found {
			status[plural] = true
		}
	}
	var served []resource
	for _, one := range list.Resources {
		if !strings.Contains(one.Name, "/") {
			one.prefix, one.status = prefix, status[one.Name]
			served = append(served, one)
		}
	}
	c.known[apiVersion] = served
	return served, nil
}

func (c *client) resource(apiVersion, kind string) (resource, error) {
	served, err := c.resources(apiVersion)
	if err != nil {
		return resource{}, err
	}
	for _, one := range served {
		if one.Kind == kind {
			return one, nil
		}
	}
	return resource{}, fmt.Errorf("no kind %s in %s", kind, apiVersion)
}
