//go:build !linux

package main

// memoryDir gives temp: where memory can be a directory is known for Linux alone.
func memoryDir(temp string) string { return temp }
