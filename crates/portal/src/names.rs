//! What things are called: registered names and labels, in one language, each looked up once.

use std::collections::HashMap;

use causeway_consent::PORTAL;
use causeway_core::{
    AccountId, ClientId, DatasetId, Error, Kind, Lang, Localised, MemberId, OrganisationId, PurposeId, Result,
};
use causeway_exchange::Dataset;
use causeway_http::Words;
use causeway_oidc::Client;

use crate::Portal;

/// Names in one language. Keeps what it has looked up, for the length of one answer.
pub(crate) struct Names<'a> {
    portal: &'a Portal,
    words: Words,
    clients: HashMap<ClientId, Option<Client>>,
    organisations: HashMap<OrganisationId, Option<Localised>>,
    datasets: HashMap<DatasetId, Option<Dataset>>,
    purposes: HashMap<PurposeId, Option<Localised>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(portal: &'a Portal, words: Words) -> Self {
        Self {
            portal,
            words,
            clients: HashMap::new(),
            organisations: HashMap::new(),
            datasets: HashMap::new(),
            purposes: HashMap::new(),
        }
    }

    /// A client, if it is registered.
    pub(crate) async fn client(&mut self, id: &ClientId) -> Result<Option<&Client>> {
        if !self.clients.contains_key(id) {
            let found = if_there(self.portal.parts().oidc.client(id).await)?;
            self.clients.insert(id.clone(), found);
        }
        Ok(self.clients.get(id).and_then(Option::as_ref))
    }

    /// Whether a client is registered and stopped for the time being.
    pub(crate) async fn is_stopped(&self, id: &ClientId) -> Result<bool> {
        let found = if_there(self.portal.parts().oidc.registered(id).await)?;
        Ok(found.is_some_and(|known| known.status.is_stopped()))
    }

    /// The service behind a client.
    pub(crate) async fn service(&mut self, id: &ClientId) -> Result<String> {
        if id.as_str() == PORTAL {
            return Ok(self.platform());
        }
        let lang = self.lang();
        let name = self.client(id).await?.map(|client| client.name.get(lang).to_owned());
        Ok(name.unwrap_or_else(|| self.unknown(id.as_str())))
    }

    /// An organisation, if it is registered.
    pub(crate) async fn known_organisation(&mut self, id: &OrganisationId) -> Result<Option<String>> {
        self.organisation(id).await?;
        let known = self.organisations.get(id).and_then(Option::as_ref);
        Ok(known.map(|name| name.get(self.lang()).to_owned()))
    }

    /// The service behind a client, if it is registered.
    pub(crate) async fn known_service(&mut self, id: &ClientId) -> Result<Option<String>> {
        let lang = self.lang();
        Ok(self.client(id).await?.map(|client| client.name.get(lang).to_owned()))
    }

    /// A dataset, if it is registered.
    pub(crate) async fn known_dataset(&mut self, id: &DatasetId) -> Result<Option<String>> {
        let lang = self.lang();
        Ok(self.catalogued(id).await?.map(|dataset| dataset.name.get(lang).to_owned()))
    }

    /// The platform itself.
    pub(crate) fn platform(&self) -> String {
        self.portal.parts().name.get(self.lang()).to_owned()
    }

    /// An organisation.
    pub(crate) async fn organisation(&mut self, id: &OrganisationId) -> Result<String> {
        if !self.organisations.contains_key(id) {
            let found = if_there(self.portal.parts().identity.organisation(id).await)?;
            self.organisations.insert(id.clone(), found.map(|organisation| organisation.name));
        }
        Ok(self.told(self.organisations.get(id), id.as_str()))
    }

    /// Whether a place in an organisation's staff is, or was, this person's.
    pub(crate) async fn has_place(&self, account: AccountId, member: MemberId) -> Result<bool> {
        self.portal.parts().identity.has_place(account, member).await
    }

    /// A dataset.
    pub(crate) async fn dataset(&mut self, id: &DatasetId) -> Result<String> {
        let lang = self.lang();
        let name = self.catalogued(id).await?.map(|dataset| dataset.name.get(lang).to_owned());
        Ok(name.unwrap_or_else(|| self.unknown(id.as_str())))
    }

    /// A purpose: why, in words.
    pub(crate) async fn purpose(&mut self, id: &PurposeId) -> Result<String> {
        if !self.purposes.contains_key(id) {
            let found = if_there(self.portal.parts().exchange.purpose(id).await)?;
            self.purposes.insert(id.clone(), found.map(|purpose| purpose.text));
        }
        Ok(self.told(self.purposes.get(id), id.as_str()))
    }

    /// The label of a field: of a dataset, or of the verified profile.
    pub(crate) async fn field(&mut self, dataset: Option<&DatasetId>, field: &str) -> Result<String> {
        let lang = self.lang();
        let registered = match dataset {
            Some(dataset) => self
                .catalogued(dataset)
                .await?
                .and_then(|d| d.field(field))
                .map(|f| f.label.get(lang).to_owned()),
            None => self.words.find(&format!("field-{}", field.replace('_', "-"))),
        };
        Ok(registered.unwrap_or_else(|| field.to_owned()))
    }

    /// The labels of several fields, as one text.
    pub(crate) async fn fields(&mut self, dataset: Option<&DatasetId>, fields: &[String]) -> Result<String> {
        let mut labels = Vec::with_capacity(fields.len());
        for field in fields {
            labels.push(self.field(dataset, field).await?);
        }
        Ok(labels.join(&self.words.t("portal-list-separator")))
    }

    async fn catalogued(&mut self, id: &DatasetId) -> Result<Option<&Dataset>> {
        if !self.datasets.contains_key(id) {
            let found = if_there(self.portal.parts().exchange.dataset(id).await)?;
            self.datasets.insert(id.clone(), found);
        }
        Ok(self.datasets.get(id).and_then(Option::as_ref))
    }

    fn told(&self, found: Option<&Option<Localised>>, id: &str) -> String {
        let name = found.and_then(Option::as_ref).map(|name| name.get(self.lang()).to_owned());
        name.unwrap_or_else(|| self.unknown(id))
    }

    fn unknown(&self, id: &str) -> String {
        self.words.with("name-unknown", &[("id", id)])
    }

    fn lang(&self) -> Lang {
        self.words.lang()
    }
}

/// What is no longer registered has no name; everything else that fails is a failure.
fn if_there<T>(found: Result<T, Error>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
