// Package store keeps things.
package store

import "errors"

// Limit is how many things there may be.
const Limit = 100

// ErrFull says that there is no room.
var ErrFull = errors.New("full")

// Store keeps things by name.
type Store struct {
	base
	items map[string]int
	size  int
}

// Getter gets things.
type Getter interface {
	Get(name string) int
}

// New makes an empty store.
func New(size int) *Store {
	return &Store{items: map[string]int{}, size: size}
}

// Put keeps a thing.
func (s *Store) Put(name string, value int) error {
	if len(s.items) >= s.size {
		return ErrFull
	}
	s.items[key(name)] = value
	s.touch()
	return nil
}

// Get returns a thing.
func (s *Store) Get(name string) int {
	return s.items[key(name)]
}
