package media

// Reason says why an upload was refused. It is a code; the words for people
// are chosen where they are shown.
type Reason string

// The reasons for a refusal.
const (
	ReasonEmpty     Reason = "empty"     // nothing was sent
	ReasonTooBig    Reason = "too_big"   // more bytes than Options allow
	ReasonTooLarge  Reason = "too_large" // more pixels than Options allow
	ReasonKind      Reason = "kind"      // not a format that is taken, SVG among them
	ReasonHEIC      Reason = "heic"      // an iPhone's own format: the person can send it as JPEG
	ReasonUndecoded Reason = "undecoded" // damaged, cut off, or made to look like a format it is not
)

// RefusedError is the refusal of an upload because of what it is. Nothing was
// kept. Any other error is the machine's fault and worth another try.
type RefusedError struct {
	Reason Reason
}

// Error gives the reason for logs.
func (e *RefusedError) Error() string { return "media refused: " + string(e.Reason) }

func refuse(r Reason) error { return &RefusedError{Reason: r} }
