// Command registry is an OCI registry on loopback, with or without the referrers API: clients must work with both, and
// find signatures by tag where the API is missing. Manifests live in memory, blobs in a folder.
package main

import (
	"flag"
	"io"
	"log"
	"net/http"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	blobs := flag.String("blobs", "", "folder for blobs")
	referrers := flag.Bool("referrers", false, "serve the referrers API")
	user := flag.String("user", "", "user name; without it, everybody may read and write")
	password := flag.String("password-file", "", "file with the password")
	flag.Parse()
	options := []registry.Option{registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(*referrers)}
	if *blobs != "" {
		options = append(options, registry.WithBlobHandler(registry.NewDiskBlobHandler(*blobs)))
	}
	handler := registry.New(options...)
	if *user != "" {
		handler = guarded(handler, *user, *password)
	}
	log.Fatal(http.ListenAndServe(*listen, handler))
}
