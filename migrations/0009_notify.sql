-- What the platform tells a person. The words are chosen when it is read, by kind and language.

create table notify_message (
    id uuid primary key,
    account uuid not null,
    kind text not null,
    -- The particulars, sealed under the person's key and bound to this message.
    params bytea not null,
    created_at timestamptz not null,
    read_at timestamptz,
    expires_at timestamptz not null
);
create index notify_message_account on notify_message (account, id);
create index notify_message_unread on notify_message (account) where read_at is null;
create index notify_message_expires on notify_message (expires_at);
