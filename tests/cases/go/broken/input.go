package shop

// Before is whole.
func Before() error { return nil }

func open(path string) {
	if path == "" {
		fail(path)
}

// After comes after a missing brace.
func After(count int) error {
	return Before()
}

const Limit = 10

type Cart struct {
	items []Item
}

func (c *Cart) Add(item Item) error {
	return c.check(item)
}

func (c Cart) Len() int { return len(c.items) }

func Last() { After(Limit) }
