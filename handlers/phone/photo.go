package phone

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
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

// keptPhotos are the photos that wait for a task's answer.
func keptPhotos(c *gin.Context, task string) []store.Media {
	var kept []media.File
	if json.Unmarshal([]byte(page.SessionOf(c).Get(photosKey(task))), &kept) != nil {
		return nil
	}
	var list []store.Media
	for _, f := range kept {
		list = append(list, act.FileOf(f, store.KindImage))
	}
	return list
}

func forgetPhotos(c *gin.Context, task string) { page.SessionOf(c).Remove(photosKey(task)) }

// takePhotos stores the photos of a form beside those that wait, and says in a
// sentence each why others were not taken.
func (h *handler) takePhotos(c *gin.Context, task string) (photos []store.Media, wrong []string, err error) {
	form := page.FormOf(c)
	var kept []media.File
	if body := page.SessionOf(c).Get(photosKey(task)); body != "" {
		if err := json.Unmarshal([]byte(body), &kept); err != nil {
			return nil, nil, fmt.Errorf("photos in session: %w", err)
		}
	}
	if form.Bool("drop_photos") {
		if err := h.acts.Unkeep(c.Request.Context(), kept...); err != nil {
			return nil, nil, err
		}
		kept = nil
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
	return keepPhotos(c, task, kept), wrong, nil
}

func keepPhotos(c *gin.Context, task string, kept []media.File) []store.Media {
	if len(kept) == 0 {
		forgetPhotos(c, task)
		return nil
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return nil // hashes and numbers always encode
	}
	page.SessionOf(c).Put(photosKey(task), string(body))
	return keptPhotos(c, task)
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
