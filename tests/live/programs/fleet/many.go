package main

import (
	"encoding/json"
	"fmt"
)

// many creates objects from a template by number, with their statuses, and returns the size of the last one.
func many(c *client, file string, from, count int) (int, error) {
	templates, err := load([]string{file})
	if err != nil {
		return 0, err
	}
	if err := namespaces(c, templates); err != nil {
		return 0, err
	}
	size := 0
	for _, template := range templates {
		kind, err := c.resource(template.text("apiVersion"), template.kind())
		if err != nil {
			return 0, err
		}
		whole := template.json()
		status := object{"status": template["status"]}.json()
		numbers := make([]int, count)
		for n := range numbers {
			numbers[n] = from + n
		}
		size = len(number(whole, from))
		collection := kind.collection(template.namespace())
		err = each(numbers, func(n int) error {
			if _, err := c.send("POST", collection+"?fieldManager="+manager, "application/json", number(whole, n)); err != nil {
				return err
			}
			if !kind.status || template["status"] == nil {
				return nil
			}
			path := fmt.Sprintf("%s/%s/status", collection, number([]byte(template.name()), n))
			_, err := c.send("PATCH", path, "application/merge-patch+json", number(status, n))
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return size, nil
}

var system = map[string]bool{"kube-system": true, "kube-public": true, "kube-node-lease": true, "default": true}

// clear deletes every namespaced object outside the namespaces of Kubernetes itself. Finalizers go first: no
// controller is there to honour them.
func clear(c *client) (int, error) {
	answer, err := c.send("GET", "/apis", "", nil)
	if err != nil {
		return 0, err
	}
	var groups struct {
		Groups []struct{ PreferredVersion struct{ GroupVersion string } }
	}
	if err := json.Unmarshal(answer, &groups); err != nil {
		return 0, err
	}
	versions := []string{"v1"}
	for _, group := range groups.Groups {
		versions = append(versions, group.PreferredVersion.GroupVersion)
	}
	deleted := 0
	for _, version := range versions {
		served, err := c.resources(version)
		if err != nil {
			return deleted, err
		}
		for _, kind := range served {
			count, err := clearKind(c, kind)
			deleted += count
			if err != nil {
				return deleted, err
			}
		}
	}
	return deleted, nil
}

func clearKind(c *client, kind resource) (int, error) {
	verbs := map[string]bool{}
	for _, verb := range kind.Verbs {
		verbs[verb] = true
	}
	if !kind.Namespaced || !verbs["list"] || !verbs["delete"] {
		return 0, nil
	}
	answer, err := c.send("GET", kind.collection(""), "", nil)
	if err != nil {
		return 0, err
	}
	var list struct{ Items []object }
	if err := json.Unmarshal(answer, &list); err != nil {
		return 0, err
	}
	ours, _ := split(list.Items, func(o object) bool { return !system[o.namespace()] })
	return len(ours), each(ours, func(o object) error {
		path := kind.collection(o.namespace()) + "/" + o.name()
		if o.at("metadata", "finalizers") != nil {
			body := []byte(`{"metadata":{"finalizers":null}}`)
			if _, err := c.send("PATCH", path, "application/merge-patch+json", body); err != nil && code(err) != 404 {
				return err
			}
		}
		_, err := c.send("DELETE", path, "", nil)
		if code(err) == 404 {
			return nil
		}
		return err
	})
}
