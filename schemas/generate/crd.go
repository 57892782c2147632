package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

type crd struct {
	Kind string `json:"kind"`
	Spec struct {
		Group string `json:"group"`
		Names struct {
			Kind string `json:"kind"`
		} `json:"names"`
		PreserveUnknownFields bool `json:"preserveUnknownFields"`
		Versions              []struct {
			Name   string `json:"name"`
			Served bool   `json:"served"`
			Schema struct {
				OpenAPIV3Schema json.RawMessage `json:"openAPIV3Schema"`
			} `json:"schema"`
			Subresources struct {
				Scale struct {
					SpecReplicasPath string `json:"specReplicasPath"`
				} `json:"scale"`
			} `json:"subresources"`
		} `json:"versions"`
	} `json:"spec"`
}

// properties is the part of a CRD's schema that decides; descriptions and examples are left out.
type properties struct {
	Type                 string                 `json:"type"`
	Format               string                 `json:"format"`
	Nullable             bool                   `json:"nullable"`
	Properties           map[string]*properties `json:"properties"`
	Required             []string               `json:"required"`
	AdditionalProperties json.RawMessage        `json:"additionalProperties"`
	Items                *properties            `json:"items"`
	AllOf                []*properties          `json:"allOf"`
	AnyOf                []*properties          `json:"anyOf"`
	OneOf                []*properties          `json:"oneOf"`
	Not                  *properties            `json:"not"`
	Enum                 []any                  `json:"enum"`
	Pattern              string                 `json:"pattern"`
	Minimum              *float64               `json:"minimum"`
	Maximum              *float64               `json:"maximum"`
	ExclusiveMinimum     bool                   `json:"exclusiveMinimum"`
	ExclusiveMaximum     bool                   `json:"exclusiveMaximum"`
	MultipleOf           *float64               `json:"multipleOf"`
	MinLength            *int                   `json:"minLength"`
	MaxLength            *int                   `json:"maxLength"`
	MinItems             *int                   `json:"minItems"`
	MaxItems             *int                   `json:"maxItems"`
	MinProperties        *int                   `json:"minProperties"`
	MaxProperties        *int                   `json:"maxProperties"`
	Default              any                    `json:"default"`
	Preserve             bool                   `json:"x-kubernetes-preserve-unknown-fields"`
	IntOrString          bool                   `json:"x-kubernetes-int-or-string"`
	Embedded             bool                   `json:"x-kubernetes-embedded-resource"`
	ListType             string                 `json:"x-kubernetes-list-type"`
	ListMapKeys          []string               `json:"x-kubernetes-list-map-keys"`
	Validations          []struct {
		Rule      string `json:"rule"`
		Message   string `json:"message"`
		FieldPath string `json:"fieldPath"`
	} `json:"x-kubernetes-validations"`
}

var documentEnd = regexp.MustCompile(`(?m)^---.*$`)

func readCRDs(p *pool, dir string, s source) ([]kind, error) {
	documents, err := definitions(dir, s.Files)
	if err != nil {
		return nil, err
	}
	var kinds []kind
	applied := make([]bool, len(s.Additions))
	for _, document := range documents {
		found, err := readCRD(p, document, s.Additions, applied)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, found...)
	}
	for i, done := range applied {
		if !done {
			return nil, fmt.Errorf("nothing at %s", s.Additions[i].At)
		}
	}
	return kinds, nil
}

// definitions are the documents of a module's files that hold a CustomResourceDefinition.
func definitions(dir string, patterns []string) ([][]byte, error) {
	var found [][]byte
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("no file %s", pattern)
		}
		sort.Strings(files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			for _, document := range documentEnd.Split(string(text), -1) {
				if strings.Contains(document, "CustomResourceDefinition") {
					found = append(found, []byte(document))
				}
			}
		}
	}
	return found, nil
}

func readCRD(p *pool, document []byte, additions []addition, applied []bool) ([]kind, error) {
	var c crd
	if err := yaml.Unmarshal(document, &c); err != nil || c.Kind != "CustomResourceDefinition" {
		return nil, err
	}
	var kinds []kind
	for _, version := range c.Spec.Versions {
		var root properties
		if !version.Served {
			continue
		}
		if err := json.Unmarshal(version.Schema.OpenAPIV3Schema, &root); err != nil {
			return nil, err
		}
		root.Embedded = true
		root.Preserve = root.Preserve || c.Spec.PreserveUnknownFields
		root.scaled(version.Subresources.Scale.SpecReplicasPath)
		// What Git says about status, the API server ignores.
		delete(root.Properties, "status")
		for i, each := range additions {
			if slices.Contains(each.Kinds, c.Spec.Names.Kind) {
				applied[i] = each.apply(&root) || applied[i]
			}
		}
		id, err := p.structural(&root)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, kind{c.Spec.Group + "/" + version.Name, c.Spec.Names.Kind, id})
	}
	return kinds, nil
}

// scaled bounds the number that the scale subresource reads, as the API server does: no number of replicas is below zero.
func (s *properties) scaled(path string) {
	if path == "" {
		return
	}
	for _, step := range strings.Split(strings.Trim(path, "."), ".") {
		if s = s.Properties[step]; s == nil {
			return
		}
	}
	if s.Minimum == nil {
		least := 0.0
		s.Minimum = &least
	}
}

func (p *pool) structural(s *properties) (int, error) {
	n := node{
		Type: s.Type, Format: s.Format, IntOrString: s.IntOrString, Nullable: s.Nullable,
		Open: s.Preserve, Embedded: s.Embedded, Enum: s.Enum, Pattern: s.Pattern,
		Minimum: s.Minimum, Maximum: s.Maximum, MultipleOf: s.MultipleOf,
		ExclusiveMinimum: s.ExclusiveMinimum, ExclusiveMaximum: s.ExclusiveMaximum,
		MinLength: s.MinLength, MaxLength: s.MaxLength, MinItems: s.MinItems, MaxItems: s.MaxItems,
		MinProperties: s.MinProperties, MaxProperties: s.MaxProperties,
		ListKeys: s.ListMapKeys, Set: s.ListType == "set", Default: s.Default,
	}
	n.Required = append(n.Required, s.Required...)
	sort.Strings(n.Required)
	for _, v := range s.Validations {
		n.Rules = append(n.Rules, rule{squeeze(v.Rule), squeeze(v.Message), v.FieldPath})
	}
	return p.children(s, n)
}

func (p *pool) children(s *properties, n node) (int, error) {
	var err error
	for _, name := range sortedKeys(s.Properties) {
		if n.Properties == nil {
			n.Properties = map[string]int{}
		}
		if n.Properties[name], err = p.structural(s.Properties[name]); err != nil {
			return 0, err
		}
	}
	for _, one := range []struct {
		from *properties
		to   **int
	}{{s.Items, &n.Items}, {s.Not, &n.Not}} {
		if *one.to, err = p.optional(one.from); err != nil {
			return 0, err
		}
	}
	for _, list := range []struct {
		from []*properties
		to   *[]int
	}{{s.AllOf, &n.AllOf}, {s.AnyOf, &n.AnyOf}, {s.OneOf, &n.OneOf}} {
		for _, each := range list.from {
			id, err := p.structural(each)
			if err != nil {
				return 0, err
			}
			*list.to = append(*list.to, id)
		}
	}
	switch raw := bytes.TrimSpace(s.AdditionalProperties); {
	case len(raw) == 0 || string(raw) == "false":
	case string(raw) == "true":
		n.Open = true
	default:
		var additional properties
		if err := json.Unmarshal(raw, &additional); err != nil {
			return 0, err
		}
		if n.Additional, err = p.optional(&additional); err != nil {
			return 0, err
		}
	}
	return p.add(n)
}

func (p *pool) optional(s *properties) (*int, error) {
	if s == nil {
		return nil, nil
	}
	id, err := p.structural(s)
	return &id, err
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// squeeze makes one line of a text.
func squeeze(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
