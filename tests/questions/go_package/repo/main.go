// Command depot keeps things.
package main

import (
	"fmt"
	"net/http"

	"example.com/depot/store"
	web "example.com/depot/internal/web"
)

func main() {
	s := store.New(3)
	s.Put("a", 1)
	fmt.Println(s.Get("a"), store.Limit)
	http.Get("/")
	web.Get(s, "/")
}
