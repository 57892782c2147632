package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestPasswordAndFailuresAreReadAtEachRequest(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	root := t.TempDir()
	for _, name := range []string{"a.git", "b.git"} {
		if out, err := exec.Command(git, "init", "--quiet", "--bare", filepath.Join(root, name)).CombinedOutput(); err != nil {
			t.Fatal(string(out))
		}
	}
	file := filepath.Join(t.TempDir(), "settings.json")
	stand := httptest.NewServer(server{root, file, git})
	defer stand.Close()
	ask := func(repository, password string) int {
		request, _ := http.NewRequest("GET", fmt.Sprintf("%s/%s/info/refs?service=git-upload-pack", stand.URL, repository), nil)
		request.SetBasicAuth("git", password)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	for _, step := range []struct {
		settings, repository, password string
		want                           int
	}{
		{`{"user":"git","password":"one"}`, "a.git", "one", 200},
		{`{"user":"git","password":"one"}`, "a.git", "two", 401},
		{`{"user":"git","password":"two"}`, "a.git", "one", 401},
		{`{"user":"git","password":"two"}`, "missing.git", "two", 404},
		{`{"user":"git","password":"two","fail":[{"path":"/a.git","status":503}]}`, "a.git", "two", 503},
		{`{"user":"git","password":"two","fail":[{"path":"/a.git","status":503}]}`, "b.git", "two", 200},
		{`{"user":"git","password":"two","fail":[{"path":"/a.git","delay":"1ms"}]}`, "a.git", "two", 200},
	} {
		if err := os.WriteFile(file, []byte(step.settings), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := ask(step.repository, step.password); got != step.want {
			t.Errorf("%+v: %d", step, got)
		}
	}
}
