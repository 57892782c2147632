package main

import (
	"bytes"
	"crypto/subtle"
	"net/http"
	"os"
)

// guarded asks for basic authentication. The password is read at each request, so that it can change meanwhile.
func guarded(next http.Handler, user, file string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wanted, err := os.ReadFile(file)
		given, password, _ := r.BasicAuth()
		if err != nil || given != user || subtle.ConstantTimeCompare(bytes.TrimSpace(wanted), []byte(password)) != 1 {
			w.Header().Set("WWW-Authenticate", `Basic realm="registry"`)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}`))
			return
		}
		next.ServeHTTP(w, r)
	})
}
