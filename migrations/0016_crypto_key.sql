-- Which of the platform's own keys this database has met: names and times, never a key. It notices a key store that lacks the key in
-- use or brings back one that was retired, and every key gets its receipt, whoever made it and wherever that was cut short.

create table crypto_key (
    kid text primary key,
    key_use text not null,
    made_at timestamptz not null,
    activates_at timestamptz not null,
    noted_at timestamptz not null,
    retired_at timestamptz
);
