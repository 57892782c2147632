package main

import (
	"reflect"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
)

// options that kustomize compares with a fixed list, by type and field.
var options = map[string][]any{
	"Kustomization.buildMetadata": {types.OriginAnnotations, types.TransformerAnnotations, types.ManagedByLabelOption},
	"SortOptions.order":           {string(types.LegacySortOrder), string(types.FIFOSortOrder)},
	"GeneratorArgs.behavior":      {"create", "replace", "merge"},
}

// readKustomization takes the fields from the Go types that kustomize decodes into.
func readKustomization(p *pool) ([]kind, error) {
	id, err := p.goType(reflect.TypeFor[types.Kustomization](), "")
	return []kind{
		{types.KustomizationVersion, types.KustomizationKind, id},
		{types.ComponentVersion, types.ComponentKind, id},
	}, err
}

func (p *pool) goType(t reflect.Type, place string) (int, error) {
	switch t.Kind() {
	case reflect.Pointer:
		return p.goType(t.Elem(), place)
	case reflect.Struct:
		return p.goStruct(t)
	case reflect.Slice, reflect.Array:
		items, err := p.goType(t.Elem(), place)
		if err != nil {
			return 0, err
		}
		return p.add(node{Type: "array", Items: &items})
	case reflect.Map:
		additional, err := p.goType(t.Elem(), "")
		if err != nil {
			return 0, err
		}
		return p.add(node{Type: "object", Additional: &additional})
	case reflect.Bool:
		return p.add(node{Type: "boolean"})
	case reflect.String:
		return p.add(node{Type: "string", Enum: options[place]})
	case reflect.Interface:
		return p.add(node{Open: true})
	default:
		return p.add(node{Type: "integer"})
	}
}

func (p *pool) goStruct(t reflect.Type) (int, error) {
	n := node{Type: "object", Properties: map[string]int{}}
	if err := p.goFields(t, &n); err != nil {
		return 0, err
	}
	return p.add(n)
}

// goFields follows what encoding/json does with tags and embedded structs.
func (p *pool) goFields(t reflect.Type, n *node) error {
	for i := range t.NumField() {
		field := t.Field(i)
		name, rest, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || !field.IsExported() {
			continue
		}
		if field.Anonymous && (name == "" || strings.Contains(rest, "inline")) {
			inner := field.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if err := p.goFields(inner, n); err != nil {
				return err
			}
			continue
		}
		if name == "" {
			name = field.Name
		}
		id, err := p.goType(field.Type, t.Name()+"."+name)
		if err != nil {
			return err
		}
		n.Properties[name] = id
	}
	return nil
}
