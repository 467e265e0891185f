//! A proposed client held against the register: its organisation, its purpose, its sector, and what it was before.

use causeway_core::draft::Fault;

use super::Facts;
use crate::draft::ClientDraft;
use crate::rules::registration::sector_host;

pub(super) fn check(draft: &ClientDraft, facts: &Facts) -> Vec<Fault> {
    [organisation(draft, facts), purpose(draft, facts), sector(draft, facts)].into_iter().flatten().collect()
}

/// A client stays with its organisation: people allowed that one, by name.
fn organisation(draft: &ClientDraft, facts: &Facts) -> Option<Fault> {
    let elsewhere = |old: &crate::Registered| old.client.organisation != draft.organisation;
    if facts.existing.as_ref().is_some_and(elsewhere) {
        let mend = "A client stays with its organisation. Register a new one under another id.";
        return Some(Fault::new("id", "client_id_taken", mend).about(draft.id.as_str()));
    }
    (!facts.organisation_stands).then(|| {
        let mend = "The organisation is not registered, or is suspended. Have it registered first.";
        Fault::new("organisation", "organisation_unknown", mend).about(draft.organisation.as_str())
    })
}

/// What people are told about the why is registered.
fn purpose(draft: &ClientDraft, facts: &Facts) -> Option<Fault> {
    (!facts.purpose_known).then(|| {
        let mend =
            "There is no such purpose. Choose one of the list, or have a data steward propose it first.";
        Fault::new("login_purpose", "purpose_unknown", mend).about(draft.login_purpose.as_str())
    })
}

/// OpenID Connect Core section 8.1: who shares a sector shares pseudonyms. So a new client's follows from its host, a registered one's
/// stays (its people would become strangers to it), and no two organisations share one.
fn sector(draft: &ClientDraft, facts: &Facts) -> Option<Fault> {
    let fault = |code, mend| Some(Fault::new("redirect_uris", code, mend).about(&draft.sector));
    if let Some(old) = &facts.existing {
        if old.client.sector == draft.sector {
            return None;
        }
        return fault("sector_fixed", "The sector of a registered client does not change.");
    }
    // What stands at the address was held against the redirect URIs when the client registered.
    let follows = match &draft.settings.sector_identifier_uri {
        Some(uri) => sector_host(uri),
        None => ClientDraft::sector_of(&draft.home_url, &draft.redirect_uris),
    };
    match follows {
        None if draft.redirect_uris.is_empty() => None,
        None => fault(
            "sector_several_hosts",
            "Use one host for all of them: people have one pseudonym for each. Register another client for another host.",
        ),
        Some(host) if host != draft.sector => {
            fault("sector_wrong", "The sector is the host of the redirect URIs.")
        }
        Some(_) if facts.sector_of_others => fault(
            "sector_taken",
            "A client of another organisation is at this host, and would know people by the same pseudonyms. Use a host of your own.",
        ),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{facts, faults};
    use super::*;
    use crate::tests::samples;

    fn existing() -> Facts {
        Facts { existing: Some(samples::registered()), ..facts() }
    }

    fn codes(draft: &ClientDraft, facts: &Facts) -> Vec<&'static str> {
        faults(draft, facts).into_iter().map(|(_, code)| code).collect()
    }

    #[test]
    fn a_client_stays_with_its_organisation() {
        let draft = ClientDraft { organisation: "bank".parse().unwrap(), ..samples::draft() };
        assert_eq!(codes(&draft, &existing()), ["client_id_taken"]);
        assert!(codes(&samples::draft(), &existing()).is_empty());
    }

    #[test]
    fn organisation_and_purpose_are_registered() {
        let unknown = Facts { organisation_stands: false, purpose_known: false, ..facts() };
        assert_eq!(codes(&samples::draft(), &unknown), ["organisation_unknown", "purpose_unknown"]);
    }

    #[test]
    fn oidc_core_8_1_the_sector_of_a_new_client_is_its_one_host() {
        let other = ClientDraft { sector: "evil.example".to_owned(), ..samples::draft() };
        assert_eq!(codes(&other, &facts()), ["sector_wrong"]);
        let uris = ["https://app.example/cb", "https://b.example/cb"].map(str::to_owned).to_vec();
        let two = ClientDraft { redirect_uris: uris, ..samples::draft() };
        assert_eq!(codes(&two, &facts()), ["sector_several_hosts"]);
        let shared = Facts { sector_of_others: true, ..facts() };
        assert_eq!(codes(&samples::draft(), &shared), ["sector_taken"]);
    }

    #[test]
    fn oidc_core_8_1_the_sector_of_a_registered_client_stays_also_when_its_host_moves() {
        let moved =
            ClientDraft { redirect_uris: vec!["https://new.example/cb".to_owned()], ..samples::draft() };
        assert!(codes(&moved, &existing()).is_empty());
        let other = ClientDraft { sector: "new.example".to_owned(), ..moved };
        assert_eq!(codes(&other, &existing()), ["sector_fixed"]);
    }
}
