package main

import "encoding/json"

// node is one schema; children are numbers of nodes.
type node struct {
	Type        string `json:"type,omitempty"`
	Format      string `json:"format,omitempty"`
	IntOrString bool   `json:"intOrString,omitempty"`
	Quantity    bool   `json:"quantity,omitempty"`
	Nullable    bool   `json:"nullable,omitempty"`
	// Open: fields that are not named are kept.
	Open bool `json:"open,omitempty"`
	// Embedded: a whole object, with apiVersion, kind and the metadata of any object.
	Embedded   bool           `json:"embedded,omitempty"`
	Properties map[string]int `json:"properties,omitempty"`
	Required   []string       `json:"required,omitempty"`
	Additional *int           `json:"additional,omitempty"`
	Items      *int           `json:"items,omitempty"`
	AllOf      []int          `json:"allOf,omitempty"`
	AnyOf      []int          `json:"anyOf,omitempty"`
	OneOf      []int          `json:"oneOf,omitempty"`
	Not        *int           `json:"not,omitempty"`
	Enum       []any          `json:"enum,omitempty"`
	Pattern    string         `json:"pattern,omitempty"`
	Minimum    *float64       `json:"minimum,omitempty"`
	Maximum    *float64       `json:"maximum,omitempty"`
	// The bound itself is not allowed.
	ExclusiveMinimum bool     `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum bool     `json:"exclusiveMaximum,omitempty"`
	MultipleOf       *float64 `json:"multipleOf,omitempty"`
	MinLength        *int     `json:"minLength,omitempty"`
	MaxLength        *int     `json:"maxLength,omitempty"`
	MinItems         *int     `json:"minItems,omitempty"`
	MaxItems         *int     `json:"maxItems,omitempty"`
	MinProperties    *int     `json:"minProperties,omitempty"`
	MaxProperties    *int     `json:"maxProperties,omitempty"`
	// ListKeys: items are told apart by these fields.
	ListKeys []string `json:"listKeys,omitempty"`
	Set      bool     `json:"set,omitempty"`
	Default  any      `json:"default,omitempty"`
	Rules    []rule   `json:"rules,omitempty"`
}

// rule is one CEL rule.
type rule struct {
	Rule      string `json:"rule"`
	Message   string `json:"message,omitempty"`
	FieldPath string `json:"fieldPath,omitempty"`
}

// pool holds equal nodes once.
type pool struct {
	nodes []node
	known map[string]int
}

func newPool() *pool {
	return &pool{known: map[string]int{}}
}

func (p *pool) add(n node) (int, error) {
	key, err := json.Marshal(n)
	if err != nil {
		return 0, err
	}
	if id, ok := p.known[string(key)]; ok {
		return id, nil
	}
	id := len(p.nodes)
	p.nodes = append(p.nodes, n)
	p.known[string(key)] = id
	return id, nil
}

// reserve keeps a number for a definition that may contain itself.
func (p *pool) reserve() int {
	p.nodes = append(p.nodes, node{})
	return len(p.nodes) - 1
}
