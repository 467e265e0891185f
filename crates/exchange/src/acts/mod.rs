//! What staff do with the catalogue: each function here applies one kind of proposal, in the transaction that approves it or in one that
//! is rolled back, to see what it would do.

mod effects;

use std::collections::{BTreeMap, BTreeSet};

use causeway_consent::Reach;
use causeway_core::draft::{Fault, accept, check_new, draft_of};
use causeway_core::{Error, OrganisationId, Result, Tx};
use causeway_identity::{Applied, Apply, Effect, Proposal, ProposalKind, ShutOut, apply, shut_out};
use serde::de::DeserializeOwned;

use crate::draft::{DatasetDraft, ProviderDraft, PurposeDraft};
use crate::rules::draft::{dataset, provider, purpose};
use crate::{Exchange, store};

pub use effects::EFFECTS;

impl Exchange {
    /// The appliers of this domain, each for its kind: for `Identity::register_applier`.
    pub fn appliers(&self) -> [(ProposalKind, Apply); 3] {
        let [dataset, provider, purpose] = [(); 3].map(|()| self.clone());
        [
            (
                ProposalKind::Dataset,
                apply(move |tx, proposal| {
                    let exchange = dataset.clone();
                    Box::pin(async move { exchange.apply_dataset(tx, proposal).await })
                }),
            ),
            (
                ProposalKind::Provider,
                apply(move |tx, proposal| {
                    let exchange = provider.clone();
                    Box::pin(async move { exchange.apply_provider(tx, proposal).await })
                }),
            ),
            (
                ProposalKind::Purpose,
                apply(move |tx, proposal| {
                    let exchange = purpose.clone();
                    Box::pin(async move { exchange.apply_purpose(tx, proposal).await })
                }),
            ),
        ]
    }

    /// What becomes of an organisation's datasets when it is suspended or closed: for `Identity::register_shut_out`. Nothing is read from
    /// them for as long as it takes no part.
    pub fn shut_out(&self) -> ShutOut {
        shut_out(|tx, organisation| {
            Box::pin(async move {
                let datasets = store::datasets_of(tx, organisation).await?.len();
                let told = Effect::new("organisation-datasets-stop", [("datasets", datasets.to_string())]);
                Ok((datasets > 0).then_some(told).into_iter().collect())
            })
        })
    }

    /// What is wrong with a draft, held against the catalogue as it is now: for the form in which it is written.
    pub async fn faults_of_dataset(&self, draft: &DatasetDraft) -> Result<Vec<Fault>> {
        let db = &self.parts().env.db;
        let facts = db.tx(|tx| Box::pin(async move { self.dataset_facts(tx, draft).await })).await?;
        Ok(dataset::check(draft, &facts))
    }

    /// What is wrong with a draft, held against the register as it is now: for the form in which it is written.
    pub async fn faults_of_provider(&self, draft: &ProviderDraft) -> Result<Vec<Fault>> {
        let db = &self.parts().env.db;
        let facts = db.tx(|tx| Box::pin(async move { self.provider_facts(tx, draft).await })).await?;
        Ok(provider::check(draft, facts))
    }

    /// What is wrong with a draft, held against the register as it is now: for the form in which it is written.
    pub async fn faults_of_purpose(&self, draft: &PurposeDraft) -> Result<Vec<Fault>> {
        let db = &self.parts().env.db;
        let facts = db.tx(|tx| Box::pin(async move { self.purpose_facts(tx, draft).await })).await?;
        Ok(purpose::check(draft, &facts))
    }

    /// Registers a dataset, or changes what is registered of it. Consents that stand are read as before: each names its exact fields.
    ///
    /// # Errors
    /// `proposal_mismatch` when the content is about something else than the proposal; `already_there` for a new one under an id that was
    /// taken meanwhile; the first fault of the draft.
    pub async fn apply_dataset(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let (draft, new): (DatasetDraft, bool) = content(proposal)?;
        is_about(proposal, &draft.provider, draft.id.as_str())?;
        let facts = self.dataset_facts(tx, &draft).await?;
        accept(dataset::check(&draft, &facts))?;
        check_new(new, facts.existing.is_some())?;
        store::put_dataset(tx, &draft, self.parts().env.now()).await?;
        self.note_dataset(tx, &draft).await?;
        let purposes = store::purposes_in(tx).await?;
        let mut effects = effects::of_dataset(facts.existing.as_ref(), &draft, &facts.standing, &purposes);
        if facts.existing.is_some() {
            effects.extend(effects::reach("dataset-consents", &facts.standing));
        }
        Ok(done(effects))
    }

    /// Registers an organisation's connector, or changes what is registered of it.
    ///
    /// # Errors
    /// As [`Exchange::apply_dataset`].
    pub async fn apply_provider(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let (draft, new): (ProviderDraft, bool) = content(proposal)?;
        is_about(proposal, &draft.organisation, draft.organisation.as_str())?;
        let facts = self.provider_facts(tx, &draft).await?;
        accept(provider::check(&draft, facts))?;
        let existing = store::provider_in(tx, &draft.organisation).await?;
        check_new(new, existing.is_some())?;
        store::put_provider(tx, &draft, self.parts().env.now()).await?;
        self.note_provider(tx, &draft).await?;
        let mut effects = effects::of_provider(existing.as_ref(), &draft);
        for dataset in store::datasets_of(tx, &draft.organisation).await? {
            let standing = self.parts().consents.standing_to(tx, &dataset).await?;
            effects.push(effects::serves(&dataset, &standing));
        }
        Ok(done(effects))
    }

    /// Registers a purpose, or changes what is registered of it.
    ///
    /// # Errors
    /// As [`Exchange::apply_dataset`].
    pub async fn apply_purpose(&self, tx: &mut Tx<'_>, proposal: &Proposal) -> Result<Applied> {
        let (draft, new): (PurposeDraft, bool) = content(proposal)?;
        is_about(proposal, &draft.organisation, draft.purpose.id.as_str())?;
        let facts = self.purpose_facts(tx, &draft).await?;
        accept(purpose::check(&draft, &facts))?;
        check_new(new, facts.existing.is_some())?;
        let now = self.parts().env.now();
        store::put_purpose(tx, &draft.purpose, now).await?;
        self.note_purpose(tx, &draft.purpose).await?;
        if facts.existing.is_none() {
            store::put_owner(tx, &draft.purpose.id, &draft.organisation, now).await?;
        }
        let old = facts.existing.as_ref().map(|known| &known.purpose);
        let mut effects = effects::of_purpose(old, &draft);
        for narrowed in effects::narrowed(facts.uses(), &draft.purpose.uses) {
            let standing: Vec<Reach> = self.parts().consents.standing_to(tx, &narrowed.dataset).await?;
            effects.push(effects::loses(&narrowed, &standing));
        }
        Ok(done(effects))
    }

    async fn dataset_facts(&self, tx: &mut Tx<'_>, draft: &DatasetDraft) -> Result<dataset::Facts> {
        let parts = self.parts();
        Ok(dataset::Facts {
            existing: store::dataset_in(tx, &draft.id).await?,
            organisation_stands: (parts.organisation_stands)(tx, &draft.provider).await?,
            connected: store::provider_in(tx, &draft.provider).await?.is_some(),
            standing: parts.consents.standing_to(tx, &draft.id).await?,
        })
    }

    async fn provider_facts(&self, tx: &mut Tx<'_>, draft: &ProviderDraft) -> Result<provider::Facts> {
        let parts = self.parts();
        let organisation_stands = (parts.organisation_stands)(tx, &draft.organisation).await?;
        Ok(provider::Facts { production: !parts.sandbox, organisation_stands })
    }

    async fn purpose_facts(&self, tx: &mut Tx<'_>, draft: &PurposeDraft) -> Result<purpose::Facts> {
        let parts = self.parts();
        let existing = store::registered_in(tx, &draft.purpose.id).await?;
        let old = existing.iter().flat_map(|known| &known.purpose.uses);
        let named: Vec<_> = draft.purpose.uses.iter().chain(old).cloned().collect();
        let (mut datasets, mut clients) = (BTreeMap::new(), BTreeSet::new());
        for one in named {
            if !datasets.contains_key(&one.dataset)
                && let Some(known) = store::dataset_in(tx, &one.dataset).await?
            {
                datasets.insert(one.dataset, known);
            }
            if !clients.contains(&one.client) && (parts.client_known)(tx, &one.client).await? {
                clients.insert(one.client);
            }
        }
        Ok(purpose::Facts {
            existing,
            organisation_stands: (parts.organisation_stands)(tx, &draft.organisation).await?,
            platform: draft.organisation == parts.operator,
            datasets,
            clients,
        })
    }
}

fn done(effects: Vec<Effect>) -> Applied {
    Applied { effects, ..Applied::default() }
}

/// What is proposed, and whether it is said to be new.
fn content<T: DeserializeOwned>(proposal: &Proposal) -> Result<(T, bool)> {
    let (draft, new) = draft_of(&proposal.content);
    let read = T::deserialize(draft).map_err(|error| {
        Error::invalid("proposal_malformed", "The proposal cannot be read. Make it anew.").with_cause(error)
    })?;
    Ok((read, new))
}

/// A proposal is about what its content is about, in whose matter it says that it is.
fn is_about(proposal: &Proposal, organisation: &OrganisationId, subject: &str) -> Result<()> {
    if proposal.organisation == *organisation && proposal.subject == subject {
        return Ok(());
    }
    let why = "The proposal is about something else than its content. Make it anew from the console.";
    Err(Error::invalid("proposal_mismatch", why))
}
