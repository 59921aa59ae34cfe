package phone

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/media"
)

const (
	maxPhotos     = 9        // as many as WeChat lets one choose
	maxPhotoBytes = 10 << 20 // WeChat's own limit for a picture
)

// Photos that were taken while the answer was not (another photo was refused,
// a word was missing) wait in the session: a page cannot fill a file field in
// again, and what a form names by hash could be anybody's file.
func photosKey(task string) string { return "photos." + task }

// keptPhotos are the photos that wait for a task's answer; gone is how many more
// there were, which waited so long that they were swept. Those left are made young.
func (h *handler) keptPhotos(c *gin.Context, task string) (kept []media.File, gone int, err error) {
	body := page.SessionOf(c).Get(photosKey(task))
	if body == "" {
		return nil, 0, nil
	}
	if err := json.Unmarshal([]byte(body), &kept); err != nil {
		return nil, 0, fmt.Errorf("photos in session: %w", err)
	}
	all, files, now := len(kept), h.acts.Files(), h.acts.Now()
	kept = slices.DeleteFunc(kept, func(f media.File) bool {
		lost := errors.Join(files.Touch(f.Hash, now), files.Touch(f.ThumbHash, now))
		if lost != nil && !errors.Is(lost, store.ErrNotFound) {
			err = lost
		}
		return lost != nil
	})
	return kept, all - len(kept), err
}

// waitingPhotos counts the photos that wait for a task's answer, for its page.
func (h *handler) waitingPhotos(c *gin.Context, task string) int {
	kept, _, err := h.keptPhotos(c, task)
	if err != nil {
		h.log.Warn("looking for photos that wait", "id", page.RequestID(c), "err", err)
	}
	return len(kept)
}

func forgetPhotos(c *gin.Context, task string) { page.SessionOf(c).Remove(photosKey(task)) }

// takePhotos stores the photos of a form beside those that wait, and says in a
// sentence each why others were not taken. What is dropped is swept by the duty: it
// may be the file of somebody's answer too.
func (h *handler) takePhotos(c *gin.Context, task string) (kept []media.File, wrong []string, err error) {
	form := page.FormOf(c)
	kept, gone, err := h.keptPhotos(c, task)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case form.Bool("drop_photos"):
		kept = nil
	case gone > 0:
		wrong = append(wrong, fmt.Sprintf("先前选的%d张照片放置过久，已经清除，请重新选择。", gone))
	}
	for i, file := range form.Files("photo") {
		if len(kept) == maxPhotos {
			wrong = append(wrong, fmt.Sprintf("最多%d张照片，第%d张起没有收下。", maxPhotos, i+1))
			break
		}
		taken, err := h.takePhoto(c, file)
		if refused, ok := errors.AsType[*media.RefusedError](err); ok {
			wrong = append(wrong, photoSentence(i+1, refused.Reason))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		kept = append(kept, taken)
	}
	return kept, wrong, keepPhotos(c, task, kept)
}

func keepPhotos(c *gin.Context, task string, kept []media.File) error {
	if len(kept) == 0 {
		forgetPhotos(c, task)
		return nil
	}
	body, err := json.Marshal(kept)
	if err == nil {
		page.SessionOf(c).Put(photosKey(task), string(body))
	}
	return err
}

func (h *handler) takePhoto(c *gin.Context, file *multipart.FileHeader) (media.File, error) {
	if file.Size > maxPhotoBytes {
		return media.File{}, &media.RefusedError{Reason: media.ReasonTooBig}
	}
	f, err := file.Open()
	if err != nil {
		return media.File{}, fmt.Errorf("open an uploaded photo: %w", err)
	}
	defer f.Close()
	return h.acts.Files().PutImage(c.Request.Context(), f)
}
