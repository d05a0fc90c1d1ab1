-- One word for it everywhere: the audience that may read a thing as things stand.
alter function seen_by(audience, text, uuid) rename to audience_now;
