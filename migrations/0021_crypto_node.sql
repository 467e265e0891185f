-- Which of the platform's keys each running node holds: names, never a key. Folders of keys are copies, so a key that was made in one is
-- on the other nodes only once somebody has brought it there; what needs it everywhere waits until it is.

create table crypto_node (
    id uuid primary key,
    name text not null,
    kids text not null,
    expires_at timestamptz not null
);
create index crypto_node_expires on crypto_node (expires_at);
