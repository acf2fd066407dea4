package gin

func (c *Context) First() {
	x := foo(1,
	if c.
}

// Second is whole.
func (c *Context) Second() string {
	s := `abc
	return "
}

type Engine struct {
	pool sync.Pool
}

func (e *Engine) Third() {}
