package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// SignWindow is how long one code stands on the screen of a meeting. It is good
// in its own window and in the one after, so that whoever has just scanned it is
// not too late, and a photo of it is useless a minute after it was taken.
const SignWindow = 30 * time.Second

// SignPassLife is how long somebody who has scanned a good code may take to press
// the button: the way through WeChat's OAuth and a slow finger.
const SignPassLife = 3 * time.Minute

// SignSkew is how far the clock of the replica that shows a code may be ahead of
// the one that checks it.
const SignSkew = 5 * time.Second

// signMAC is how many bytes of the digest a token carries: 96 bits, of which
// nobody finds one that fits in the minute that it would be good for.
const signMAC = 12

// SignCode is what stands in the QR code of a meeting at a time. Anybody with the
// meeting's key makes it, so that the screen needs no row of its own.
func SignCode(key, meetingID string, at time.Time) string {
	return signToken(key, "code", meetingID, "", signWindowOf(at))
}

// CheckSignCode refuses what is not the code of the meeting's screen: one that was
// there before (ProblemExpired) and one that never was there, such as another
// meeting's (ProblemMismatch).
func CheckSignCode(key, meetingID, code string, now time.Time) error {
	window, err := signSaid(key, "code", meetingID, "", code)
	if err != nil {
		return err
	}
	ahead := signWindowOf(now.Add(SignSkew))
	if age := signWindowOf(now) - window; age != 0 && age != 1 && window != ahead {
		return Invalid("code", ProblemExpired)
	}
	return nil
}

// SignPass says that a person has scanned a good code at a time: the page hands it
// back when the button is pressed. It is of no use to anybody else.
func SignPass(key, meetingID, personID string, at time.Time) string {
	return signToken(key, "pass", meetingID, personID, uint32(at.Unix()))
}

// CheckSignPass refuses what is not the person's own pass of the last minutes.
func CheckSignPass(key, meetingID, personID, pass string, now time.Time) error {
	at, err := signSaid(key, "pass", meetingID, personID, pass)
	if err != nil {
		return err
	}
	if age := int64(uint32(now.Unix())) - int64(at); age < -int64(SignSkew/time.Second) || age > int64(SignPassLife/time.Second) {
		return Invalid("code", ProblemExpired)
	}
	return nil
}

func signWindowOf(at time.Time) uint32 { return uint32(at.Unix() / int64(SignWindow/time.Second)) }

// signToken writes a number and the digest that only the key's holder can make of
// it. The parts have lengths of their own, so that no two places give the same
// bytes.
func signToken(key, purpose, meetingID, personID string, n uint32) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(sealContext(purpose, meetingID, personID))
	token := binary.BigEndian.AppendUint32(nil, n)
	mac.Write(token)
	return idAlphabet.EncodeToString(append(token, mac.Sum(nil)[:signMAC]...))
}

// signSaid reads a token's number. The whole token is made anew and compared in
// constant time, so that there is one spelling of each.
func signSaid(key, purpose, meetingID, personID, token string) (uint32, error) {
	raw, err := idAlphabet.DecodeString(token)
	if err != nil || len(raw) != 4+signMAC || key == "" {
		return 0, Invalid("code", ProblemMismatch)
	}
	n := binary.BigEndian.Uint32(raw)
	if !hmac.Equal([]byte(signToken(key, purpose, meetingID, personID, n)), []byte(token)) {
		return 0, Invalid("code", ProblemMismatch)
	}
	return n, nil
}
