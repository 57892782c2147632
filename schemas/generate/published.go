package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// published is what the packages of the table carry, as it stands there: for servers and programs to compare with.
type published struct {
	// CRDs by name; a row further up wins.
	CRDs map[string]json.RawMessage `json:"crds"`
	// OpenAPI names the files of the built-in kinds.
	OpenAPI []string `json:"openapi"`
}

// printPublished writes it to standard output.
func printPublished(t table) error {
	all := published{CRDs: map[string]json.RawMessage{}}
	for _, s := range t.Sources {
		dir, err := download(s.Module)
		if err != nil {
			return err
		}
		if s.Read == "openapi" {
			if all.OpenAPI, err = filepath.Glob(filepath.Join(dir, openAPIFiles)); err != nil {
				return err
			}
		}
		documents, err := definitions(dir, s.Files)
		if err != nil {
			return err
		}
		for _, document := range documents {
			if err := all.add(document); err != nil {
				return err
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(all)
}

func (all published) add(document []byte) error {
	text, err := yaml.YAMLToJSON(document)
	if err != nil {
		return err
	}
	var head struct {
		Kind     string `json:"kind"`
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(text, &head); err != nil || head.Kind != "CustomResourceDefinition" {
		return err
	}
	if _, taken := all.CRDs[head.Metadata.Name]; !taken {
		all.CRDs[head.Metadata.Name] = text
	}
	return nil
}
