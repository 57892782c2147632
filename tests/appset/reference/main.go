// Answers questions about templates and globs with the packages that Argo CD itself uses.
//
// One JSON object a line on standard input, one a line on standard output. `{"$strings": […]}` in the parameters is a
// []string and `{"$stringmap": {…}}` a map[string]string.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/bmatcuk/doublestar/v4"
	"github.com/gosimple/slug"
	"github.com/jeremywohl/flatten"
	"github.com/valyala/fasttemplate"
	"sigs.k8s.io/yaml"
)

type question struct {
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Name     string `json:"name"`
	Missing  string `json:"missing"`
	Params   any    `json:"params"`
}

type answer struct {
	Ok   bool   `json:"ok"`
	Text string `json:"text"`
}

var odd = regexp.MustCompile("[^-a-z0-9.]")

func normalize(name string) string {
	name = odd.ReplaceAllString(strings.ToLower(name), "-")
	if len(name) > 253 {
		name = name[:253]
	}
	return strings.Trim(name, "-.")
}

func slugify(args ...any) string {
	size, smart, name := 50, true, ""
	for at, arg := range args {
		switch {
		case at == len(args)-1:
			name = arg.(string)
		case at == 0:
			size = arg.(int)
		case at == 1:
			smart = arg.(bool)
		}
	}
	slug.EnableSmartTruncate, slug.MaxLength = smart, size
	return slug.Make(normalize(name))
}

func functions() template.FuncMap {
	all := template.FuncMap(sprig.GenericFuncMap())
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(all, name)
	}
	all["normalize"] = normalize
	all["slugify"] = slugify
	all["toYaml"] = func(value any) (string, error) {
		data, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(data), "\n"), err
	}
	all["fromYaml"] = func(text string) (map[string]any, error) {
		out := map[string]any{}
		return out, yaml.Unmarshal([]byte(text), &out)
	}
	all["fromYamlArray"] = func(text string) ([]any, error) {
		out := []any{}
		return out, yaml.Unmarshal([]byte(text), &out)
	}
	return all
}

func typed(value any) any {
	switch value := value.(type) {
	case []any:
		for at := range value {
			value[at] = typed(value[at])
		}
	case map[string]any:
		if list, ok := value["$strings"].([]any); ok {
			out := []string{}
			for _, item := range list {
				out = append(out, item.(string))
			}
			return out
		}
		if entries, ok := value["$stringmap"].(map[string]any); ok {
			out := map[string]string{}
			for key, item := range entries {
				out[key] = item.(string)
			}
			return out
		}
		for key := range value {
			value[key] = typed(value[key])
		}
	}
	return value
}

func goTemplate(q question) (string, error) {
	parsed, err := template.New("base").Funcs(functions()).Option("missingkey=" + q.Missing).Parse(q.Text)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = parsed.Execute(&out, typed(q.Params))
	return out.String(), err
}

var looksTemplated = regexp.MustCompile(".*{{.*}}.*")

func fast(q question) (string, error) {
	params, _ := q.Params.(map[string]any)
	if !looksTemplated.MatchString(q.Text) {
		return q.Text, nil
	}
	parsed, err := fasttemplate.NewTemplate(q.Text, "{{", "}}")
	if err != nil {
		return "", err
	}
	return parsed.ExecuteFuncString(func(w io.Writer, tag string) (int, error) {
		name := strings.TrimSpace(tag)
		value, ok := params[name].(string)
		if name == "" || !ok {
			return fmt.Fprintf(w, "{{%s}}", tag)
		}
		return w.Write([]byte(value))
	}), nil
}

func flat(q question) (string, error) {
	params, _ := q.Params.(map[string]any)
	all, err := flatten.Flatten(params, "", flatten.DotStyle)
	if err != nil {
		return "", err
	}
	out := map[string]string{}
	for key, value := range all {
		out[key] = fmt.Sprintf("%v", value)
	}
	text, err := json.Marshal(out)
	return string(text), err
}

func reply(q question) (text string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%v", problem)
		}
	}()
	switch q.Kind {
	case "go":
		return goTemplate(q)
	case "fast":
		return fast(q)
	case "flatten":
		return flat(q)
	case "match":
		ok, err := path.Match(q.Text, q.Name)
		return fmt.Sprint(ok), err
	case "doublestar":
		if !doublestar.ValidatePattern(q.Text) {
			return "", doublestar.ErrBadPattern
		}
		ok, err := doublestar.Match(q.Text, q.Name)
		return fmt.Sprint(ok), err
	}
	return "", fmt.Errorf("no kind %q", q.Kind)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		text, err := reply(q)
		if err != nil {
			text = err.Error()
		}
		_ = out.Encode(answer{err == nil, text})
	}
}
