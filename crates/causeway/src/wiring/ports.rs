//! What each domain does for its neighbours, as functions: they are strangers to one another.

use std::sync::{Arc, OnceLock};

use causeway_core::draft::{Known, known};
use causeway_core::{ClientId, Error, PurposeId};
use causeway_exchange::{Consumer, Exchange};
use causeway_http::health::Watch;
use causeway_http::outbound::Outbound;
use causeway_identity::Identity;
use causeway_oidc::{Oidc, Ports, Registered};
use causeway_portal::{EnteredCode, Portal, Trouble, Troubles};
use causeway_vault::Vault;

/// What staff's acts do in the domains that identity does not know.
/// What comes by itself waits in the name of the member of staff who answers for it.
pub(super) fn proposing(identity: &Identity) -> causeway_oidc::Propose {
    let identity = identity.clone();
    causeway_oidc::propose(move |tx, member, new| {
        let identity = identity.clone();
        Box::pin(async move { identity.propose_for(tx, member, &new).await.map(drop) })
    })
}

/// The redirect URIs of a sector, from where they are published.
pub(super) fn fetching(outbound: &Outbound) -> causeway_oidc::FetchSector {
    let outbound = outbound.clone();
    Arc::new(move |uri| {
        let outbound = outbound.clone();
        Box::pin(async move { outbound.json(outbound.client().get(uri)).await })
    })
}

/// What exchange, vault and the register of organisations do for logins. The exchange comes later, hence the cell.
pub(super) fn oidc_ports(
    exchange: Arc<OnceLock<Exchange>>,
    vault: &Vault,
    identity: &Identity,
    http: &Outbound,
) -> Ports {
    let (vault, purposes, ending) = (vault.clone(), Arc::clone(&exchange), identity.clone());
    Ports {
        end_session: Arc::new(move |session, account| {
            let identity = ending.clone();
            Box::pin(async move { identity.end_session(session, account).await })
        }),
        organisation_stands: identity.organisations_standing(),
        organisation_stands_now: identity.organisations_standing_now(),
        purpose_known: known(move |tx, purpose: &PurposeId| {
            let exchange = purposes.get().cloned();
            Box::pin(async move {
                let exchange = exchange.ok_or_else(|| Error::internal("the exchange is not wired yet"))?;
                exchange.purpose_known(tx, purpose).await
            })
        }),
        check_exchange: Arc::new(move |client, element| {
            let exchange = exchange.get().cloned();
            Box::pin(async move {
                let exchange = exchange.ok_or_else(|| Error::internal("the exchange is not wired yet"))?;
                exchange.check_detail(&client, &element).await
            })
        }),
        release: causeway_oidc::release(move |tx, permit| {
            let vault = vault.clone();
            Box::pin(async move { Ok(vault.release(tx, permit).await?.into_map()) })
        }),
        http: http.clone(),
    }
}

/// What the provider does for the pages on which codes are entered and set, and sessions are shown.
pub(super) fn page_ports(oidc: &Oidc) -> causeway_portal::Ports {
    let [entering, having, setting, using] = [(); 4].map(|()| oidc.clone());
    causeway_portal::Ports {
        services_of: Arc::new(move |session| {
            let oidc = using.clone();
            Box::pin(async move { oidc.services_of(session).await })
        }),
        enter_code: Arc::new(move |entered| {
            let oidc = entering.clone();
            Box::pin(async move {
                let EnteredCode { code, browser, session, address } = entered;
                oidc.enter_device_code(&code, &browser, &session, address).await
            })
        }),
        has_user_code: Arc::new(move |account| {
            let oidc = having.clone();
            Box::pin(async move { oidc.has_user_code(account).await })
        }),
        set_user_code: Arc::new(move |account, code| {
            let oidc = setting.clone();
            Box::pin(async move { oidc.set_user_code(account, code.as_deref()).await })
        }),
    }
}

/// Whether a client may be named in a purpose.
pub(super) fn exchanging(oidc: &Oidc) -> Known<ClientId> {
    let oidc = oidc.clone();
    known(move |tx, client| {
        let oidc = oidc.clone();
        Box::pin(async move { oidc.exchanges(tx, client).await })
    })
}

/// Whose a client is, and what it signs its exchange requests with. One that is stopped, or whose organisation takes no part, exchanges
/// nothing.
pub(super) fn consumers(oidc: &Oidc) -> causeway_exchange::Consumers {
    let oidc = oidc.clone();
    Arc::new(move |id| {
        let oidc = oidc.clone();
        Box::pin(async move {
            let Registered { client, status, .. } = match oidc.registered(&id).await {
                Ok(registered) => registered,
                Err(error) if error.kind() == causeway_core::Kind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            let exchanges = client.scopes.has(causeway_oidc::Scope::Exchange) && !status.is_stopped();
            Ok(exchanges.then_some(Consumer { organisation: client.organisation, keys: client.keys }))
        })
    })
}

/// The vault seals the person's identifier to the provider, under the permit.
pub(super) fn sealing(vault: &Vault) -> causeway_exchange::SealIdentifier {
    let vault = vault.clone();
    causeway_exchange::seal_identifier(move |tx, permit, key| {
        let vault = vault.clone();
        Box::pin(async move { vault.seal_identifier(tx, permit, key).await })
    })
}

/// Registration reads the identity register through the exchange, like any consumer.
pub(super) fn register(exchange: &Exchange) -> causeway_registration::Register {
    let exchange = exchange.clone();
    Arc::new(move |permit| {
        let exchange = exchange.clone();
        Box::pin(async move { Ok(exchange.read_for_registration(permit).await?.map(strings)) })
    })
}

/// What does not work, for the console: the same look that probes are answered by.
pub(super) fn troubles(watch: &Watch) -> Troubles {
    let watch = watch.clone();
    Arc::new(move || {
        let watch = watch.clone();
        Box::pin(async move {
            let told = watch.degraded().await;
            told.into_iter()
                .map(|told| Trouble { what: told.part.to_owned(), since: Some(told.since) })
                .collect()
        })
    })
}

/// Logins to services forget a person who is removed.
pub(super) fn forgetting(oidc: &Oidc) -> causeway_registration::Forget {
    let oidc = oidc.clone();
    causeway_registration::forget(move |tx, account| {
        let oidc = oidc.clone();
        Box::pin(async move { oidc.forget(tx, account).await })
    })
}

/// Register fields are texts; anything else is no match for what an applicant types.
pub(super) fn strings(values: causeway_exchange::wire::Values) -> std::collections::BTreeMap<String, String> {
    values.0.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// Synthetic people see what real people see: the portal composes it.
pub(super) fn presenting(portal: &Portal) -> causeway_registration::sandbox::Present {
    let portal = portal.clone();
    Arc::new(move |request, session, lang| {
        let portal = portal.clone();
        Box::pin(async move { portal.present(request, &session, lang).await })
    })
}
