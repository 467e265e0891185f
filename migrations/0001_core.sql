-- What the house itself needs: settings fixed at creation, and the outbox.

create table core_setting (
    name text primary key,
    value text not null
);

-- A side effect waiting to happen. The payload holds ids only, never personal data.
create table core_job (
    id uuid primary key,
    kind text not null,
    payload jsonb not null,
    run_at timestamptz not null,
    attempts bigint not null,
    locked_until timestamptz,
    failed_at timestamptz,
    last_error text
);
create index core_job_due on core_job (run_at) where failed_at is null;
