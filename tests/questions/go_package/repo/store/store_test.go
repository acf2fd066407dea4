package store

import "testing"

func TestPut(t *testing.T) {
	s := New(1)
	if s.Put("a", 1) != nil || s.Get("A") != 1 {
		t.Fatal(key("A"))
	}
}
