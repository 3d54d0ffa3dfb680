//go:build !linux

package net_test

func onePort() {}

func controls() {}
