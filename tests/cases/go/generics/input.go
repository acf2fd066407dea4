package sets

import "cmp"

// Set holds each element once.
type Set[E comparable] map[E]struct{}

type Pair[K cmp.Ordered, V any] struct {
	Key K
	Val V
}

type Tree[T interface{ Less(T) bool }] struct {
	left, right *Tree[T]
	value       T
}

type Alias = Set[string]

// Add puts an element in.
func (s Set[E]) Add(e E) { s[e] = struct{}{} }

func (t *Tree[T]) Walk(visit func(T)) {
	t.left.Walk(visit)
	visit(t.value)
}

func Map[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, each := range list {
		out = append(out, f(each))
	}
	return out
}

func use() {
	s := Set[int]{}
	s.Add(1)
	names := Map[int, string](keys(s), label)
	p := Pair[string, int]{"a", 1}
	q := new(Tree[word])
	q.Walk(func(w word) { w.Print(p.Key, names) })
	maps.Keys[int](s)
}
