//! Whom a change of the catalogue touches, and how much waits: numbers, never a person.

use causeway_core::{ClientId, DatasetId, Error, Result, Tx};

use crate::{Consents, store};

/// Consents to a dataset that stand, of one client and for the same fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Who may read.
    pub client: ClientId,
    /// Exactly these fields.
    pub fields: Vec<String>,
    /// How many people's consents say so.
    pub consents: i64,
}

impl Consents {
    /// How many consents to a client stand.
    pub async fn standing_for(&self, tx: &mut Tx<'_>, client: &ClientId) -> Result<i64> {
        store::count_standing(tx, client, self.env.now()).await
    }

    /// The consents to a dataset that stand, by client and fields.
    pub async fn standing_to(&self, tx: &mut Tx<'_>, dataset: &DatasetId) -> Result<Vec<Reach>> {
        let rows = store::standing_to(tx, dataset, self.env.now()).await?;
        rows.into_iter()
            .map(|(client, fields, consents)| {
                let fields = serde_json::from_str(&fields).map_err(Error::internal)?;
                Ok(Reach { client, fields, consents })
            })
            .collect()
    }

    /// Sets the gauge of requests that wait for a person.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn measure(&self) -> Result<()> {
        let waiting = store::count_waiting(&self.env.db, self.env.now()).await?;
        // Far below 2^32, so the conversion is exact.
        metrics::gauge!(WAITING).set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
        Ok(())
    }
}

/// The gauge of requests that wait.
const WAITING: &str = "approvals_waiting";

/// Says what this domain's metrics mean: the HELP lines of `/metrics`.
pub fn describe_metrics() {
    metrics::describe_gauge!(
        WAITING,
        "Requests that wait for a person's answer right now, of all services. Many while logins are few: approvals are not getting through."
    );
}
