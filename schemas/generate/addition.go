package main

import (
	"slices"
	"strings"
)

// addition is what a schema gets besides what the package says.
type addition struct {
	Kinds []string `json:"kinds"`
	// At is a pointer into the object; `*` is any item.
	At string `json:"at"`
	// Fields are known, their content is not judged.
	Fields []string `json:"fields"`
	// Values are allowed besides the listed ones.
	Values []any `json:"values"`
	// Optional fields are no longer required.
	Optional []string `json:"optional"`
}

// apply changes the schema and says whether the place exists.
func (a addition) apply(s *properties) bool {
	for _, step := range strings.Split(strings.Trim(a.At, "/"), "/") {
		if step == "*" {
			s = s.Items
		} else {
			s = s.Properties[step]
		}
		if s == nil {
			return false
		}
	}
	for _, field := range a.Fields {
		if s.Properties[field] == nil {
			s.Properties[field] = &properties{Preserve: true}
		}
	}
	if len(s.Enum) > 0 {
		s.Enum = append(s.Enum, a.Values...)
	}
	s.Required = slices.DeleteFunc(s.Required, func(name string) bool { return slices.Contains(a.Optional, name) })
	return true
}
