package bot

import (
	"strings"

	"liaison/store/act"
)

// wordBroadcast puts a broadcast's words to one deputy. A template holds no
// sentence, so that it opens the page, which has all of them; so does a chat's
// message of more than fits well.
func wordBroadcast(d act.Delivery, base string) Words {
	b := d.Broadcast
	url := broadcastURL(base, b.ID)
	text := harmless(b.Title) + "\n" + cutText(harmless(b.WordsFor(d.Deputy, d.Office, d.Notice.Created)))
	return Words{Text: text + "\n" + link(url, wordOpenDraft), URL: url, Title: clipped(b.Title, titleMost), Status: broadcastNotice.status}
}

// wordPreview is how a broadcast will read, to whoever writes it.
func wordPreview(d act.Delivery) Words {
	title, _, _ := strings.Cut(d.Notice.Text, "\n")
	return Words{Text: wordPreviewIs + cutText(harmless(d.Notice.Text)), Title: clipped(title, titleMost), Status: broadcastNotice.status}
}

// cutText shortens a text to what a chat's message quotes.
func cutText(s string) string {
	if text := []rune(s); len(text) > quoteMost {
		return string(text[:quoteMost]) + wordMore
	}
	return s
}
