package main

import (
	"C"
	"context"
	"net/http"
	_ "net/http/pprof"
	. "strings"

	"github.com/go-chi/chi/v5"
	yaml "gopkg.in/yaml.v3"

	"example.com/shop/internal/cart"
)

import rand2 "math/rand/v2"

func main() {
	router := chi.NewRouter()
	router.Get("/", http.HandlerFunc(index))
	c := cart.New(context.Background())
	var out yaml.Node
	_ = yaml.Unmarshal([]byte(ToUpper("a")), &out)
	c.Fill(rand2.IntN(3), cart.Options{Limit: cart.DefaultLimit})
	http.ListenAndServe(":80", router)
}

func index(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(r.URL.Path))
}
