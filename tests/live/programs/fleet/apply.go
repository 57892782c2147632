package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const manager = "gitops-mcp-live"

// apply brings objects to the API server as they stand in files, their statuses included: CRDs and namespaces first,
// owners before what they own.
func apply(c *client, objects []object) error {
	first, rest := split(objects, func(o object) bool {
		return o.kind() == "CustomResourceDefinition" || o.kind() == "Namespace"
	})
	if err := each(first, func(o object) error { return bring(c, o) }); err != nil {
		return err
	}
	crds, _ := split(first, func(o object) bool { return o.kind() == "CustomResourceDefinition" })
	if err := each(crds, func(o object) error { return established(c, o) }); err != nil {
		return err
	}
	c.known = map[string][]resource{}
	if err := namespaces(c, rest); err != nil {
		return err
	}
	for len(rest) > 0 {
		waiting := map[string]bool{}
		for _, o := range rest {
			waiting[o.kind()+"/"+o.namespace()+"/"+o.name()] = true
		}
		owned, now := split(rest, func(o object) bool {
			for _, owner := range owners(o) {
				if waiting[fmt.Sprint(owner["kind"], "/", o.namespace(), "/", owner["name"])] {
					return true
				}
			}
			return false
		})
		if len(now) == 0 {
			return fmt.Errorf("%s and others own each other", owned[0])
		}
		if err := each(now, func(o object) error { return bring(c, o) }); err != nil {
			return err
		}
		rest = owned
	}
	return nil
}

func split(objects []object, yes func(object) bool) (with, without []object) {
	for _, o := range objects {
		if yes(o) {
			with = append(with, o)
		} else {
			without = append(without, o)
		}
	}
	return with, without
}

func owners(o object) []map[string]any {
	var found []map[string]any
	list, _ := o.at("metadata", "ownerReferences").([]any)
	for _, entry := range list {
		if owner, ok := entry.(map[string]any); ok {
			found = append(found, owner)
		}
	}
	return found
}

// namespaces creates those that objects stand in and no file declares.
func namespaces(c *client, objects []object) error {
	seen := map[string]bool{"": true}
	for _, o := range objects {
		if seen[o.namespace()] {
			continue
		}
		seen[o.namespace()] = true
		body := object{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": o.namespace()}}
		_, err := c.send("POST", "/api/v1/namespaces", "application/json", body.json())
		if err != nil && code(err) != http.StatusConflict {
			return err
		}
	}
	return nil
}

// bring applies one object, then its status, then its deletion if the file shows it being deleted.
func bring(c *client, o object) error {
	kind, err := c.resource(o.text("apiVersion"), o.kind())
	if err != nil {
		return fmt.Errorf("%s: %w", o, err)
	}
	path := kind.collection(o.namespace()) + "/" + o.name()
	body := o.copy()
	if kind.status || o.kind() == "CustomResourceDefinition" {
		delete(body, "status")
	}
	for _, set := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
		"deletionGracePeriodSeconds", "managedFields", "selfLink"} {
		delete(body.metadata(), set)
	}
	if err := ownedByLive(c, body); err != nil {
		return err
	}
	answer, err := c.send("PATCH", path+"?force=true&fieldManager="+manager, "application/apply-patch+yaml", body.json())
	if err != nil {
		return err
	}
	if status, written := o["status"].(map[string]any); written && kind.status {
		var live object
		if err := json.Unmarshal(answer, &live); err != nil {
			return err
		}
		shift(o, live, status)
		patch := object{"status": status}
		if _, err := c.send("PATCH", path+"/status", "application/merge-patch+json", patch.json()); err != nil {
			return err
		}
	}
	if o.text("metadata", "deletionTimestamp") != "" {
		_, err = c.send("DELETE", path, "application/json", []byte(`{"propagationPolicy":"Background"}`))
	}
	return err
}

// ownedByLive gives owner references the uid that the owner has on this server: the garbage collector would delete
// what belongs to an owner it does not know.
func ownedByLive(c *client, o object) error {
	for _, owner := range owners(o) {
		version, _ := owner["apiVersion"].(string)
		kind, err := c.resource(version, fmt.Sprint(owner["kind"]))
		if err != nil {
			continue
		}
		answer, err := c.send("GET", kind.collection(o.namespace())+"/"+fmt.Sprint(owner["name"]), "", nil)
		if code(err) == http.StatusNotFound {
			continue
		}
		if err != nil {
			return err
		}
		var live object
		if err := json.Unmarshal(answer, &live); err != nil {
			return err
		}
		owner["uid"] = live.text("metadata", "uid")
	}
	return nil
}

// shift moves observed generations by the distance between the generation in the file and the one that the server
// counts itself, so that "behind" stays behind and "current" stays current.
func shift(file, live object, status map[string]any) {
	written, ok := file.at("metadata", "generation").(float64)
	counted, _ := live.at("metadata", "generation").(float64)
	if !ok {
		return
	}
	move := func(fields map[string]any) {
		if observed, ok := fields["observedGeneration"].(float64); ok {
			fields["observedGeneration"] = max(0, observed+counted-written)
		}
	}
	move(status)
	conditions, _ := status["conditions"].([]any)
	for _, entry := range conditions {
		if condition, ok := entry.(map[string]any); ok {
			move(condition)
		}
	}
}

func established(c *client, crd object) error {
	path := "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + crd.name()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		answer, err := c.send("GET", path, "", nil)
		if err != nil {
			return err
		}
		var live object
		if err := json.Unmarshal(answer, &live); err != nil {
			return err
		}
		conditions, _ := live.at("status", "conditions").([]any)
		for _, entry := range conditions {
			condition, _ := entry.(map[string]any)
			if condition["type"] == "Established" && condition["status"] == "True" {
				return nil
			}
		}
	}
	return fmt.Errorf("%s is not established", crd.name())
}
