package main

// ours tells whether a directory is this user's own. On Windows the temporary
// files are.
func ours(string) bool { return true }
