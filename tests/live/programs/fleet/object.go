package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

type object map[string]any

func (o object) text(path ...string) string {
	value, _ := o.at(path...).(string)
	return value
}

func (o object) at(path ...string) any {
	var here any = map[string]any(o)
	for _, key := range path {
		fields, ok := here.(map[string]any)
		if !ok {
			return nil
		}
		here = fields[key]
	}
	return here
}

func (o object) kind() string      { return o.text("kind") }
func (o object) name() string      { return o.text("metadata", "name") }
func (o object) namespace() string { return o.text("metadata", "namespace") }
func (o object) metadata() map[string]any {
	metadata, _ := o["metadata"].(map[string]any)
	return metadata
}

func (o object) String() string {
	return fmt.Sprintf("%s %s/%s", o.kind(), o.namespace(), o.name())
}

func (o object) json() []byte {
	text, _ := json.Marshal(o)
	return text
}

func (o object) copy() object {
	var same object
	_ = json.Unmarshal(o.json(), &same)
	return same
}

var separator = regexp.MustCompile(`(?m)^---[ \t]*(#.*)?$`)

// load reads the objects of files and folders, lists taken apart.
func load(paths []string) ([]object, error) {
	var objects []object
	for _, path := range paths {
		err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			switch filepath.Ext(file) {
			case ".yaml", ".yml", ".json":
			default:
				return nil
			}
			found, err := parse(file)
			objects = append(objects, found...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return objects, nil
}

func parse(file string) ([]object, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var objects []object
	for _, document := range separator.Split(string(text), -1) {
		var one object
		if err := yaml.Unmarshal([]byte(document), &one); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		items, list := one["items"].([]any)
		if list && strings.HasSuffix(one.kind(), "List") {
			for _, item := range items {
				if fields, ok := item.(map[string]any); ok {
					objects = append(objects, fields)
				}
			}
		} else if one.kind() != "" && one.name() != "" {
			objects = append(objects, one)
		}
	}
	return objects, nil
}

// number fills a template: every NUMBER becomes the number of the object.
func number(template []byte, n int) []byte {
	return bytes.ReplaceAll(template, []byte("NUMBER"), fmt.Appendf(nil, "%05d", n))
}
