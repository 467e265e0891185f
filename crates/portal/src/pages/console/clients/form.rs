//! The form for a client.

use causeway_core::draft::Fault;
use causeway_core::{Lang, OrganisationId, Result};
use causeway_crypto::jose::{JwkSet, read_keys};
use causeway_http::Shell;
use causeway_http::components::SelectItem;
use causeway_oidc::{AuthMethod, ClientDraft, Registered, Scope, Scopes, Settings};

use super::super::drafting::{Drafting, id, lines_of, or_fault};
use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields};
use super::settings;

const AUTH: [AuthMethod; 4] = [
    AuthMethod::PrivateKeyJwt,
    AuthMethod::ClientSecretBasic,
    AuthMethod::TlsClientAuth,
    AuthMethod::SelfSignedTlsClientAuth,
];
/// Stands in for an id that cannot be read.
const STAND_IN: &str = "unread";

/// What can be chosen on the form.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Choices {
    /// Organisations, for those who may choose one.
    pub(in super::super) organisations: Vec<SelectItem>,
    /// The registered purposes.
    pub(in super::super) purposes: Vec<SelectItem>,
}

impl Choices {
    pub(super) async fn of(console: &Console) -> Result<Self> {
        let lang = console.words().lang();
        let purposes = console.portal.parts().exchange.purposes().await?;
        let item = |purpose: &causeway_exchange::Purpose| {
            SelectItem::new(purpose.id.as_str(), format!("{} ({})", purpose.text.get(lang), purpose.id))
        };
        let none = SelectItem::new("", console.shell.t("drafting-choose"));
        let purposes = std::iter::once(none).chain(purposes.iter().map(item)).collect();
        Ok(Self { organisations: console.organisations_to_choose().await?, purposes })
    }
}

/// The form filled in with what was typed, and what is wrong with it. `said` is what is wrong with the whole.
pub(in super::super) fn page(
    shell: &Shell,
    known: Option<&Registered>,
    (fields, faults): (&Fields, &[Fault]),
    choices: &Choices,
    said: &str,
) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let (title, action, back) = match known {
        None => ("clients-new-title", format!("{}/new", super::PATH), super::PATH.to_owned()),
        Some(known) => {
            let own = format!("{}/{}", super::PATH, known.client.id);
            ("clients-change-title", format!("{own}/change"), own)
        }
    };
    let mut form = Sending::to(action);
    if known.is_none() {
        if !choices.organisations.is_empty() {
            let organisations = choices.organisations.clone();
            form = form.field(draw.select("organisation", "console-organisation", organisations));
        }
        form = form.field(draw.text("id", "clients-id").width(20));
    }
    form = form
        .field(draw.localised("name", "clients-name"))
        .field(draw.localised("description", "clients-description"))
        .field(draw.checkboxes("listed", "clients-listing", &["yes"]))
        .field(draw.text("home_url", "clients-home").kind("url"))
        .field(draw.checkboxes("scopes", "clients-scopes", &Scope::ALL.map(Scope::as_str)))
        .field(draw.select("login_purpose", "clients-purpose", choices.purposes.clone()))
        .field(draw.radios("native", "clients-native", &["web", "app"]))
        .field(draw.area("redirect_uris", "clients-redirects", 4))
        .field(settings::profile(&draw))
        .field(draw.radios("auth", "clients-auth", &AUTH.map(AuthMethod::as_str)))
        .field(draw.area("keys", "clients-keys", 8))
        .field(settings::more(&draw));
    draw.page(title, "clients-form-lead", (form, &back), said)
}

/// The form of a client that is to be.
pub(super) fn empty(organisation: &str) -> Fields {
    settings::write(&Settings::default(), Fields::default())
        .with("organisation", organisation)
        .with("native", "web")
        .with("scopes", "openid")
        .with("auth", "private_key_jwt")
}

/// A client as the form's fields.
pub(in super::super) fn of(known: &Registered) -> Fields {
    let draft = ClientDraft::of(known);
    let mut fields = settings::write(&draft.settings, Fields::default())
        .with("home_url", &draft.home_url)
        .with("login_purpose", draft.login_purpose.as_str())
        .with("native", if draft.native { "app" } else { "web" })
        .with("redirect_uris", draft.redirect_uris.join("\n"))
        .with("auth", draft.auth.as_str());
    if draft.listed {
        fields = fields.with("listed", "yes");
    }
    for lang in Lang::ALL {
        fields = fields
            .with(&format!("name-{}", lang.tag()), draft.name.get(lang))
            .with(&format!("description-{}", lang.tag()), draft.description.get(lang));
    }
    for scope in draft.scopes.iter() {
        fields = fields.with("scopes", scope.as_str());
    }
    if !draft.keys.keys.is_empty() {
        fields = fields.with("keys", serde_json::to_string_pretty(&draft.keys).unwrap_or_default());
    }
    fields
}

/// The client that the form describes, and what of it could not be read.
///
/// # Errors
/// None at present: what cannot be read has a stand-in.
pub(super) fn read(
    known: Option<&Registered>,
    organisation: &OrganisationId,
    fields: &Fields,
) -> Result<(ClientDraft, Vec<Fault>)> {
    let mut faults = Vec::new();
    let own = match known {
        Some(known) => known.client.id.clone(),
        None => or_fault(id("id", fields.text("id")), STAND_IN.parse()?, &mut faults),
    };
    let purpose = fields.text("login_purpose").parse().map_err(|_| {
        Fault::new("login_purpose", "purpose_missing", "Choose why the service learns who logs in.")
    });
    let auth = AUTH.into_iter().find(|method| method.as_str() == fields.text("auth"));
    let auth =
        auth.ok_or_else(|| Fault::new("auth", "auth_missing", "Choose how the client proves who it is."));
    let usual = Settings::default();
    let (settings, unread) = settings::read(known.map_or(&usual, |known| &known.client.settings), fields);
    faults.extend(unread);
    let scopes: Scopes = fields.all("scopes").filter_map(|scope| scope.parse::<Scope>().ok()).collect();
    let (home_url, redirect_uris) =
        (fields.text("home_url").to_owned(), lines_of(fields.text("redirect_uris")));
    let sector = match known {
        Some(known) => known.client.sector.clone(),
        None => ClientDraft::sector_of(&home_url, &redirect_uris).unwrap_or_default(),
    };
    let draft = ClientDraft {
        id: own,
        organisation: organisation.clone(),
        name: fields.localised("name", 0),
        description: fields.localised("description", 0),
        listed: fields.has("listed", "yes"),
        home_url,
        redirect_uris,
        native: fields.text("native") == "app",
        sector,
        auth: or_fault(auth, AuthMethod::PrivateKeyJwt, &mut faults),
        keys: or_fault(read_keys("keys", fields.text("keys")), JwkSet::default(), &mut faults),
        scopes,
        login_purpose: or_fault(purpose, STAND_IN.parse()?, &mut faults),
        settings,
    };
    Ok((draft, faults))
}

#[cfg(test)]
mod tests {
    use causeway_core::Localised;
    use causeway_crypto::jose::{Alg, SigningKey};
    use causeway_oidc::{Client, ClientAuth, Listing, Status};

    use super::*;

    pub(crate) fn registered() -> Registered {
        Registered {
            client: Client {
                id: "vaccination".parse().unwrap(),
                organisation: "health".parse().unwrap(),
                name: Localised::new("Vaccination <Record>", "疫苗接種紀錄", "疫苗接种记录"),
                home_url: "https://vaccination.example/".to_owned(),
                redirect_uris: vec![
                    "https://vaccination.example/a".to_owned(),
                    "https://vaccination.example/b".to_owned(),
                ],
                native: false,
                sector: "vaccination.example".to_owned(),
                auth: ClientAuth::PrivateKeyJwt,
                keys: JwkSet { keys: vec![SigningKey::generate(Alg::Es256).unwrap().jwk().clone()] },
                scopes: Scopes::parse("openid name exchange"),
                login_purpose: "vaccination-record".parse().unwrap(),
                settings: Settings::default(),
            },
            listing: Listing {
                description: Some(Localised::new("See it", "查閱", "查阅")), listed: true
            },
            status: Status::default(),
        }
    }

    #[test]
    fn what_is_written_into_the_form_is_read_out_of_it() {
        let known = registered();
        let (draft, faults) = read(Some(&known), &known.client.organisation, &of(&known)).unwrap();
        assert_eq!((draft, faults), (ClientDraft::of(&known), Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let organisation = "health".parse().unwrap();
        let fields = Fields::default().with("id", "Not good").with("keys", "{").with("auth", "none");
        let (_, faults) = read(None, &organisation, &fields).unwrap();
        let told: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        let expected = [
            ("id", "draft_id"),
            ("auth", "auth_missing"),
            ("keys", "keys_not_json"),
            ("login_purpose", "purpose_missing"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_sector_of_a_new_client_follows_from_its_addresses_and_cannot_be_sent() {
        let organisation = "health".parse().unwrap();
        let fields = Fields::default()
            .with("id", "x")
            .with("redirect_uris", "https://a.example/cb")
            .with("sector", "bank.example")
            .with("organisation", "bank");
        let (draft, _) = read(None, &organisation, &fields).unwrap();
        assert_eq!((draft.sector.as_str(), draft.organisation.as_str()), ("a.example", "health"));
    }
}
