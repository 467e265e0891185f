//! What the approval screen says, composed of registered names, the catalogue's labels and the person's own values: never of
//! anything the asking party has written.

use causeway_consent::{Detail, PORTAL, Presented, Request, Shown, ShownPart, ShownRow, Viewer};
use causeway_core::{DatasetId, Error, Lang, OrganisationId, PurposeId, RequestId, Result, Session};
use causeway_http::Words;
use jiff::Timestamp;
use url::Url;

use crate::Portal;
use crate::names::Names;

impl Portal {
    /// Composes what a request that this person's device has taken over asks of them, in `lang`, and has it bound to their
    /// passkey's challenge: what the sandbox's own API shows its synthetic people.
    ///
    /// # Errors
    /// Those of [`causeway_consent::Consents::present`].
    pub async fn present(&self, id: RequestId, session: &Session, lang: Lang) -> Result<Presented> {
        let request = self.parts().consents.request(id, &elsewhere(session)).await?;
        self.present_request(&request, session, lang).await
    }

    /// As [`Portal::present`], of a request at hand. Draw the page from [`Presented::shown`] and nothing else.
    pub(crate) async fn present_request(
        &self,
        request: &Request,
        session: &Session,
        lang: Lang,
    ) -> Result<Presented> {
        // Whoever approved now would allow what nobody may use.
        if Names::new(self, Words::of(lang)).is_stopped(&request.client).await? {
            return Err(Error::forbidden("service_stopped", "This service was stopped for the time being."));
        }
        let shown = self.compose(request, session, lang).await?;
        self.parts().consents.present(request.id, session, shown).await
    }

    async fn compose(&self, request: &Request, session: &Session, lang: Lang) -> Result<Shown> {
        let names = Names::new(self, Words::of(lang));
        let mut composer = Composer { portal: self, request, session, words: Words::of(lang), names };
        let match_code = self.parts().consents.match_code_of(request.id).await?;
        composer.shown(match_code).await
    }
}

struct Composer<'a> {
    portal: &'a Portal,
    request: &'a Request,
    session: &'a Session,
    words: Words,
    names: Names<'a>,
}

impl Composer<'_> {
    async fn shown(&mut self, match_code: Option<String>) -> Result<Shown> {
        let service = self.names.service(&self.request.client).await?;
        let organisation = if self.is_portal() {
            self.names.platform()
        } else {
            self.names.organisation(&self.request.organisation).await?
        };
        let website = self.website().await?;
        let details = self.portal.parts().consents.to_show(self.request, self.session.account).await?;
        let mut parts = Vec::with_capacity(details.len());
        for detail in &details {
            parts.push(self.part(detail, &service).await?);
        }
        let (lang, code) = (self.words.lang(), self.request.code.clone());
        Ok(Shown { lang, service, organisation, website, parts, match_code, code })
    }

    fn is_portal(&self) -> bool {
        self.request.client.as_str() == PORTAL
    }

    /// The origin to which the browser goes: validated by the protocol for this request, or that of the registered home page.
    async fn website(&mut self) -> Result<String> {
        if self.is_portal() {
            return Ok(self.portal.parts().public_url.clone());
        }
        if let Some(origin) = &self.request.redirect_origin {
            return Ok(origin.clone());
        }
        let client = self.names.client(&self.request.client).await?;
        Ok(client.and_then(|client| origin_of(&client.home_url)).unwrap_or_default())
    }

    async fn part(&mut self, detail: &Detail, service: &str) -> Result<ShownPart> {
        match detail {
            Detail::Login { .. } if self.is_portal() => Ok(self.portal_login()),
            Detail::Login { fields } => self.login(fields, service).await,
            Detail::Exchange { dataset, provider, fields, purpose, once, until } => {
                let lasts = self.lasts(*once, *until);
                self.exchange(service, dataset, provider, fields, purpose, lasts).await
            }
        }
    }

    fn portal_login(&self) -> ShownPart {
        ShownPart {
            kind: "login".to_owned(),
            heading: self.words.t("shown-portal-heading"),
            from: None,
            purpose: self.words.t("shown-portal-purpose"),
            rows: Vec::new(),
            lasts: self.words.t("shown-portal-lasts"),
        }
    }

    async fn login(&mut self, fields: &[String], service: &str) -> Result<ShownPart> {
        let own = self.portal.parts().vault.own(self.session, fields).await?;
        let mut rows = Vec::with_capacity(fields.len());
        for field in fields {
            let value = own
                .get(field)
                .map_or_else(|| self.words.t("shown-value-missing"), |value| self.told(field, value));
            rows.push(ShownRow { label: self.names.field(None, field).await?, value: Some(value) });
        }
        let (heading, lasts) = if fields.is_empty() {
            ("shown-login-heading", "shown-lasts-login-only")
        } else {
            ("shown-login-share-heading", "shown-lasts-login")
        };
        Ok(ShownPart {
            kind: "login".to_owned(),
            heading: self.words.with(heading, &[("service", service)]),
            from: None,
            purpose: self.names.purpose(&self.request.login_purpose).await?,
            rows,
            lasts: self.words.t(lasts),
        })
    }

    /// A value as it is passed on, in words where it is not words.
    fn told(&self, field: &str, value: &str) -> String {
        if field != causeway_vault::VERIFICATION {
            return told(field, value);
        }
        let day = serde_json::from_str::<serde_json::Value>(value)
            .ok()
            .and_then(|verification| verification.get("time")?.as_str()?.parse::<Timestamp>().ok())
            .map(|at| at.to_zoned(self.portal.parts().time_zone.clone()).date().to_string());
        self.words.with("shown-verification", &[("day", day.as_deref().unwrap_or("?"))])
    }

    async fn exchange(
        &mut self,
        service: &str,
        dataset: &DatasetId,
        provider: &OrganisationId,
        fields: &[String],
        purpose: &PurposeId,
        lasts: String,
    ) -> Result<ShownPart> {
        let mut rows = Vec::with_capacity(fields.len());
        for field in fields {
            rows.push(ShownRow { label: self.names.field(Some(dataset), field).await?, value: None });
        }
        let name = self.names.dataset(dataset).await?;
        Ok(ShownPart {
            kind: "exchange".to_owned(),
            heading: self.words.with("shown-exchange-heading", &[("dataset", &name), ("service", service)]),
            from: Some(self.names.organisation(provider).await?),
            purpose: self.names.purpose(purpose).await?,
            rows,
            lasts,
        })
    }

    fn lasts(&self, once: bool, until: Option<Timestamp>) -> String {
        match until {
            _ if once => self.words.t("shown-lasts-once"),
            Some(until) => {
                let when = self.portal.when(self.words);
                self.words.with("shown-lasts-until", &[("date", &when.moment(until))])
            }
            None => self.words.t("shown-lasts-login-only"),
        }
    }
}

/// A value as it is passed on; a card number is shown as it stands on the card.
fn told(field: &str, value: &str) -> String {
    let is_card = field == causeway_vault::CARD_NUMBER;
    let card = is_card.then(|| causeway_registration::CardNumber::parse(value).ok()).flatten();
    card.map_or_else(|| value.to_owned(), |card| card.printed())
}

/// A device of the person's that is not the browser in which a request began.
pub(crate) fn elsewhere(session: &Session) -> Viewer {
    // No browser's cookie has this hash.
    Viewer { browser: [0; 32], session: Some(session.clone()) }
}

/// The origin of an address (RFC 6454).
pub(crate) fn origin_of(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_shown_as_on_the_card_and_nothing_else_is_changed() {
        assert_eq!(told("card_number", "ZZ0000018"), "ZZ000001(8)");
        assert_eq!(told("name", "ZZ0000018"), "ZZ0000018");
        assert_eq!(told("card_number", "odd"), "odd");
    }

    #[test]
    fn a_website_is_told_by_its_origin_alone() {
        assert_eq!(origin_of("https://rp.example/a?b#c").as_deref(), Some("https://rp.example"));
        assert_eq!(
            origin_of("http://vaccination.localhost:8080/").as_deref(),
            Some("http://vaccination.localhost:8080")
        );
        assert_eq!(origin_of("mailto:x@y"), None);
        assert_eq!(origin_of(""), None);
    }
}
