package main

// ours reports whether a directory is this user's own. On Windows the directory
// of temporary files is.
func ours(string) bool { return true }
