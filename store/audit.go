package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"
)

// AuditRow records one act. It holds no personal text, so that erasing a person
// never breaks the chain.
type AuditRow struct {
	ID       string
	At       time.Time
	Actor    ActorKind
	ActorID  string
	From     string
	Act      Act
	Object   string // opinion, deputy …
	ObjectID string
	OfficeID string
	Fields   string // names of what changed, and codes: state=new>assigned
	Digest   string // keyed digest of the text concerned, if any
	Seq      int64  // position in the chain; 0 until sealed
	Hash     string
	// Salt and Mark stand in the chain for a person's pseudonym, so that erasing
	// the person can take the pseudonym out of a sealed row.
	Salt string
	Mark string
}

// AuditPerson is the Object of rows about somebody in WeChat: their ObjectID is
// such a person's pseudonym.
const AuditPerson = "person"

// Seal gives a row its number in the chain and its hash, which covers the hash
// before it and every field. Where the row names a person in WeChat, salt (from
// NewSecret) hides the pseudonym in Mark, and the chain holds the mark only.
func (r *AuditRow) Seal(prev string, seq int64, salt string) {
	r.Seq, r.Salt, r.Mark = seq, "", ""
	if r.personal() {
		r.Salt, r.Mark = salt, r.pseudonyms(salt)
	}
	r.Hash = r.chained(prev)
}

// Sealed reports whether a row is as it was when it was sealed behind the hash
// prev. A person who was erased since then is no difference.
func (r *AuditRow) Sealed(prev string) bool {
	if r.Hash != r.chained(prev) {
		return false
	}
	switch {
	case !r.personal():
		return r.Mark == "" && r.Salt == ""
	case r.erased():
		return r.Mark != ""
	}
	return r.Mark == r.pseudonyms(r.Salt)
}

func (r *AuditRow) personal() bool { return r.Actor == ActorPerson || r.Object == AuditPerson }

// erased reports whether a person's pseudonym was taken out of the row.
func (r *AuditRow) erased() bool {
	return r.Actor == ActorPerson && r.ActorID == "" || r.Object == AuditPerson && r.ObjectID == ""
}

// pseudonyms digests the persons a row names.
func (r *AuditRow) pseudonyms(salt string) string {
	actor, object := r.persons()
	return digest("liaison audit person v1", salt, actor, object)
}

// persons are the row's ids that are a person's in WeChat.
func (r *AuditRow) persons() (actor, object string) {
	if r.Actor == ActorPerson {
		actor = r.ActorID
	}
	if r.Object == AuditPerson {
		object = r.ObjectID
	}
	return actor, object
}

// chained is the row's link: the digest of the link before it and of every field,
// a mark in place of pseudonyms. Times count in microseconds, as they are stored.
func (r *AuditRow) chained(prev string) string {
	actor, object := r.ActorID, r.ObjectID
	if r.Actor == ActorPerson {
		actor = ""
	}
	if r.Object == AuditPerson {
		object = ""
	}
	return digest("liaison audit row v1", prev, strconv.FormatInt(r.Seq, 10), r.ID,
		strconv.FormatInt(r.At.UnixMicro(), 10), string(r.Actor), actor, r.From, string(r.Act), r.Object, object,
		r.OfficeID, r.Fields, r.Digest, r.Mark)
}

// digest is the hex SHA-256 of the parts with their lengths, so that no two lists
// of parts give the same bytes.
func digest(parts ...string) string {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		_, _ = h.Write(size[:]) // a hash never fails
		_, _ = h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// AuditChain says where the chain of audit rows begins and ends, who seals, and
// how the last check of it went.
type AuditChain struct {
	ID   string
	Seq  int64 // the last row's number
	Hash string
	// BaseSeq and BaseHash are of the last row that was deleted for its age: the
	// chain begins behind it.
	BaseSeq   int64
	BaseHash  string
	Holder    string // the replica that seals, while LeaseEnds is to come
	LeaseEnds time.Time
	Check     AuditCheck
}

// AuditCheck is one walk along the chain.
type AuditCheck struct {
	Began, Ended time.Time // Ended is zero while it goes on
	Done, Total  int64     // rows
	Found        []AuditFinding
}

// AuditAnchor is a link of the chain as it was written down outside the database.
type AuditAnchor struct {
	Seq  int64
	Hash string
}
