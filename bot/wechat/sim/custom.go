package sim

import "encoding/json"

// customRequest is a customer-service message.
type customRequest struct {
	To   string `json:"touser"`
	Type string `json:"msgtype"`
	Text struct {
		Content string `json:"content"`
	} `json:"text"`
	Image customMedia `json:"image"`
	Voice customMedia `json:"voice"`
	Video customMedia `json:"video"`
	Music struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		URL         string `json:"musicurl"`
		ThumbID     string `json:"thumb_media_id"`
	} `json:"music"`
	News struct {
		Articles []Article `json:"articles"`
	} `json:"news"`
	MPNews  customMedia `json:"mpnews"`
	Article struct {
		ID string `json:"article_id"`
	} `json:"mpnewsarticle"`
	Menu    customMenu `json:"msgmenu"`
	Program struct {
		Title    string `json:"title"`
		AppID    string `json:"appid"`
		PagePath string `json:"pagepath"`
		ThumbID  string `json:"thumb_media_id"`
	} `json:"miniprogrampage"`
}

type customMedia struct {
	ID          string `json:"media_id"`
	ThumbID     string `json:"thumb_media_id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// customMenu takes line ids as strings or numbers.
type customMenu struct {
	Head string `json:"head_content"`
	List []struct {
		ID      json.RawMessage `json:"id"`
		Content string          `json:"content"`
	} `json:"list"`
	Tail string `json:"tail_content"`
}

// customSend takes a message from the user's window only when all else is right.
func (s *Sim) customSend(c *call) (any, error) {
	var in customRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.To
	p, err := s.reachable(in.To)
	if err != nil {
		return nil, err
	}
	item := &Item{Time: c.now, From: FromAccount, Via: ViaCustom, Kind: in.Type}
	if err := s.fillCustom(item, &in); err != nil {
		return nil, err
	}
	if err := p.spendWindow(c.now); err != nil {
		return nil, err
	}
	p.keep(item)
	return done, nil
}

// reachable is like follower, but unfollowing closes the window: 45015.
func (s *Sim) reachable(openID string) (*person, error) {
	p, err := s.acc.follower(openID)
	if codeOf(err) == 43004 {
		return nil, refuse(45015)
	}
	return p, err
}

func (s *Sim) fillCustom(item *Item, in *customRequest) error {
	switch in.Type {
	case "text":
		return item.setText(in.Text.Content)
	case "image":
		return s.setMedia(item, in.Image)
	case "voice":
		return s.setMedia(item, in.Voice)
	case "video":
		return s.setMedia(item, in.Video)
	case "music":
		item.Title, item.Description = in.Music.Title, in.Music.Description
		item.URL, item.ThumbID = in.Music.URL, in.Music.ThumbID
		return s.needMedia(in.Music.ThumbID)
	case "news":
		return item.setNews(in.News.Articles)
	case "mpnews", "mpnewsarticle":
		return refuse(40007) // permanent material and publishing are not emulated
	case "msgmenu":
		return item.setMenu(in.Menu)
	case "miniprogrampage":
		item.Title, item.ThumbID, item.URL = in.Program.Title, in.Program.ThumbID, in.Program.PagePath
		return s.needMedia(in.Program.ThumbID)
	}
	return refuse(40008)
}

func (i *Item) setText(text string) error {
	if text == "" {
		return refuse(44004)
	}
	if len(text) > textLimit {
		return refuse(45002)
	}
	i.Text = text
	return nil
}

func (s *Sim) needMedia(id string) error {
	if s.acc.mediaAt(id, s.clock()) == nil {
		return refuse(40007)
	}
	return nil
}

func (s *Sim) setMedia(i *Item, m customMedia) error {
	i.MediaID, i.ThumbID, i.Title, i.Description = m.ID, m.ThumbID, m.Title, m.Description
	return s.needMedia(m.ID)
}

// setNews takes one article; more were allowed until 2018.
func (i *Item) setNews(articles []Article) error {
	switch len(articles) {
	case 0:
		return refuse(44003)
	case 1:
		i.Articles = articles
		return nil
	}
	return refuse(45008)
}

func (i *Item) setMenu(in customMenu) error {
	if len(in.List) == 0 {
		return refuse(40035)
	}
	m := &MsgMenu{Head: in.Head, Tail: in.Tail}
	for _, line := range in.List {
		id := string(line.ID)
		var text string
		if json.Unmarshal(line.ID, &text) == nil {
			id = text
		}
		if id == "" || line.Content == "" {
			return refuse(40035)
		}
		m.List = append(m.List, MenuLine{id, line.Content})
	}
	i.Menu = m
	return nil
}

// customTyping shows 对方正在输入; it needs an open window but spends nothing.
func (s *Sim) customTyping(c *call) (any, error) {
	var in struct {
		To      string `json:"touser"`
		Command string `json:"command"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	c.openID = in.To
	p, err := s.reachable(in.To)
	if err != nil {
		return nil, err
	}
	if in.Command != "Typing" && in.Command != "CancelTyping" {
		return nil, refuse(40097)
	}
	for _, w := range p.Windows {
		if c.now.Before(w.Until) {
			return done, nil
		}
	}
	return nil, refuse(45015)
}
