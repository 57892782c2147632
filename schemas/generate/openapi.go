package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// definition is a schema of the OpenAPI document that a Kubernetes release carries.
type definition struct {
	Ref                  string                 `json:"$ref"`
	Type                 string                 `json:"type"`
	Format               string                 `json:"format"`
	Properties           map[string]*definition `json:"properties"`
	Required             []string               `json:"required"`
	AdditionalProperties *definition            `json:"additionalProperties"`
	Items                *definition            `json:"items"`
	AllOf                []*definition          `json:"allOf"`
	OneOf                []*definition          `json:"oneOf"`
	Default              any                    `json:"default"`
	ListType             string                 `json:"x-kubernetes-list-type"`
	ListMapKeys          []string               `json:"x-kubernetes-list-map-keys"`
	Kinds                []struct {
		Group   string `json:"group"`
		Version string `json:"version"`
		Kind    string `json:"kind"`
	} `json:"x-kubernetes-group-version-kind"`
}

const (
	objectMeta  = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
	intOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
	references  = "#/components/schemas/"
	// openAPIFiles of the module k8s.io/kubernetes.
	openAPIFiles = "api/openapi-spec/v3/*_openapi.json"
)

// open types hold any object.
var openTypes = map[string]bool{
	"io.k8s.apimachinery.pkg.runtime.RawExtension":  true,
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": true,
}

type openAPI struct {
	pool        *pool
	definitions map[string]*definition
	numbers     map[string]int
	facts       facts
}

func readOpenAPI(p *pool, dir string) ([]kind, error) {
	files, err := filepath.Glob(filepath.Join(dir, openAPIFiles))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no OpenAPI in the module (%v)", err)
	}
	o := openAPI{pool: p, definitions: map[string]*definition{}, numbers: map[string]int{}}
	if o.facts, err = readFacts(dir); err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var document struct {
			Components struct {
				Schemas map[string]*definition `json:"schemas"`
			} `json:"components"`
		}
		if err := json.Unmarshal(text, &document); err != nil {
			return nil, err
		}
		for name, d := range document.Components.Schemas {
			o.definitions[name] = d
		}
	}
	return o.kinds()
}

// kinds are the definitions with the metadata of an object.
func (o *openAPI) kinds() ([]kind, error) {
	var kinds []kind
	for _, name := range sortedKeys(o.definitions) {
		d := o.definitions[name]
		metadata := d.Properties["metadata"]
		if len(d.Kinds) != 1 || metadata == nil || target(metadata) != objectMeta {
			continue
		}
		delete(d.Properties, "status")
		id, err := o.named(name)
		if err != nil {
			return nil, err
		}
		apiVersion := d.Kinds[0].Version
		if group := d.Kinds[0].Group; group != "" {
			apiVersion = group + "/" + apiVersion
		}
		kinds = append(kinds, kind{apiVersion, d.Kinds[0].Kind, id})
	}
	return kinds, nil
}

// target is the definition that a field refers to, if any.
func target(d *definition) string {
	if len(d.AllOf) == 1 {
		d = d.AllOf[0]
	}
	return strings.TrimPrefix(d.Ref, references)
}

func (o *openAPI) named(name string) (int, error) {
	if id, ok := o.numbers[name]; ok {
		return id, nil
	}
	d, ok := o.definitions[name]
	if !ok {
		return 0, fmt.Errorf("no definition %s", name)
	}
	n, err := o.special(name, d)
	if err != nil {
		return 0, err
	}
	if n != nil {
		id, err := o.pool.add(*n)
		o.numbers[name] = id
		return id, err
	}
	id := o.pool.reserve()
	o.numbers[name] = id
	whole, err := o.node(name, d)
	o.pool.nodes[id] = whole
	return id, err
}

// special types are decoded by code of their own.
func (o *openAPI) special(name string, d *definition) (*node, error) {
	switch {
	case name == intOrString:
		return &node{IntOrString: true, Format: "int32"}, nil
	case name == "io.k8s.apimachinery.pkg.api.resource.Quantity":
		return &node{Quantity: true}, nil
	case openTypes[name]:
		return &node{Type: "object", Open: true}, nil
	case d.Type == "" && d.Properties == nil:
		return &node{Open: true}, nil
	case d.Type != "object":
		n, err := o.node(name, d)
		return &n, err
	}
	return nil, nil
}

func (o *openAPI) child(d *definition, owner, field string) (int, error) {
	known, isChecked := checked[short(owner)+"."+field]
	var n node
	name := target(d)
	switch {
	case name == intOrString:
		n = node{IntOrString: true, Format: "int32"}
	case name != "":
		return o.named(name)
	default:
		var err error
		if n, err = o.node("", d); err != nil {
			return 0, err
		}
	}
	if err := o.facts.apply(o.pool, &n, owner+"."+field); err != nil {
		return 0, err
	}
	if isChecked {
		known.apply(&n)
	}
	return o.pool.add(n)
}

func (o *openAPI) node(name string, d *definition) (node, error) {
	n := node{Type: d.Type, Format: d.Format, ListKeys: d.ListMapKeys, Set: d.ListType == "set"}
	// Only what tells items of a list apart: the server's defaults play no other part.
	if text, ok := d.Default.(string); ok && text != "" {
		n.Default = text
	}
	var err error
	for _, field := range sortedKeys(d.Properties) {
		if n.Properties == nil {
			n.Properties = map[string]int{}
		}
		if n.Properties[field], err = o.child(d.Properties[field], name, field); err != nil {
			return n, err
		}
	}
	for _, field := range d.Required {
		if !notEnforced[short(name)+"."+field] {
			n.Required = append(n.Required, field)
		}
	}
	for _, field := range sortedKeys(d.Properties) {
		if checked[short(name)+"."+field].required && !slices.Contains(n.Required, field) {
			n.Required = append(n.Required, field)
		}
	}
	sort.Strings(n.Required)
	n.Rules = checkedTypes[short(name)]
	if d.Items != nil {
		items, err := o.child(d.Items, name, "")
		if err != nil {
			return n, err
		}
		n.Items = &items
	}
	switch {
	case d.AdditionalProperties != nil:
		additional, err := o.child(d.AdditionalProperties, name, "")
		if err != nil {
			return n, err
		}
		n.Additional = &additional
	case d.Type == "object" && d.Properties == nil:
		n.Open = true
	}
	return n, nil
}

// short is the name of a type without its package.
func short(name string) string {
	return name[strings.LastIndex(name, ".")+1:]
}

// notEnforced are fields that the OpenAPI document calls required and that the API server takes as
// zero when they are absent (pkg/apis/*/validation of Kubernetes 1.37).
var notEnforced = map[string]bool{
	"LimitRangeSpec.limits":                   true,
	"ISCSIVolumeSource.lun":                   true,
	"ISCSIPersistentVolumeSource.lun":         true,
	"CustomResourceDefinitionVersion.served":  true,
	"CustomResourceDefinitionVersion.storage": true,
	"CSIDriver.spec":                          true,
	"Event.metadata":                          true,
	"Event.involvedObject":                    true,
	"Event.eventTime":                         true,
}
