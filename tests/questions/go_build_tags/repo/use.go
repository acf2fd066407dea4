package tags

func Use() int { return open() }
