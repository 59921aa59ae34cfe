package main

import "fmt"

// allowance lets one test be skipped in a full check.
type allowance struct {
	pkg, test string // the test by its full name, subtests included
	reason    string
}

// mayBeSkipped is short, and each line has its reason: a test that is skipped
// everywhere tests nothing.
var mayBeSkipped = []allowance{}

// unwarranted finds skipped tests that are not on the list.
func unwarranted(skipped []skip, allowed []allowance) []string {
	var found []string
	for _, s := range skipped {
		if !s.allowed(allowed) {
			found = append(found, fmt.Sprintf("%s %s was skipped and may not be (cmd/check/skips.go): %s", s.pkg, s.test, s.reason))
		}
	}
	return found
}

func (s skip) allowed(list []allowance) bool {
	for _, a := range list {
		if a.pkg == s.pkg && a.test == s.test {
			return true
		}
	}
	return false
}
