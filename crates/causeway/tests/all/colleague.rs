//! Staff as they are at work: a browser, a passkey, the console.

use causeway_crypto::soft_passkey::{Kept, SoftKey};
use serde_json::Value;

use crate::world::{Seen, Visitor, World, attribute};

/// A step that a dying server cut short.
pub(crate) type Step<T> = Result<T, reqwest::Error>;

/// A colleague with a browser and a passkey.
pub(crate) struct Colleague {
    name: &'static str,
    pub(crate) visitor: Visitor<'static>,
    passkey: Option<Kept>,
}

impl Colleague {
    pub(crate) fn new(world: &World, name: &'static str) -> Self {
        Self { name, visitor: world.lasting_visitor(), passkey: None }
    }

    fn key(&self) -> SoftKey {
        let kept = serde_json::to_value(self.passkey.as_ref().unwrap()).unwrap();
        SoftKey::restore(&serde_json::from_value(kept).unwrap()).unwrap()
    }

    /// Takes an invitation with a passkey that is made now.
    pub(crate) async fn join(&mut self, world: &World, link: &str) -> Step<Seen> {
        let page = self.visitor.try_go("GET", link, None).await?;
        let (key, response) = SoftKey::create(&origin(world), &options(&page)).await.unwrap();
        self.passkey = Some(key.keep().unwrap());
        let name = self.name;
        self.answer(&page, "/console/join/", &response, &[("work_name", name)]).await
    }

    /// Enters the console; whoever is in there still need not log in.
    pub(crate) async fn log_in(&mut self, world: &World) -> Step<Seen> {
        let page = self.visitor.try_go("GET", &world.url("", "/console/login"), None).await?;
        if page.url.ends_with("/console") {
            return Ok(page);
        }
        let response = self.key().sign(&origin(world), &options(&page)).await.unwrap();
        self.answer(&page, "/console/login", &response, &[]).await
    }

    /// Confirms the act whose page was seen, with the passkey.
    pub(crate) async fn confirm(&mut self, world: &World, page: &Seen) -> Step<Seen> {
        let response = self.key().sign(&origin(world), &options(page)).await.unwrap();
        self.answer(page, "/console/acts/", &response, &[]).await
    }

    /// The first two security officers, by the links that the demonstration printed.
    pub(crate) async fn officers(world: &World) -> Step<[Self; 2]> {
        let mut officers = ["One", "Two"].map(|name| Self::new(world, name));
        for (officer, link) in officers.iter_mut().zip(&world.officers) {
            officer.join(world, link).await?;
        }
        Ok(officers)
    }

    /// Invites somebody to a role: the link.
    pub(crate) async fn invite(&mut self, world: &World, organisation: &str, role: &str) -> Step<String> {
        let form = [("organisation", organisation), ("name", role), ("role", role)];
        let begun = self.visitor.try_go("POST", &world.url("", "/console/staff/invite"), Some(&form)).await?;
        let once = self.confirm(world, &begun).await?;
        let (_, rest) =
            once.text.split_once("/console/join/").unwrap_or_else(|| panic!("no link: {}", once.text));
        let token: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        Ok(world.url("", &format!("/console/join/{token}")))
    }

    /// Approves what waits on this officer's desk.
    pub(crate) async fn approve_waiting(&mut self, world: &World) -> Step<()> {
        let list = world.url("", "/console/proposals?state=waiting");
        let waiting = self.visitor.try_go("GET", &list, None).await?;
        let path = waiting.link("/console/proposals/");
        let proposal = self.visitor.try_go("GET", &world.url("", &path), None).await?;
        let act = self.visitor.press(&proposal, "/approve").await?;
        self.confirm(world, &act).await.map(drop)
    }

    /// Sends a passkey form as a browser with scripts would.
    async fn answer(&mut self, page: &Seen, to: &str, response: &Value, more: &[(&str, &str)]) -> Step<Seen> {
        let (action, fields) = page.form(to);
        let url = url::Url::parse(&page.url).unwrap().join(&action).unwrap();
        let response = response.to_string();
        let mut sent: Vec<(&str, &str)> = vec![("response", &response)];
        sent.extend(more);
        let kept =
            fields.iter().filter(|(name, _)| sent.iter().all(|(own, _)| own != name)).collect::<Vec<_>>();
        sent.extend(kept.into_iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.visitor.try_go("POST", url.as_str(), Some(&sent)).await
    }
}

fn origin(world: &World) -> url::Url {
    url::Url::parse(&world.url("", "")).unwrap()
}

/// The WebAuthn options of the passkey form on a page.
fn options(page: &Seen) -> Value {
    let form = page.text.split("<form").find(|form| form.contains("data-options=\"")).unwrap_or_else(|| {
        panic!("no passkey form on {}:\n{}", page.url, page.text);
    });
    serde_json::from_str(&attribute(form, "data-options")).unwrap()
}
