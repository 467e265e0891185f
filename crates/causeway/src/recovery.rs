//! What each domain does when a backup is restored: it does again what the journal says, and ends what was under way.

use causeway_backup::{Domains, Ending, Replay, ending, replay};

use crate::wiring::Platform;

/// The domains of the platform, each with its part.
pub(crate) fn domains(platform: &Platform) -> Domains {
    Domains { replays: replays(platform), endings: endings(platform) }
}

/// A person who is gone goes first, so that nothing is done again for them.
fn replays(platform: &Platform) -> Vec<Replay> {
    let (keys, registration, consents) =
        (platform.person_keys.clone(), platform.registration.clone(), platform.consents.clone());
    let (identity, oidc, exchange) =
        (platform.identity.clone(), platform.oidc.clone(), platform.exchange.clone());
    let evidence = platform.evidence.clone();
    vec![
        replay(move |tx, entry| {
            let registration = registration.clone();
            Box::pin(async move { registration.replay(tx, entry).await })
        }),
        replay(move |tx, entry| {
            let keys = keys.clone();
            Box::pin(async move { keys.replay(tx, entry).await })
        }),
        replay(move |tx, entry| {
            let consents = consents.clone();
            Box::pin(async move { consents.replay(tx, entry).await })
        }),
        replay(move |tx, entry| {
            let identity = identity.clone();
            Box::pin(async move { identity.replay(tx, entry).await })
        }),
        replay(move |tx, entry| {
            let oidc = oidc.clone();
            Box::pin(async move { oidc.replay(tx, entry).await })
        }),
        replay(move |tx, entry| {
            let exchange = exchange.clone();
            Box::pin(async move { exchange.replay(tx, entry).await })
        }),
        replay(move |tx, entry| {
            let evidence = evidence.clone();
            Box::pin(async move { evidence.replay(tx, entry).await })
        }),
    ]
}

/// Reads that were under way end by themselves: what came of them is not known, and the person is told so.
fn endings(platform: &Platform) -> Vec<Ending> {
    let (identity, consents) = (platform.identity.clone(), platform.consents.clone());
    let (oidc, registration) = (platform.oidc.clone(), platform.registration.clone());
    vec![
        ending(move |tx| {
            let identity = identity.clone();
            Box::pin(async move { identity.end_pending(tx).await })
        }),
        ending(move |tx| {
            let consents = consents.clone();
            Box::pin(async move { consents.end_pending(tx).await })
        }),
        ending(move |tx| {
            let oidc = oidc.clone();
            Box::pin(async move { oidc.end_pending(tx).await })
        }),
        ending(move |tx| {
            let registration = registration.clone();
            Box::pin(async move { registration.end_pending(tx).await })
        }),
    ]
}
