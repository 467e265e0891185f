//! SQL of the catalogue as staff manage it: looked at within an act's transaction, and searched.

use causeway_core::{DatasetId, Db, Found, OrganisationId, PurposeId, Result, Row, Search, Tx, Value};
use jiff::Timestamp;

use super::{dataset_of, of_json, provider_of, purpose_of};
use crate::draft::Registered;
use crate::model::{Dataset, Provider, Purpose};

const SEARCH_DATASETS: &str = "select id, provider, name, description, fields, identifier, life_cycle from exchange_dataset \
    where ($1 = '' or provider = $1) and ($2 = '' or provider = $2 or life_cycle in ('published', 'deprecated')) \
    and lower(id || ' ' || (name ->> 'en') || ' ' || (name ->> 'zh-Hant') || ' ' || (name ->> 'zh-Hans')) like $3 escape '\\' \
    order by id limit $4 offset $5";
const COUNT_DATASETS: &str = "select count(*) from exchange_dataset \
    where ($1 = '' or provider = $1) and ($2 = '' or provider = $2 or life_cycle in ('published', 'deprecated')) \
    and lower(id || ' ' || (name ->> 'en') || ' ' || (name ->> 'zh-Hant') || ' ' || (name ->> 'zh-Hans')) like $3 escape '\\'";
const SEARCH_PROVIDERS: &str = "select organisation, base_url, signing_keys, encryption_key from exchange_provider \
    where ($1 = '' or organisation = $1) and lower(organisation || ' ' || base_url) like $2 escape '\\' \
    order by organisation limit $3 offset $4";
const COUNT_PROVIDERS: &str = "select count(*) from exchange_provider \
    where ($1 = '' or organisation = $1) and lower(organisation || ' ' || base_url) like $2 escape '\\'";
const SEARCH_PURPOSES: &str = "select id, words, uses, organisation from exchange_purpose \
    where ($1 = '' or organisation = $1) and lower(id || ' ' || (words ->> 'en') || ' ' || (words ->> 'zh-Hant') || ' ' \
    || (words ->> 'zh-Hans')) like $2 escape '\\' order by id limit $3 offset $4";
const COUNT_PURPOSES: &str = "select count(*) from exchange_purpose \
    where ($1 = '' or organisation = $1) and lower(id || ' ' || (words ->> 'en') || ' ' || (words ->> 'zh-Hant') || ' ' \
    || (words ->> 'zh-Hans')) like $2 escape '\\'";
const REGISTERED: &str = "select id, words, uses, organisation from exchange_purpose where id = $1";

/// Datasets that `viewer` may know of: its own, and those of the catalogue. Nobody in particular knows of all.
pub(crate) async fn search_datasets(
    db: &Db,
    search: &Search,
    viewer: Option<&OrganisationId>,
) -> Result<Found<Dataset>> {
    let viewer = Value::Text(viewer.map_or(String::new(), |own| own.as_str().to_owned()));
    let [limit, offset] = [search.limit().into(), search.offset().into()];
    let values = [search.only(), viewer.clone(), search.pattern(), limit, offset];
    let rows = db.query(SEARCH_DATASETS, &values).await?;
    let rows = rows.into_iter().map(dataset_of).collect::<Result<_>>()?;
    let total = db.one(COUNT_DATASETS, &[search.only(), viewer, search.pattern()]).await?.read()?;
    Ok(Found { rows, total })
}

pub(crate) async fn search_providers(db: &Db, search: &Search) -> Result<Found<Provider>> {
    let [limit, offset] = [search.limit().into(), search.offset().into()];
    let rows = db.query(SEARCH_PROVIDERS, &[search.only(), search.pattern(), limit, offset]).await?;
    let rows = rows.into_iter().map(provider_of).collect::<Result<_>>()?;
    Ok(Found { rows, total: db.one(COUNT_PROVIDERS, &[search.only(), search.pattern()]).await?.read()? })
}

pub(crate) async fn search_purposes(db: &Db, search: &Search) -> Result<Found<Registered>> {
    let [limit, offset] = [search.limit().into(), search.offset().into()];
    let rows = db.query(SEARCH_PURPOSES, &[search.only(), search.pattern(), limit, offset]).await?;
    let rows = rows.into_iter().map(registered_of).collect::<Result<_>>()?;
    Ok(Found { rows, total: db.one(COUNT_PURPOSES, &[search.only(), search.pattern()]).await?.read()? })
}

pub(crate) async fn registered(db: &Db, id: &PurposeId) -> Result<Option<Registered>> {
    db.optional(REGISTERED, &[id.into()]).await?.map(registered_of).transpose()
}

pub(crate) async fn registered_in(tx: &mut Tx<'_>, id: &PurposeId) -> Result<Option<Registered>> {
    tx.optional(REGISTERED, &[id.into()]).await?.map(registered_of).transpose()
}

fn registered_of(row: Row) -> Result<Registered> {
    let (id, text, uses, organisation) = row.read()?;
    Ok(Registered { purpose: Purpose { id, text, uses: of_json(uses)? }, organisation })
}

/// Says who answers for a purpose.
pub(crate) async fn put_owner(
    tx: &mut Tx<'_>,
    id: &PurposeId,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<()> {
    let sql = "update exchange_purpose set organisation = $2, updated_at = $3 where id = $1";
    tx.execute(sql, &[id.into(), organisation.into(), now.into()]).await.map(drop)
}

pub(crate) async fn purposes_in(tx: &mut Tx<'_>) -> Result<Vec<Purpose>> {
    let rows = tx.query("select id, words, uses from exchange_purpose order by id", &[]).await?;
    rows.into_iter().map(purpose_of).collect()
}

pub(crate) async fn provider_in(tx: &mut Tx<'_>, organisation: &OrganisationId) -> Result<Option<Provider>> {
    let sql = "select organisation, base_url, signing_keys, encryption_key from exchange_provider where organisation = $1";
    tx.optional(sql, &[organisation.into()]).await?.map(provider_of).transpose()
}

/// What an organisation holds that is not over.
pub(crate) async fn datasets_of(tx: &mut Tx<'_>, organisation: &OrganisationId) -> Result<Vec<DatasetId>> {
    let sql = "select id from exchange_dataset where provider = $1 and life_cycle <> 'withdrawn' order by id";
    tx.query(sql, &[organisation.into()]).await?.into_iter().map(Row::read).collect()
}
