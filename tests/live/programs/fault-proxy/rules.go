package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"sync"
)

// fault is one row of the fault table: what happens to requests, or to the address itself.
type fault struct {
	Row         string `json:"row"`
	About       string `json:"about,omitempty"`
	Rules       []rule `json:"rules,omitempty"`
	Certificate string `json:"certificate,omitempty"` // of the proxy: good, self-signed, other-host, expired
	Closed      bool   `json:"closed,omitempty"`      // nothing listens
	Host        string `json:"host,omitempty"`        // the name that a client is told to use
}

// rule says what happens to requests that match. Method, path and query are regular expressions; durations are Go's.
type rule struct {
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	Query  string `json:"query,omitempty"`
	After  int    `json:"after,omitempty"` // matching requests that pass first
	Times  int    `json:"times,omitempty"` // matching requests that are then hit; all, when 0

	Delay    string            `json:"delay,omitempty"`
	Status   int               `json:"status,omitempty"`
	Message  string            `json:"message,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"`
	Body     string            `json:"body,omitempty"`
	Answer   json.RawMessage   `json:"answer,omitempty"`
	Expire   bool              `json:"expire,omitempty"`   // only for the token that the first hit carried
	Hide     string            `json:"hide,omitempty"`     // an API group, taken out of discovery
	Event    int               `json:"event,omitempty"`    // a watch that consists of this error
	Close    string            `json:"close,omitempty"`    // the body ends after this time
	Reset    int               `json:"reset,omitempty"`    // bytes of the body, then a reset
	Truncate int               `json:"truncate,omitempty"` // bytes of the body, and a length that says so
	Stall    string            `json:"stall,omitempty"`    // after the headers
	Drip     string            `json:"drip,omitempty"`     // between two bytes

	method, path, query *regexp.Regexp
	seen                int
	token               string
}

//go:embed faults.json
var embedded []byte

func table() ([]fault, error) {
	var rows []fault
	return rows, json.Unmarshal(embedded, &rows)
}

// row finds a fault by name; `over` holds fields of its rules to set otherwise.
func row(name string, over []byte) (fault, error) {
	rows, err := table()
	if err != nil {
		return fault{}, err
	}
	for _, one := range rows {
		if one.Row != name {
			continue
		}
		for i := range one.Rules {
			if len(bytes.TrimSpace(over)) > 0 {
				if err := json.Unmarshal(over, &one.Rules[i]); err != nil {
					return fault{}, err
				}
			}
		}
		return one, one.compile()
	}
	return fault{}, fmt.Errorf("no fault %q", name)
}

func (f *fault) compile() error {
	for i := range f.Rules {
		one := &f.Rules[i]
		for _, pair := range []struct {
			text   string
			target **regexp.Regexp
		}{{one.Method, &one.method}, {one.Path, &one.path}, {one.Query, &one.query}} {
			compiled, err := regexp.Compile(pair.text)
			if err != nil {
				return err
			}
			*pair.target = compiled
		}
	}
	return nil
}

// current is the fault that is on, if any.
type current struct {
	mutex sync.Mutex
	fault fault
}

func (c *current) set(f fault) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.fault = f
}

func (c *current) get() fault {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.fault
}

// take returns the rule that a request falls under, and counts it.
func (c *current) take(r *http.Request) *rule {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for i := range c.fault.Rules {
		one := &c.fault.Rules[i]
		if !one.method.MatchString(r.Method) || !one.path.MatchString(r.URL.Path) || !one.query.MatchString(r.URL.RawQuery) {
			continue
		}
		one.seen++
		if one.seen <= one.After || (one.Times > 0 && one.seen > one.After+one.Times) {
			continue
		}
		if one.Expire {
			if one.token == "" {
				one.token = r.Header.Get("Authorization")
			}
			if one.token != r.Header.Get("Authorization") {
				continue
			}
		}
		taken := *one
		return &taken
	}
	return nil
}
