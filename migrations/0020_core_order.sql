-- The order of what is noted in the journal. Times and ids come from the clock of whichever node wrote them; a place is assigned in the
-- act's own transaction, so that of two acts of which one saw the other, the journal holds that one first.

-- The place that was given out last, for each thing that has an order: `journal`.
create table core_order (
    name text primary key,
    last bigint not null
);

-- Null: an act that comes to the same in any order.
alter table core_journal add column place bigint;
create index core_journal_placed on core_journal (place) where number is null and place is not null;
