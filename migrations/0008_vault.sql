-- Every value about a person, sealed under a key of that person's own (crypto_person_key, kept and backed up apart).

create table vault_item (
    account uuid not null,
    name text not null,
    -- AES-256-GCM, bound to the account and the item's name.
    sealed bytea not null,
    updated_at timestamptz not null,
    primary key (account, name)
);
