//! Resource servers of organisations (RFC 8707): whom an access token may be for, beside the provider's own endpoints.

use causeway_core::{Error, Found, Localised, OrganisationId, Result, Search, Tx};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::rules::check_registration::is_own_machine;
use crate::rules::check_resource::is_resource_name;
use crate::scope::Scopes;
use crate::{Oidc, store};

/// A registered resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its name, compared character by character: an absolute https URL without a fragment.
    pub uri: String,
    /// Whose it is: that organisation's clients with the scope `introspect` may ask about tokens for it.
    pub organisation: OrganisationId,
    /// What people would call it.
    pub name: Localised,
    /// The scopes it understands: what is said to it of a token's scope is no more (RFC 7662 section 2.2).
    pub scopes: Scopes,
}

impl Resource {
    /// Checks a resource before it is stored.
    ///
    /// # Errors
    /// `bad_resource`, saying what to mend.
    pub(crate) fn check(&self, issuer: &str) -> Result<()> {
        if !is_resource_name(&self.uri) {
            return Err(refuse(
                "The URI of a resource is an absolute URL without a fragment, a query or user information, of at most 500 characters.",
            ));
        }
        let url = Url::parse(&self.uri).map_err(|_| refuse("The URI of a resource is an absolute URL."))?;
        if url.scheme() != "https" && !is_own_machine(&url) {
            return Err(refuse("The URI of a resource is https; http only on localhost."));
        }
        // A token for it must never be mistaken for one for our own endpoints.
        if self.uri == issuer || self.uri.strip_prefix(issuer).is_some_and(|rest| rest.starts_with('/')) {
            return Err(refuse("This URI is the platform's own. Give that of your resource."));
        }
        Ok(())
    }
}

fn refuse(why: &'static str) -> Error {
    Error::invalid("bad_resource", why)
}

impl Oidc {
    /// Registers a resource, or replaces what is registered of it.
    ///
    /// # Errors
    /// `bad_resource`, saying what to mend; `resource_taken` when another organisation has it.
    pub async fn put_resource(&self, tx: &mut Tx<'_>, resource: &Resource) -> Result<()> {
        resource.check(&self.issuer)?;
        let before = store::resource_in(tx, &resource.uri).await?;
        if before.is_some_and(|before| before.organisation != resource.organisation) {
            let why = "A resource of this URI is another organisation's. Choose another URI.";
            return Err(Error::conflict("resource_taken", why));
        }
        store::put_resource(tx, resource, self.env.now()).await
    }

    /// A registered resource.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn resource(&self, uri: &str) -> Result<Resource> {
        store::resource(&self.env.db, uri).await?.ok_or_else(Error::not_found)
    }

    /// Resources whose URI holds the words; of one organisation, if the search says so.
    pub async fn search_resources(&self, search: &Search) -> Result<Found<Resource>> {
        store::search_resources(&self.env.db, search).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc8707_2_a_registered_resource_is_an_absolute_url_without_a_fragment_and_not_ours() {
        let good = |uri: &str| {
            let resource = Resource {
                uri: uri.to_owned(),
                organisation: "health".parse().unwrap(),
                name: Localised::new("Records", "紀錄", "记录"),
                scopes: Scopes::default(),
            };
            resource.check("https://id.example").is_ok()
        };
        assert!(good("https://api.health.example/records") && good("https://api.health.example"));
        assert!(good("http://localhost:9000/api"));
        for bad in [
            "/records",
            "https://api.health.example/#f",
            "https://user@api.health.example/",
            "https://api.health.example/?tenant=1",
            "http://api.health.example/",
            "urn:example:api",
            "https://id.example",
            "https://id.example/userinfo",
            "https://api.health.example/a b",
        ] {
            assert!(!good(bad), "{bad}");
        }
        assert!(good("https://id.example.org/api"), "another host that begins alike");
    }
}
