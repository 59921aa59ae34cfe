package sim

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"unicode/utf8"

	"github.com/silenceper/wechat/v2/util"
)

// textLimit is the longest text of a message, in bytes.
const textLimit = 2048

// replyXML is a passive reply, or the envelope around one.
type replyXML struct {
	XMLName      xml.Name `xml:"xml"`
	ToUserName   string
	FromUserName string
	CreateTime   int64
	MsgType      string
	Content      *string
	Image        attachment
	Voice        attachment
	Video        attachment
	Music        struct {
		Title, Description, MusicUrl, HQMusicUrl, ThumbMediaId string
	}
	ArticleCount int
	Articles     []Article `xml:"Articles>item"`

	Encrypt      string
	MsgSignature string
	TimeStamp    string
	Nonce        string
}

type attachment struct{ MediaId, Title, Description string }

// readReply turns the answer to a delivery into a bubble. Nothing, or success,
// is an answer without words. Whatever else the platform would not understand
// is errInvalid.
func (s *Sim) readReply(p parcel, body []byte) (*Item, error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || string(trimmed) == "success" {
		return nil, nil
	}
	reply, err := parseReply(body)
	if err != nil {
		return nil, err
	}
	if reply.Encrypt != "" || s.cfg.Mode == Safe {
		if reply, err = s.openReply(reply); err != nil {
			return nil, err
		}
	}
	if !p.answers {
		return nil, nil // the platform ignores words in answer to such events
	}
	return s.bubble(p, reply)
}

func parseReply(body []byte) (*replyXML, error) {
	var reply replyXML
	if !utf8.Valid(body) {
		return nil, fmt.Errorf("%w: not UTF-8", errInvalid)
	}
	if err := xml.Unmarshal(body, &reply); err != nil {
		return nil, fmt.Errorf("%w: not the XML of a reply", errInvalid)
	}
	return &reply, nil
}

func (s *Sim) openReply(sealed *replyXML) (*replyXML, error) {
	switch {
	case s.cfg.Mode == Plain:
		return nil, fmt.Errorf("%w: encrypted in plain mode", errInvalid)
	case sealed.Encrypt == "":
		return nil, fmt.Errorf("%w: not encrypted in safe mode", errInvalid)
	case sealed.MsgSignature != util.Signature(s.cfg.Token, sealed.TimeStamp, sealed.Nonce, sealed.Encrypt):
		return nil, fmt.Errorf("%w: MsgSignature does not match", errInvalid)
	}
	_, clear, err := util.DecryptMsg(s.cfg.AppID, sealed.Encrypt, s.cfg.AESKey)
	if err != nil {
		return nil, fmt.Errorf("%w: cannot be decrypted, or for another AppID", errInvalid)
	}
	return parseReply(clear)
}

func (s *Sim) bubble(p parcel, reply *replyXML) (*Item, error) {
	switch {
	case reply.ToUserName != p.openID:
		return nil, fmt.Errorf("%w: ToUserName is not the sender", errInvalid)
	case reply.FromUserName != s.cfg.Account:
		return nil, fmt.Errorf("%w: FromUserName is not the account", errInvalid)
	case reply.CreateTime <= 0:
		return nil, fmt.Errorf("%w: CreateTime missing", errInvalid)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	item := &Item{Time: s.clock(), From: FromAccount, Via: ViaReply, Kind: reply.MsgType}
	if err := s.fill(item, reply, p.click); err != nil {
		return nil, err
	}
	return item, nil
}

// fill copies what a reply of its kind must have.
func (s *Sim) fill(item *Item, reply *replyXML, click bool) error {
	switch reply.MsgType {
	case "text":
		return fillText(item, reply.Content)
	case "image":
		return s.fillMedia(item, reply.Image)
	case "voice":
		return s.fillMedia(item, reply.Voice)
	case "video":
		return s.fillMedia(item, reply.Video)
	case "music":
		item.Title, item.Description = reply.Music.Title, reply.Music.Description
		item.URL, item.ThumbID = reply.Music.MusicUrl, reply.Music.ThumbMediaId
		return nil
	case "news":
		return fillNews(item, reply, click)
	case "transfer_customer_service":
		item.From, item.Text = FromSystem, "已转人工客服"
		return nil
	}
	return fmt.Errorf("%w: unknown MsgType", errInvalid)
}

func fillText(item *Item, text *string) error {
	if text == nil || *text == "" {
		return fmt.Errorf("%w: empty Content", errInvalid)
	}
	if len(*text) > textLimit {
		return fmt.Errorf("%w: Content longer than %d bytes", errInvalid, textLimit)
	}
	item.Text = *text
	return nil
}

func (s *Sim) fillMedia(item *Item, a attachment) error {
	if s.acc.mediaAt(a.MediaId, s.clock()) == nil {
		return fmt.Errorf("%w: unknown or expired MediaId", errInvalid)
	}
	item.MediaID, item.Title, item.Description = a.MediaId, a.Title, a.Description
	return nil
}

// fillNews keeps one article, or up to eight in answer to a menu click.
func fillNews(item *Item, reply *replyXML, click bool) error {
	n := len(reply.Articles)
	if n == 0 || n > 8 || n != reply.ArticleCount {
		return fmt.Errorf("%w: ArticleCount and Articles do not fit", errInvalid)
	}
	if !click {
		n = 1
	}
	item.Articles = reply.Articles[:n]
	return nil
}
