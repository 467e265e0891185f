-- Who answers for a purpose: they alone, and the platform's staff, change its words. Null: the platform.

alter table exchange_purpose add column organisation text;
create index exchange_dataset_provider on exchange_dataset (provider);
