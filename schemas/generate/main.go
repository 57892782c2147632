// Command generate writes the compact schemas of ../data from the packages that ../sources.yaml pins.
//
// Field facts only: no descriptions, equal subtrees once. Two runs give the same bytes. With an argument it
// writes nothing and helps tests/schemas/compare.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"

	"sigs.k8s.io/yaml"
)

type source struct {
	Data      string   `json:"data"`
	Component string   `json:"component"`
	Version   string   `json:"version"`
	Module    string   `json:"module"`
	Read      string   `json:"read"`
	Files     []string `json:"files"`
	// Why the version is not the newest.
	Why       string     `json:"why"`
	Additions []addition `json:"additions"`
}

type table struct {
	CheckedOn string   `json:"checkedOn"`
	Sources   []source `json:"sources"`
}

// kind is one served version of a kind.
type kind struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Node       int    `json:"node"`
}

// group is one file of data.
type group struct {
	Component string `json:"component"`
	Version   string `json:"version"`
	Module    string `json:"module"`
	// Structural: a custom resource, whose defaults are applied before it is judged.
	Structural bool `json:"structural"`
	// IgnoreCase: field names match whatever their case.
	IgnoreCase bool   `json:"ignoreCase"`
	Kinds      []kind `json:"kinds"`
	Nodes      []node `json:"nodes"`
}

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	text, err := os.ReadFile("../sources.yaml")
	if err != nil {
		return fmt.Errorf("run it in schemas/generate: %w", err)
	}
	var t table
	if err := yaml.UnmarshalStrict(text, &t); err != nil {
		return err
	}
	if len(os.Args) > 1 {
		return compare(t, os.Args[1])
	}
	index := map[string]string{}
	for _, s := range t.Sources {
		g, err := read(s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Data, err)
		}
		// A row further up wins: it is the newer one.
		g.Kinds = slices.DeleteFunc(g.Kinds, func(k kind) bool {
			_, ok := index[k.APIVersion+"/"+k.Kind]
			return ok
		})
		for _, k := range g.Kinds {
			index[k.APIVersion+"/"+k.Kind] = s.Data
		}
		size, err := write(s.Data, g)
		if err != nil {
			return err
		}
		log.Printf("%-18s %-8s kinds %3d nodes %5d bytes %7d", s.Data, s.Version, len(g.Kinds), len(g.Nodes), size)
	}
	return writeIndex(index)
}

// compare prints what the packages of the table say themselves.
func compare(t table, what string) error {
	switch what {
	case "published":
		return printPublished(t)
	case "decode":
		return decodeKustomizations()
	}
	return fmt.Errorf("%s: neither published nor decode", what)
}

func read(s source) (group, error) {
	dir, err := download(s.Module)
	if err != nil {
		return group{}, err
	}
	g := group{Component: s.Component, Version: s.Version, Module: s.Module}
	p := newPool()
	switch s.Read {
	case "openapi":
		g.Kinds, err = readOpenAPI(p, dir)
	case "kustomization":
		g.IgnoreCase = true
		g.Kinds, err = readKustomization(p)
	default:
		g.Structural = true
		g.Kinds, err = readCRDs(p, dir, s)
	}
	sort.Slice(g.Kinds, func(a, b int) bool {
		x, y := g.Kinds[a], g.Kinds[b]
		if x.APIVersion != y.APIVersion {
			return x.APIVersion < y.APIVersion
		}
		return x.Kind < y.Kind
	})
	g.Nodes = p.nodes
	return g, err
}

// download brings a module into the module cache with the go command and returns its folder.
func download(module string) (string, error) {
	command := exec.Command("go", "mod", "download", "-json", module)
	// Outside any module, so that the versions of this one do not matter.
	command.Dir = os.TempDir()
	out, err := command.Output()
	var answer struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &answer); jsonErr != nil {
		return "", fmt.Errorf("go mod download %s: %w", module, err)
	}
	if answer.Error != "" {
		return "", fmt.Errorf("go mod download %s: %s", module, answer.Error)
	}
	return answer.Dir, nil
}

func write(name string, g group) (int, error) {
	text, err := json.Marshal(g)
	if err != nil {
		return 0, err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := z.Write(text); err != nil {
		return 0, err
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return packed.Len(), os.WriteFile(filepath.Join("..", "data", name+".json.gz"), packed.Bytes(), 0o644)
}

func writeIndex(index map[string]string) error {
	text, err := json.MarshalIndent(index, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("..", "data", "index.json"), append(text, '\n'), 0o644)
}
