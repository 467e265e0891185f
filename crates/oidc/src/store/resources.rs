//! SQL of `oidc_resource`.

use causeway_core::{Db, Error, Found, Result, Row, Search, Tx};
use jiff::Timestamp;

use crate::resource::Resource;
use crate::scope::Scopes;

pub(crate) async fn put_resource(tx: &mut Tx<'_>, resource: &Resource, now: Timestamp) -> Result<()> {
    tx.execute(
        "insert into oidc_resource (uri, organisation, name, scopes, updated_at) values ($1, $2, $3, $4, $5) \
         on conflict (uri) do update set organisation = excluded.organisation, name = excluded.name, scopes = excluded.scopes, \
         updated_at = excluded.updated_at",
        &[
            (&resource.uri).into(),
            (&resource.organisation).into(),
            serde_json::to_value(&resource.name).map_err(Error::internal)?.into(),
            resource.scopes.to_string().into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

const ONE: &str = "select uri, organisation, name, scopes from oidc_resource where uri = $1";
const SEARCH: &str = "select uri, organisation, name, scopes from oidc_resource where ($1 = '' or organisation = $1) \
    and lower(uri) like $2 escape '\\' order by uri limit $3 offset $4";
const COUNT: &str = "select count(*) from oidc_resource where ($1 = '' or organisation = $1) and lower(uri) like $2 escape '\\'";

pub(crate) async fn resource(db: &Db, uri: &str) -> Result<Option<Resource>> {
    db.optional(ONE, &[uri.into()]).await?.map(read).transpose()
}

pub(crate) async fn resource_in(tx: &mut Tx<'_>, uri: &str) -> Result<Option<Resource>> {
    tx.optional(ONE, &[uri.into()]).await?.map(read).transpose()
}

pub(crate) async fn search_resources(db: &Db, search: &Search) -> Result<Found<Resource>> {
    let [limit, offset] = [search.limit().into(), search.offset().into()];
    let rows = db.query(SEARCH, &[search.only(), search.pattern(), limit, offset]).await?;
    let rows = rows.into_iter().map(read).collect::<Result<_>>()?;
    Ok(Found { rows, total: db.one(COUNT, &[search.only(), search.pattern()]).await?.read()? })
}

fn read(row: Row) -> Result<Resource> {
    let (uri, organisation, name, scopes): (_, _, serde_json::Value, String) = row.read()?;
    let name = serde_json::from_value(name).map_err(Error::internal)?;
    Ok(Resource { uri, organisation, name, scopes: Scopes::parse(&scopes) })
}
