package shop

func use(cart *Cart) {
	cart.
}

func next(count int, {
	fail(count)
}

type Cart struct {
	items []Item
	total

type Shelf interface {
	Place(item Item) error
}

func fill(shelf Shelf) {
	shelf.Place(Item{Name: "x", 
}

// Sum is whole.
func (c *Cart) Sum(from, to int) (sum int) {
	return c.add(from, to)
}
