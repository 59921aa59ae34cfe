package store

import (
	"strings"
	"time"
)

// Delegation is a delegation (代表团) of a congress's session: formed anew for each
// session, mostly of the deputies of one office or 选举单位. Who is in it stands in
// their Participant of the session.
type Delegation struct {
	ID        string
	Created   time.Time
	MeetingID string // the session
	Name      string // 城关镇代表团
	OfficeID  string // whose deputies it usually is; may be empty
	HeadID    string // deputy id of the head (团长): leave goes through the head
	Order     int    // lower is first
	Version   int64
}

// delegationNameMax bounds a delegation's name, in characters.
const delegationNameMax = 40

// Check trims the name and refuses one that cannot be.
func (d *Delegation) Check() error {
	d.Name = strings.TrimSpace(d.Name)
	return lineWithin("name", d.Name, delegationNameMax, true)
}
