-- For whom a link was made, as whoever made it wrote: sealed under their key while the link is open, then under that of whoever took it.
alter table identity_invitation add column invited_name bytea;
alter table identity_member add column invited_as bytea;
