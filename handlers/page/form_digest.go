package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"maps"
	"mime/multipart"
	"slices"
)

// digest is what a form asks for, in 64 characters: where it was sent, its fields
// and its files, but for its ids. Sent again as it was, it has the same one. Each
// part carries its length, so that no two forms run together to the same bytes.
func (f *Form) digest() (string, error) {
	sum := sha256.New()
	add(sum, f.path)
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		if name == tokenField || name == formIDName {
			continue
		}
		for _, v := range f.values[name] {
			add(sum, name)
			add(sum, v)
		}
	}
	if f.upload != nil {
		for _, name := range slices.Sorted(maps.Keys(f.upload.File)) {
			for _, file := range f.upload.File[name] {
				add(sum, name)
				if err := addFile(sum, file); err != nil {
					return "", err
				}
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func add(sum hash.Hash, s string) { fmt.Fprintf(sum, "%d\x00%s", len(s), s) }

func addFile(sum hash.Hash, file *multipart.FileHeader) error {
	r, err := file.Open()
	if err != nil {
		return fmt.Errorf("reading an upload again: %w", err)
	}
	defer r.Close()
	fmt.Fprintf(sum, "%d\x00", file.Size)
	if _, err := io.Copy(sum, r); err != nil {
		return fmt.Errorf("reading an upload again: %w", err)
	}
	return nil
}
