package service

func total(prices []int) int {
	sum := 0
	for _, each := range prices {
		sum += each
	}
	return sum
}

func order(prices []int) int {
	return total(prices)
}
