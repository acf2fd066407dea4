// Package web answers over HTTP.
package web

import "example.com/depot/store"

type handler struct {
	store *store.Store
}

// Get answers one request.
func Get(s *store.Store, path string) int {
	h := handler{store: s}
	return h.serve(path)
}

func (h handler) serve(path string) int {
	return h.store.Get(key(path))
}

func key(path string) string {
	return path[1:]
}

func any(g store.Getter) int {
	return g.Get("x")
}
