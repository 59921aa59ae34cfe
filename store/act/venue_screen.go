package act

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// VenueScreen is what a meeting's screen shows: figures, and at the door the code.
// It names nobody.
type VenueScreen struct {
	Shows  store.WallShows
	Office string
	Title  string
	Place  string
	Starts time.Time
	Ends   time.Time
	Opens  time.Time
	Open   error // why nobody can sign in now, or nil
	Quorum store.Quorum
	Come   map[store.ParticipantRole]int
	Called map[store.ParticipantRole]int
	Leave  int
	// MeetingID and Code make the address that the QR code holds; they are empty
	// where nobody can sign in now.
	MeetingID, Code string
	Left            time.Duration // until the next code
}

// OpenSignIn makes the key of a meeting's codes, and of a session's parts, unless
// there is one. Without it there is no code to scan.
func (t *Tx) OpenSignIn(meetingID string) error {
	m, err := t.meetingFor(store.ActTick, meetingID)
	if err != nil {
		return err
	}
	return t.makeCodeKeys(m)
}

func (t *Tx) makeCodeKeys(m *store.Meeting) error {
	if m.State == store.MeetingCancelled {
		return store.Invalid("sign", store.ProblemCancelled)
	}
	parts, err := db.PartsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return err
	}
	for _, x := range append([]*store.Meeting{m}, pointers(parts)...) {
		if x.CodeKey != "" || !x.Signs() {
			continue
		}
		x.CodeKey = t.acts.keys.Seal("meeting", "code_key", x.ID, store.NewSecret())
		touch(t, &t.batch.Changed.Meetings, x)
		t.audit(store.ActTick, "meeting", x.ID, x.OfficeID, "code", "")
	}
	return nil
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// AddMeetingWall makes a link to a meeting's screen, for a machine that nobody is
// signed in on, and gives its token, which is kept nowhere.
func (t *Tx) AddMeetingWall(meetingID string, shows store.WallShows, name string) (*store.Wall, string, error) {
	m, err := t.meetingFor(store.ActTick, meetingID)
	if err != nil {
		return nil, "", err
	}
	switch name = strings.TrimSpace(name); {
	case shows != store.WallDoor && shows != store.WallFigures:
		return nil, "", store.Invalid("shows", store.ProblemMalformed)
	case name == "":
		return nil, "", store.Invalid("name", store.ProblemEmpty)
	case utf8.RuneCountInString(name) > 40:
		return nil, "", store.Invalid("name", store.ProblemTooLong)
	}
	if err := t.makeCodeKeys(m); err != nil {
		return nil, "", err
	}
	token := store.NewSecret()
	w := &store.Wall{ID: store.NewID(t.now), OfficeID: m.OfficeID, MeetingID: m.ID, Shows: shows, Name: name,
		TokenHash: store.WallHash(token), By: t.Actor.ID, Created: t.now, Version: 1}
	t.batch.Walls = append(t.batch.Walls, w)
	t.audit(store.ActWall, "wall", w.ID, m.OfficeID, "new="+string(shows), "")
	return w, token, nil
}

// RevokeMeetingWall takes a link to a meeting's screen back.
func (t *Tx) RevokeMeetingWall(meetingID, id string) error {
	w, err := db.Wall(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if w.MeetingID != meetingID || meetingID == "" {
		return store.ErrNotFound
	}
	return t.RevokeWall(id)
}

// MeetingWalls lists the links to a meeting's screens.
func (a *Acts) MeetingWalls(ctx context.Context, actor store.Actor, meetingID string) ([]store.Wall, error) {
	if _, _, err := a.meetingFor(ctx, actor, store.ActAttendance, meetingID); err != nil {
		return nil, err
	}
	return db.WallsOfMeeting(ctx, a.db.Read(), meetingID)
}

// MeetingScreen gives a person of the desk a meeting's screen.
func (a *Acts) MeetingScreen(ctx context.Context, actor store.Actor, meetingID string, shows store.WallShows) (*VenueScreen, error) {
	view, m, err := a.meetingFor(ctx, actor, store.ActAttendance, meetingID)
	if err != nil {
		return nil, err
	}
	return a.venueScreen(ctx, view, m, shows)
}

// WallScreen gives what the token of a meeting's screen opens. One that was taken
// back, or never was, is not found.
func (a *Acts) WallScreen(ctx context.Context, token string) (*VenueScreen, error) {
	w, err := db.WallByToken(ctx, a.db.Read(), store.WallHash(token))
	if err != nil {
		return nil, err
	}
	if !w.Revoked.IsZero() || w.MeetingID == "" {
		return nil, store.ErrNotFound
	}
	m, err := db.Meeting(ctx, a.db.Read(), w.MeetingID)
	if err != nil {
		return nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	return a.venueScreen(ctx, view, m, w.Shows)
}

func (a *Acts) venueScreen(ctx context.Context, view *View, m *store.Meeting, shows store.WallShows) (*VenueScreen, error) {
	q := a.db.Read()
	if !m.Signs() {
		parts, err := db.PartsOf(ctx, q, m.ID)
		if err != nil {
			return nil, err
		}
		m = a.partNow(view, m, parts)
	}
	v, err := a.venueOf(ctx, q, view, m)
	if err != nil {
		return nil, err
	}
	s := &VenueScreen{Shows: shows, Office: v.Office, Title: m.Title, Place: m.Place, Starts: m.Starts, Ends: m.Ends, Opens: v.Opens, Open: v.Open,
		Quorum: v.Quorum, Come: v.Come, Called: v.Called, Leave: v.Leave}
	if shows != store.WallDoor || s.Open != nil {
		return s, nil
	}
	key, err := a.codeKey(m)
	if err != nil || key == "" {
		return s, err
	}
	now := a.Now()
	s.MeetingID, s.Code = m.ID, store.SignCode(key, m.ID, now)
	s.Left = store.SignWindow - now.Sub(now.Truncate(store.SignWindow))
	return s, nil
}

// partNow is the part of a session that a screen in its hall shows: the one that is
// under way, else the next one, else the last of all. Where several are held at a
// time each has a screen of its own.
func (a *Acts) partNow(view *View, session *store.Meeting, parts []store.Meeting) *store.Meeting {
	now, before := a.Now(), time.Duration(view.Settings.Int(session.OfficeID, store.SetSignBefore))*time.Minute
	shown := session
	for i := range parts {
		if parts[i].State == store.MeetingCancelled {
			continue
		}
		shown = &parts[i]
		if !store.IsProblem(shown.SignOpen(now, before), store.ProblemPast) {
			break
		}
	}
	return shown
}

// SignPath is where a code leads to on a phone.
func SignPath(meetingID, code string) string { return fmt.Sprintf("/h5/sign/%s/%s", meetingID, code) }
