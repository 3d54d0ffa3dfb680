//go:build !windows

package main

// systemLanguage returns "", because the locale alone names the language here
// (locale(7)).
func systemLanguage() string { return "" }
