package panel

// openTty leaves it to tcell to open this process's console.
func openTty() (*typedTty, error) { return nil, nil }
