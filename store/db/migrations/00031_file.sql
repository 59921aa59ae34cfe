CREATE INDEX media_thumb ON media (thumb);

CREATE INDEX activity_photo_thumb ON activity_photo (thumb);
