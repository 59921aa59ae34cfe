package sim

import "time"

// What opens a customer-message window.
const (
	byMessage = "message"
	byClick   = "click"
	byFollow  = "follow"
	byScan    = "scan"
)

// window is the right to send customer messages that a user's act gives: five
// within 48 hours after a message, three within a minute after a menu click, a
// follow or a scan. A new act sets it anew; it does not add up.
type window struct {
	Until time.Time `json:"until"`
	Left  int       `json:"left"`
}

func (p *person) openWindow(act string, now time.Time) {
	if p.Windows == nil {
		p.Windows = map[string]*window{}
	}
	w := &window{now.Add(time.Minute), 3}
	if act == byMessage {
		w = &window{now.Add(48 * time.Hour), 5}
	}
	p.Windows[act] = w
}

// spendWindow takes one message from the window that ends first.
func (p *person) spendWindow(now time.Time) error {
	var best *window
	open := false
	for _, w := range p.Windows {
		if !now.Before(w.Until) {
			continue
		}
		open = true
		if w.Left > 0 && (best == nil || w.Until.Before(best.Until)) {
			best = w
		}
	}
	switch {
	case !open:
		return refuse(45015)
	case best == nil:
		return refuse(45047)
	}
	best.Left--
	return nil
}
