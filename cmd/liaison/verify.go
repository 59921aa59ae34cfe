package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
)

// verifyName is what WeChat calls the files that prove a domain.
var verifyName = regexp.MustCompile(`^MP_verify_[A-Za-z0-9]{1,64}\.txt$`)

// verifyLimit is far above the 16 characters that are in such a file.
const verifyLimit = 4 << 10

// readVerifyFiles reads the files of WeChat's domain check, by name. An empty
// directory name has none; a named one must have one.
func readVerifyFiles(dir string) (map[string][]byte, error) {
	if dir == "" {
		return nil, nil
	}
	tree := os.DirFS(dir)
	names, err := fs.Glob(tree, "MP_verify_*.txt")
	if err != nil || len(names) == 0 {
		return nil, errors.New("has no MP_verify_*.txt in it; put the file from 公众号设置 → 功能设置 there, or leave the variable out")
	}
	files := map[string][]byte{}
	for _, name := range names {
		text, err := fs.ReadFile(tree, name)
		if err != nil || len(text) > verifyLimit || !verifyName.MatchString(name) {
			return nil, fmt.Errorf("has a file that is not as WeChat gave it out: %s", name)
		}
		files[name] = text
	}
	return files, nil
}
