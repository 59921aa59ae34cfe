package sim

import (
	"context"
	"crypto/md5"
	_ "embed"
	"encoding/hex"
	"errors"
	"strconv"
	"time"
)

// Samples stand in for what a phone's camera and microphone would give.
var (
	//go:embed page/sample.jpg
	samplePicture []byte
	//go:embed page/sample.amr
	sampleVoice []byte
	//go:embed page/sample.mp4
	sampleVideo []byte
)

// Message is something other than text that a user sends.
type Message struct {
	Kind        string `json:"kind"`                  // image, voice, video, shortvideo, location, link, file, place (the LOCATION event)
	Data        []byte `json:"data,omitempty"`        // base64 in JSON; a sample when empty
	Format      string `json:"format,omitempty"`      // of voice; amr when empty
	Recognition string `json:"recognition,omitempty"` // of voice, where the account has it switched on
	Title       string `json:"title,omitempty"`       // of link and file
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
	Place       *Place `json:"place,omitempty"`
}

// Send sends a picture, voice, video, location, link or file as the user.
func (s *Sim) Send(ctx context.Context, openID string, m Message) (Outcome, error) {
	return s.do(ctx, openID, s.sending(m))
}

func (m Message) withSample() Message {
	samples := map[string][]byte{
		"image": samplePicture, "voice": sampleVoice, "video": sampleVideo,
		"shortvideo": sampleVideo, "file": []byte("示例文件\n"),
	}
	if len(m.Data) == 0 {
		m.Data = samples[m.Kind]
	}
	if m.Format == "" {
		m.Format = "amr"
	}
	if m.Place == nil {
		m.Place = &Place{X: 30.274085, Y: 120.155070, Scale: 15, Label: "浙江省杭州市下城区环城北路"}
	}
	return m
}

func (s *Sim) sending(m Message) prepare {
	return func(p *person, now time.Time) (act, error) {
		m := m.withSample()
		item := &Item{Kind: m.Kind, Title: m.Title, Description: m.Description, URL: m.URL}
		switch m.Kind {
		case "image", "voice", "video", "shortvideo":
			return s.sendMedia(p, now, m, item)
		case "location":
			item.Place = m.Place
			return s.message(p, byMessage, now, item, m.location)
		case "link":
			return s.message(p, byMessage, now, item, m.link)
		case "file":
			return s.message(p, byMessage, now, item, m.file)
		case "place":
			return s.reportPlace(p, m)
		}
		return act{}, errors.New("unknown kind; known are image, voice, video, shortvideo, location, link, file, place")
	}
}

// sendMedia stores what was sent, for three days like everything users send.
func (s *Sim) sendMedia(p *person, now time.Time, m Message, item *Item) (act, error) {
	if !p.Following {
		return act{}, ErrNotFollowing
	}
	kind := m.Kind
	if kind == "shortvideo" {
		kind = "video"
	}
	id, err := s.storeMedia(kind, m.Kind+"."+extension(kind, m.Format), m.Data, now)
	if err != nil {
		return act{}, err
	}
	item.MediaID = id
	if kind == "video" {
		if item.ThumbID, err = s.storeMedia("thumb", "thumb.jpg", samplePicture, now); err != nil {
			return act{}, err
		}
	}
	if kind == "image" {
		item.PicURL = "/mmbiz_jpg/" + id + "/0"
	}
	return s.message(p, byMessage, now, item, func(c *content) {
		if kind == "image" {
			c.text("PicUrl", s.base+item.PicURL)
		}
		c.text("MediaId", id)
		if kind == "voice" {
			c.text("Format", m.Format)
		}
		if m.Recognition != "" {
			c.text("Recognition", m.Recognition)
		}
		if item.ThumbID != "" {
			c.text("ThumbMediaId", item.ThumbID)
		}
	})
}

func extension(kind, format string) string {
	switch kind {
	case "image":
		return "jpg"
	case "voice":
		return format
	}
	return "mp4"
}

func (m Message) location(c *content) {
	c.decimal("Location_X", m.Place.X)
	c.decimal("Location_Y", m.Place.Y)
	c.number("Scale", int64(m.Place.Scale))
	c.text("Label", m.Place.Label)
}

func (m Message) link(c *content) {
	c.text("Title", m.Title)
	c.text("Description", m.Description)
	c.text("Url", m.URL)
}

// file has the fields the platform was seen to send; they are not documented.
func (m Message) file(c *content) {
	sum := md5.Sum(m.Data)
	c.text("Title", m.Title)
	c.text("Description", m.Description)
	c.text("FileKey", random(32))
	c.text("FileMd5", hex.EncodeToString(sum[:]))
	c.text("FileTotalLen", strconv.Itoa(len(m.Data)))
}

// reportPlace is the LOCATION event that phones send when a user enters the
// chat and has allowed it.
func (s *Sim) reportPlace(p *person, m Message) (act, error) {
	if !p.Following {
		return act{}, ErrNotFollowing
	}
	c := s.eventXML(p.OpenID, "LOCATION")
	c.decimal("Latitude", m.Place.X)
	c.decimal("Longitude", m.Place.Y)
	c.decimal("Precision", 65)
	return act{parcels: []parcel{{openID: p.OpenID, clear: c.String()}}}, nil
}
