// Command git-server serves bare repositories over HTTP with basic authentication, through git's own http-backend.
//
// The settings file is read at each request, so that a test can change the password or ask for a failure while
// clients run:
//
//	{"user": "git", "password": "…", "fail": [{"path": "/team-a.git", "status": 503, "delay": "2s"}]}
//
// A failure applies to paths with its prefix (all, when empty): after the delay it answers with the status, or goes on
// as usual where none is given.
package main

import (
	"crypto/subtle"
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"net/http/cgi"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

type failure struct {
	Path   string
	Status int
	Delay  string
}

type settings struct {
	User, Password string
	Fail           []failure
}

type server struct {
	root, settings, git string
}

func (s server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now, err := read(s.settings)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if status := fails(now.Fail, r.URL.Path); status != 0 {
		log.Printf("%s %s: %d as asked for", r.Method, r.URL.Path, status)
		http.Error(w, http.StatusText(status), status)
		return
	}
	user, password, _ := r.BasicAuth()
	if !equal(user, now.User) || !equal(password, now.Password) {
		log.Printf("%s %s: 401", r.Method, r.URL.Path)
		w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		http.Error(w, "authentication required", http.StatusUnauthorized)
		return
	}
	log.Printf("%s %s", r.Method, r.URL)
	handler := cgi.Handler{
		Path: s.git,
		Args: []string{"http-backend"},
		Env:  []string{"GIT_PROJECT_ROOT=" + s.root, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=" + user},
	}
	handler.ServeHTTP(w, r)
}

func equal(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

func read(file string) (settings, error) {
	var now settings
	text, err := os.ReadFile(file)
	if err != nil {
		return now, err
	}
	return now, json.Unmarshal(text, &now)
}

// fails waits as the first matching failure says, and returns its status.
func fails(failures []failure, path string) int {
	for _, one := range failures {
		if strings.HasPrefix(path, one.Path) {
			wait, _ := time.ParseDuration(one.Delay)
			time.Sleep(wait)
			return one.Status
		}
	}
	return 0
}

func main() {
	root := flag.String("root", ".", "folder of the bare repositories")
	listen := flag.String("listen", "127.0.0.1:0", "address")
	file := flag.String("settings", "", "settings file")
	flag.Parse()
	git, err := exec.LookPath("git")
	if err != nil {
		log.Fatal(err)
	}
	folder, err := filepath.Abs(*root)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(*listen, server{folder, *file, git}))
}
