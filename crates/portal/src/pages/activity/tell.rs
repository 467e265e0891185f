//! Each event in words: who did what, why, with which details, on what ground, and what came of it.

mod officers;
mod staff;

use causeway_core::{
    AccountId, Acr, ClientId, ConsentId, DatasetId, OrganisationId, PurposeId, ReadId, Result,
};
use causeway_evidence::{Basis, Event, Kind, Level, Refusal};
use causeway_http::Words;
use jiff::Timestamp;

use crate::names::Names;
use crate::pages::parts::acr_words;
use crate::when::When;

/// One fact about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The key of its label.
    pub(crate) label: &'static str,
    pub(crate) value: String,
    /// Where more about it stands. Empty: nowhere.
    pub(crate) href: String,
    /// Whether it stands in the list too, and not in the details alone.
    pub(crate) brief: bool,
}

/// How an entry is set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Nothing was passed on.
    Refused,
    /// It went wrong.
    Failed,
    /// Nobody knows.
    Unknown,
    /// Others did something.
    Warning,
}

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) title: String,
    pub(crate) mark: Option<Mark>,
    pub(crate) facts: Vec<Fact>,
}

impl Told {
    fn new(title: String) -> Self {
        Self { title, mark: None, facts: Vec::new() }
    }

    fn marked(mut self, mark: Mark) -> Self {
        self.mark = Some(mark);
        self
    }

    fn fact(mut self, label: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { label, value, href: String::new(), brief: false });
        }
        self
    }

    fn brief(mut self, label: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { label, value, href: String::new(), brief: true });
        }
        self
    }

    /// Says that it was withheld until then, if it was.
    pub(crate) fn withheld(self, words: Words, when: &When, until: Option<Timestamp>) -> Self {
        let Some(until) = until else { return self };
        self.brief("fact-withheld", words.with("fact-withheld-until", &[("until", &when.moment(until))]))
    }

    fn under(mut self, words: Words, consent: Option<ConsentId>) -> Self {
        if let Some(consent) = consent {
            let (value, href) = (words.t("fact-consent-link"), format!("/consents/{consent}"));
            self.facts.push(Fact { label: "fact-consent", value, href, brief: true });
        }
        self
    }
}

/// Tells events in one language.
pub(crate) struct Teller<'a> {
    pub(crate) names: Names<'a>,
    pub(crate) words: Words,
    pub(crate) when: When,
    /// In whose own list it stands.
    pub(crate) viewer: AccountId,
}

/// What the events about reads have in common.
#[derive(Clone, Copy, Default)]
struct Reading<'a> {
    title: &'static str,
    outcome: &'static str,
    mark: Option<Mark>,
    basis: Option<Basis>,
    consent: Option<ConsentId>,
    consumer: Option<&'a ClientId>,
    organisation: Option<&'a OrganisationId>,
    provider: Option<&'a OrganisationId>,
    dataset: Option<&'a DatasetId>,
    fields: &'a [String],
    purpose: Option<&'a PurposeId>,
    read: Option<ReadId>,
    code: Option<&'a str>,
}

impl Teller<'_> {
    /// An event in words. Exhaustive, so that a new event cannot be forgotten here.
    pub(crate) async fn tell(&mut self, event: &Event) -> Result<Told> {
        match event {
            Event::AccountRegistered { level } => {
                Ok(self.plain("event-account-registered").fact("fact-level", self.level(*level)))
            }
            Event::RegistrationRefused { reason } => Ok(self.registration_refused(*reason)),
            Event::AuthenticatorAdded { authenticator } => Ok(self
                .plain("event-authenticator-added")
                .fact("fact-authenticator", authenticator.to_string())),
            Event::SessionStarted { acr } => Ok(self.session_started(*acr)),
            Event::SessionEnded => Ok(self.plain("event-session-ended")),
            Event::SandboxPersonCreated => Ok(self.plain("event-sandbox-person-created")),
            Event::Unknown => Ok(self.plain("event-unknown")),
            Event::ReceiptOpened { .. }
            | Event::NoticeSuspended { .. }
            | Event::AccountDeleted { .. }
            | Event::OfficerNamedPerson { .. } => self.officers(event).await,
            Event::StaffInvited { .. }
            | Event::StaffInvitationRevoked { .. }
            | Event::StaffJoined { .. }
            | Event::StaffEntered { .. }
            | Event::StaffLeft { .. }
            | Event::StaffRoleGiven { .. }
            | Event::StaffRoleConfirmed { .. }
            | Event::StaffRoleEnded { .. }
            | Event::StaffEnded { .. }
            | Event::StaffLooked { .. }
            | Event::ProposalMade { .. }
            | Event::ProposalDecided { .. }
            | Event::ProposalApplied { .. }
            | Event::MandateGiven { .. }
            | Event::MandateEnded { .. } => self.staff(event).await,
            // Of the platform's own chain alone.
            Event::BackupMade { .. } => Ok(self.plain("event-backup-made")),
            Event::DatabaseRestored { .. } => Ok(self.plain("event-database-restored")),
            Event::LogRenamed { .. } => Ok(self.plain("event-log-renamed")),
            Event::KeyRotated { key_use, .. } => {
                Ok(self.plain("event-key-rotated").fact("fact-key-use", key_use.clone()))
            }
            Event::KeyRetired { key_use, .. } => {
                Ok(self.plain("event-key-retired").fact("fact-key-use", key_use.clone()))
            }
            Event::LoginGranted { client, consent, acr } => {
                let told = self.about("event-login-granted", client).await?;
                Ok(told.fact("fact-how", self.acr(*acr)).under(self.words, Some(*consent)))
            }
            Event::RequestDeclined { client, kinds, .. } => {
                let told = self.about("event-request-declined", client).await?;
                Ok(told
                    .brief("fact-kinds", self.kinds(kinds))
                    .fact("fact-outcome", self.words.t("outcome-declined")))
            }
            Event::ConsentGiven { .. } => self.consent_given(event).await,
            Event::ConsentWithdrawn { client, consent } => {
                Ok(self.about("event-consent-withdrawn", client).await?.under(self.words, Some(*consent)))
            }
            Event::ConsentExpired { client, consent } => {
                Ok(self.about("event-consent-expired", client).await?.under(self.words, Some(*consent)))
            }
            Event::ConsentReturned { .. } | Event::TokenExchanged { .. } => self.by_service(event).await,
            Event::ClaimsReleased { client, consent, fields, purpose } => {
                let reading = Reading {
                    title: "event-claims-released",
                    outcome: "outcome-released",
                    consent: Some(*consent),
                    consumer: Some(client),
                    fields,
                    purpose: Some(purpose),
                    ..Reading::default()
                };
                self.reading(reading).await
            }
            Event::ReadIntended { .. } | Event::ReadDelivered { .. } | Event::ReadUnknown { .. } => {
                self.read(event).await
            }
            Event::ReadRefused { .. } | Event::ReadFailed { .. } | Event::IncidentReported { .. } => {
                self.not_read(event).await
            }
        }
    }

    fn plain(&self, key: &str) -> Told {
        Told::new(self.words.t(key))
    }

    /// An event about a service and nothing else.
    async fn about(&mut self, key: &str, client: &ClientId) -> Result<Told> {
        let service = self.names.service(client).await?;
        Ok(Told::new(self.words.with(key, &[("service", &service)])))
    }

    /// What a service did by itself with what it had been allowed.
    async fn by_service(&mut self, event: &Event) -> Result<Told> {
        match event {
            Event::ConsentReturned { client, consent } => {
                Ok(self.about("event-consent-returned", client).await?.under(self.words, Some(*consent)))
            }
            Event::TokenExchanged { client, from, consent, resources, .. } => {
                let service = self.names.service(client).await?;
                let from = self.names.service(from).await?;
                let names = [("service", service.as_str()), ("from", from.as_str())];
                let told = Told::new(self.words.with("event-token-exchanged", &names));
                Ok(told.fact("fact-resources", resources.join(", ")).under(self.words, *consent))
            }
            _ => Ok(self.plain("event-unknown")),
        }
    }

    fn registration_refused(&self, reason: Refusal) -> Told {
        let key = match reason {
            Refusal::LostCard => "event-refused-lost-card",
            Refusal::AlreadyRegistered => "event-refused-already-registered",
        };
        self.plain(key).marked(Mark::Refused).fact("fact-outcome", self.words.t("outcome-refused"))
    }

    fn session_started(&self, acr: Acr) -> Told {
        let key = match acr {
            Acr::Passkey | Acr::DeviceBound => "event-session-started-passkey",
            Acr::CrossDevice | Acr::Decoupled => "event-session-started-xdev",
        };
        self.plain(key).fact("fact-how", self.acr(acr))
    }

    async fn consent_given(&mut self, event: &Event) -> Result<Told> {
        let Event::ConsentGiven {
            consent,
            client,
            organisation,
            kind,
            dataset,
            provider,
            fields,
            purpose,
            once,
            until,
            shown_sha256,
        } = event
        else {
            return Ok(self.plain("event-unknown"));
        };
        let service = self.names.service(client).await?;
        let (title, from) = match (kind, dataset, provider) {
            (Kind::Exchange, Some(dataset), Some(provider)) => {
                let (dataset, provider) =
                    (self.names.dataset(dataset).await?, self.names.organisation(provider).await?);
                let names = [
                    ("service", service.as_str()),
                    ("dataset", dataset.as_str()),
                    ("provider", provider.as_str()),
                ];
                (self.words.with("event-consent-given-exchange", &names), provider.clone())
            }
            _ => (self.words.with("event-consent-given-login", &[("service", &service)]), String::new()),
        };
        let lasts = match until {
            _ if *once => self.words.t("shown-lasts-once"),
            Some(until) => self.words.with("shown-lasts-until", &[("date", &self.when.moment(*until))]),
            None => self.words.t("shown-lasts-login-only"),
        };
        let fields = self.names.fields(dataset.as_ref(), fields).await?;
        let purpose = self.names.purpose(purpose).await?;
        let organisation = self.names.organisation(organisation).await?;
        Ok(Told::new(title)
            .fact("fact-who", service)
            .fact("fact-organisation", organisation)
            .fact("fact-from", from)
            .brief("fact-fields", fields)
            .brief("fact-why", purpose)
            .brief("fact-lasts", lasts)
            .under(self.words, Some(*consent))
            .fact("fact-shown", shown_sha256.to_string()))
    }

    /// Reads of which a provider was asked.
    async fn read(&mut self, event: &Event) -> Result<Told> {
        let (Event::ReadIntended {
            read,
            basis,
            consent,
            consumer,
            consumer_organisation,
            provider,
            dataset,
            fields,
            purpose,
        }
        | Event::ReadDelivered {
            read,
            basis,
            consent,
            consumer,
            consumer_organisation,
            provider,
            dataset,
            fields,
            purpose,
        }
        | Event::ReadUnknown {
            read,
            basis,
            consent,
            consumer,
            consumer_organisation,
            provider,
            dataset,
            fields,
            purpose,
        }) = event
        else {
            return Ok(self.plain("event-unknown"));
        };
        let (title, outcome, mark) = match event {
            Event::ReadIntended { .. } => ("event-read-intended", "outcome-intended", None),
            Event::ReadDelivered { basis: Basis::Registration, .. } => {
                ("event-read-delivered", "outcome-registered", None)
            }
            Event::ReadDelivered { .. } => ("event-read-delivered", "outcome-delivered", None),
            _ => ("event-read-unknown", "outcome-unknown", Some(Mark::Unknown)),
        };
        let reading = Reading {
            title,
            outcome,
            mark,
            basis: Some(*basis),
            consent: *consent,
            consumer: Some(consumer),
            organisation: Some(consumer_organisation),
            provider: Some(provider),
            dataset: Some(dataset),
            fields,
            purpose: Some(purpose),
            read: Some(*read),
            code: None,
        };
        self.reading(reading).await
    }

    /// Reads that brought nothing.
    async fn not_read(&mut self, event: &Event) -> Result<Told> {
        let reading = match event {
            Event::ReadRefused { consent, consumer, provider, dataset, fields, purpose, code } => Reading {
                title: match dataset {
                    Some(_) => "event-read-refused",
                    None if code == "dataset_unknown" => "event-read-refused-unknown",
                    None => "event-read-refused-profile",
                },
                outcome: "outcome-refused",
                mark: Some(Mark::Refused),
                consent: *consent,
                consumer: Some(consumer),
                provider: provider.as_ref(),
                dataset: dataset.as_ref(),
                fields,
                purpose: purpose.as_ref(),
                code: Some(code),
                ..Reading::default()
            },
            Event::ReadFailed { read, consumer, provider, dataset, fields, purpose, code } => Reading {
                title: "event-read-failed",
                outcome: "outcome-failed",
                mark: Some(Mark::Failed),
                consumer: Some(consumer),
                provider: Some(provider),
                dataset: Some(dataset),
                fields,
                purpose: Some(purpose),
                read: Some(*read),
                code: Some(code),
                ..Reading::default()
            },
            Event::IncidentReported { read, consumer, provider, code } => Reading {
                title: "event-incident-reported",
                outcome: "outcome-failed",
                mark: Some(Mark::Warning),
                consumer: Some(consumer),
                provider: Some(provider),
                read: Some(*read),
                code: Some(code),
                ..Reading::default()
            },
            _ => return Ok(self.plain("event-unknown")),
        };
        self.reading(reading).await
    }

    async fn reading(&mut self, reading: Reading<'_>) -> Result<Told> {
        let service = match reading.consumer {
            Some(consumer) => self.names.service(consumer).await?,
            None => String::new(),
        };
        let organisation = match reading.organisation {
            Some(organisation) => self.names.organisation(organisation).await?,
            None => String::new(),
        };
        let provider = match reading.provider {
            Some(provider) => self.names.organisation(provider).await?,
            None => String::new(),
        };
        let dataset = match reading.dataset {
            Some(dataset) => self.names.dataset(dataset).await?,
            None => String::new(),
        };
        let purpose = match reading.purpose {
            Some(purpose) => self.names.purpose(purpose).await?,
            None => String::new(),
        };
        let fields = self.names.fields(reading.dataset, reading.fields).await?;
        let names =
            [("service", service.as_str()), ("provider", provider.as_str()), ("dataset", dataset.as_str())];
        let mut told = Told::new(self.words.with(reading.title, &names))
            .fact("fact-who", service.clone())
            .fact("fact-organisation", organisation)
            .fact("fact-from", provider.clone())
            .fact("fact-dataset", dataset.clone())
            .brief("fact-fields", fields)
            .brief("fact-why", purpose)
            .fact("fact-ground", reading.basis.map(|basis| self.ground(basis)).unwrap_or_default())
            .under(self.words, reading.consent)
            .brief("fact-outcome", self.outcome(reading.outcome, reading.code))
            .fact("fact-read", reading.read.map(|read| read.to_string()).unwrap_or_default());
        told.mark = reading.mark;
        Ok(told)
    }

    /// What came of it, and why, where that is known.
    fn outcome(&self, outcome: &str, code: Option<&str>) -> String {
        let outcome = self.words.t(outcome);
        let Some(code) = code else { return outcome };
        let known = self.words.find(&format!("refusal-{}", code.replace('_', "-")));
        let reason = known.unwrap_or_else(|| self.words.with("refusal-other", &[("code", code)]));
        self.words.with("outcome-because", &[("outcome", &outcome), ("reason", &reason)])
    }

    fn ground(&self, basis: Basis) -> String {
        self.words.t(match basis {
            Basis::Consent => "ground-consent",
            Basis::Law => "ground-law",
            Basis::Registration => "ground-registration",
        })
    }

    fn acr(&self, acr: Acr) -> String {
        self.words.t(acr_words(acr))
    }

    fn level(&self, level: Level) -> String {
        self.words.t(match level {
            Level::Basic => "level-basic",
            Level::Plus => "level-plus",
        })
    }

    fn kinds(&self, kinds: &[Kind]) -> String {
        let told = |kind: &Kind| {
            self.words.t(match kind {
                Kind::Login => "kind-login",
                Kind::Exchange => "kind-exchange",
            })
        };
        kinds.iter().map(told).collect::<Vec<_>>().join(&self.words.t("portal-list-separator"))
    }
}
