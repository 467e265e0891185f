//! Where the platform is, for links to its public pages: what any integrator's documentation names.

use url::Url;

use causeway_core::{Lang, Result};

/// The platform's public address.
#[derive(Clone)]
pub(crate) struct Platform(String);

impl Platform {
    /// The platform that issues at `issuer`.
    ///
    /// # Errors
    /// `config_url`.
    pub(crate) fn new(issuer: &str) -> Result<Self> {
        let url = Url::parse(issuer).map_err(|e| crate::bad_url(issuer).with_cause(e))?;
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// Its origin, such as `https://id.example.gov`.
    pub(crate) fn origin(&self) -> &str {
        &self.0
    }

    /// "My activity", in the language of the page that links there.
    pub(crate) fn activity(&self, lang: Lang) -> String {
        format!("{}/activity?lang={}", self.0, lang.tag())
    }

    /// "What I have allowed".
    pub(crate) fn consents(&self, lang: Lang) -> String {
        format!("{}/consents?lang={}", self.0, lang.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_platform_in_the_language_of_the_page() {
        let platform = Platform::new("http://localhost:8080/").unwrap();
        assert_eq!(platform.activity(Lang::ZhHant), "http://localhost:8080/activity?lang=zh-Hant");
        assert_eq!(platform.consents(Lang::En), "http://localhost:8080/consents?lang=en");
        assert!(Platform::new("localhost").is_err());
    }
}
