// Package store is the leaf of Liaison: the types of an office of a People's
// Congress, their validation, the legal changes of state, the table of who may
// do what, and the arithmetic of working days. It does no I/O and imports the
// standard library only, so that every rule in it can be read and tested alone.
package store
