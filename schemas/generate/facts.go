package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// facts are what the API server checks beyond its OpenAPI document, by `group.version.Type` and field.
type facts struct {
	enums map[string][]any
}

// readFacts takes the allowed values from the generated OpenAPI code, which names them where the
// published document does not.
func readFacts(dir string) (facts, error) {
	f := facts{enums: map[string][]any{}}
	file := filepath.Join(dir, "pkg/generated/openapi/zz_generated.openapi.go")
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return f, err
	}
	for _, declaration := range tree.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		parts := strings.Split(function.Name.Name, "_")
		if len(parts) < 4 || parts[0] != "schema" {
			continue
		}
		owner := strings.Join(parts[len(parts)-3:], ".")
		ast.Inspect(function.Body, func(n ast.Node) bool {
			f.field(owner, n)
			return true
		})
	}
	if len(f.enums) < 100 {
		return f, fmt.Errorf("only %d lists of allowed values found", len(f.enums))
	}
	return f, nil
}

// field takes `"name": {SchemaProps: … Enum: …}`.
func (f facts) field(owner string, n ast.Node) {
	pair, ok := n.(*ast.KeyValueExpr)
	if !ok {
		return
	}
	name, ok := text(pair.Key)
	if !ok {
		return
	}
	ast.Inspect(pair.Value, func(n ast.Node) bool {
		inner, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		label, ok := inner.Key.(*ast.Ident)
		if !ok || label.Name != "Enum" {
			return true
		}
		list, ok := inner.Value.(*ast.CompositeLit)
		if !ok {
			return true
		}
		var values []any
		for _, element := range list.Elts {
			if value, ok := text(element); ok {
				values = append(values, value)
			}
		}
		f.enums[owner+"."+name] = values
		return true
	})
}

func text(expression ast.Expr) (string, bool) {
	literal, ok := expression.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

// apply adds the allowed values of a field to its node, or to the items of its list. An empty text is the same as none: the
// API server puts the default in its place.
func (f facts) apply(p *pool, n *node, place string) error {
	parts := strings.Split(place, ".")
	if len(parts) < 4 {
		return nil
	}
	values := f.enums[strings.Join(parts[len(parts)-4:], ".")]
	if len(values) == 0 {
		return nil
	}
	switch n.Type {
	case "string":
		n.Enum = append(slices.Clone(values), "")
	case "array":
		items, err := p.add(node{Type: "string", Enum: values})
		n.Items = &items
		return err
	}
	return nil
}
