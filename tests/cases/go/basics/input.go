// Package p has one of each.
package p

import . "a"
import (
	"fmt"
	_ "image/png"
	x "c/v2"
	"github.com/d/e"
)

type A int

type (
	// B is a string.
	B = string
	C[T any] []T
)

// S does.
//
// More.
type S[T any, U ~int | string] struct {
	*e.Foo
	Bar
	// Many.
	a, b int `json:"x"`
	G[int]
	f  func(x int) error
	in struct{ z T }
}

type I interface {
	// M does m.
	M(a int, b ...string) (int, error)
	fmt.Stringer
	Other
	~int | ~uint
}

const (
	X, Z = iota, 1
	Y
)
const W Foo = 1

var v1, v2 = f(), g()

// Here.
var c e.Foo

var table = map[A]func(int) B{
	X: func(i int) B { var in = i; return h(in) },
}

func asm(a int) uint32

// Do does.
func (s *S[T, U]) Do(a, b int, c ...string) (n int, err error) {
L:
	for i, v := range xs {
		continue L
	}
	y := &Foo{A: 1, b: Bar{}}
	z, ok := m[k].(Foo)
	q, err := open(a, W), fmt.Sprint("x")
	s.in.z = nil
	switch t := x.(type) {
	case *Foo, Bar:
		t.x()
	}
	select {
	case v, ok := <-ch:
		f(v)
	}
	go func(x int) { return }(1)
	defer s.mu.Unlock()
	Map[int, string](a, b)
	var u Foo[int] = Bar(Y)
	const local = 1 << X
	w := make(map[string]e.Foo)
	type inner struct{ deep int }
	if err := fmt.Errorf("%w", e.ErrX); err != nil {
		return local, err
	}
	return s.Do(1, 2).then().x, nil
}

func (S) bare() {}
