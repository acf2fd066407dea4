package store

import "strings"

type base struct{ touched int }

func (b *base) touch() { b.touched++ }

// key is how a name is kept.
func key(name string) string {
	return strings.ToLower(name)
}
