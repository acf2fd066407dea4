package units

// ByteSize counts bytes.
type ByteSize float64

// The sizes, each 1024 times the one before.
const (
	_           = iota // the first is thrown away
	KB ByteSize = 1 << (10 * iota)
	MB                 // a million or so
	GB
)

const (
	bit0, mask0 = 1 << iota, 1<<iota - 1
	bit1, mask1
)

// Largest is the last one.
const Largest = GB

var names = map[ByteSize]string{
	KB: "kilo",
	MB: "mega",
}

var (
	// zero is where counting starts.
	zero  ByteSize
	first = [...]string{0: "a", 1: "b"}
)

// String makes a ByteSize a fmt.Stringer.
func (b ByteSize) String() string {
	switch {
	case b >= GB:
		return format(b/GB, "GB")
	case b >= MB, b == zero:
		return names[MB]
	}
	const limit = 3
	return names[KB][:limit]
}
