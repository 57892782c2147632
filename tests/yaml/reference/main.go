// Command reference reads YAML the way kubectl and Kustomize do, with their own libraries.
//
// Standard input: lines of {"id": ..., "input": base64}.
// Standard output: lines of {"id": ..., "kubectl": ..., "kustomize": ...}; each reading is
// {"objects": [...]} or {"error": "..."}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

type request struct {
	ID    string `json:"id"`
	Input []byte `json:"input"`
}

type reading struct {
	Objects []json.RawMessage `json:"objects,omitempty"`
	Error   string            `json:"error,omitempty"`
}

type answer struct {
	ID        string  `json:"id"`
	Kubectl   reading `json:"kubectl"`
	Kustomize reading `json:"kustomize"`
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "kustomize" {
		input, err := io.ReadAll(os.Stdin)
		must(err)
		must(json.NewEncoder(os.Stdout).Encode(kustomize(input)))
		return
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var ask request
		must(json.Unmarshal(lines.Bytes(), &ask))
		must(out.Encode(answer{
			ID:        ask.ID,
			Kubectl:   kubectl(ask.Input),
			Kustomize: kustomizeApart(ask.Input),
		}))
	}
	must(lines.Err())
}

// kubectl decodes a stream as kubectl's resource builder does (StreamVisitor of
// k8s.io/cli-runtime): one object at a time, empty ones skipped, lists taken apart.
func kubectl(input []byte) reading {
	decoder := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(input), 4096)
	var objects []json.RawMessage
	for {
		var raw runtime.RawExtension
		err := decoder.Decode(&raw)
		if err == io.EOF {
			return reading{Objects: objects}
		}
		if err != nil {
			return reading{Error: err.Error()}
		}
		if trimmed := bytes.TrimSpace(raw.Raw); len(trimmed) == 0 || bytes.Equal(trimmed, []byte("null")) {
			continue
		}
		read, err := unstructuredObjects(raw.Raw)
		if err != nil {
			return reading{Error: err.Error()}
		}
		objects = append(objects, read...)
	}
}

func unstructuredObjects(raw []byte) ([]json.RawMessage, error) {
	object, _, err := unstructured.UnstructuredJSONScheme.Decode(raw, nil, nil)
	if err != nil {
		return nil, err
	}
	if list, isList := object.(*unstructured.UnstructuredList); isList {
		var objects []json.RawMessage
		for _, item := range list.Items {
			encoded, err := json.Marshal(item.Object)
			if err != nil {
				return nil, err
			}
			objects = append(objects, encoded)
		}
		return objects, nil
	}
	encoded, err := json.Marshal(object.(*unstructured.Unstructured).Object)
	return []json.RawMessage{encoded}, err
}

// kustomizeApart runs the Kustomize reading in a process of its own: a self-referring anchor ends it.
func kustomizeApart(input []byte) reading {
	child := exec.Command(os.Args[0], "kustomize")
	child.Stdin = bytes.NewReader(input)
	output, err := child.Output()
	if err != nil {
		return reading{Error: "the process ended: " + err.Error()}
	}
	var answer reading
	must(json.Unmarshal(output, &answer))
	return answer
}

// kustomize builds a kustomization that holds the input as its only resource.
func kustomize(input []byte) reading {
	files := filesys.MakeFsInMemory()
	must(files.WriteFile("/kustomization.yaml", []byte("resources: [resource.yaml]\n")))
	must(files.WriteFile("/resource.yaml", input))
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "/")
	if err != nil {
		return reading{Error: err.Error()}
	}
	var objects []json.RawMessage
	for _, resource := range resources.Resources() {
		object, err := resource.MarshalJSON()
		if err != nil {
			return reading{Error: err.Error()}
		}
		objects = append(objects, object)
	}
	return reading{Objects: objects}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(2)
	}
}
