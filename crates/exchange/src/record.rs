//! What each step of a read leaves in evidence: names of things, never a value.

use causeway_core::{AccountId, ConsentId, Kind, PurposeId, Result, Tx};
use causeway_evidence::{Chain, Event};

use crate::Exchange;
use crate::model::{Dataset, Read};
use crate::read::Asking;
use crate::wire::Basis;

impl Exchange {
    /// Puts an event in evidence on the person's chain, or on `otherwise` when that person's key is gone, after a discarded
    /// registration for one: what became of a read must be told, and be over, also then.
    pub(crate) async fn put_in_evidence(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        otherwise: Chain,
        event: &Event,
    ) -> Result<()> {
        let evidence = &self.parts().evidence;
        match evidence.record(tx, Chain::Person(account), event).await {
            Err(gone) if gone.kind() == Kind::NotFound => {
                evidence.record(tx, otherwise, event).await.map(drop)
            }
            recorded => recorded.map(drop),
        }
    }
}

pub(crate) fn intended(read: &Read) -> Event {
    let Read {
        id, basis, consent, consumer, consumer_organisation, provider, dataset, fields, purpose, ..
    } = read.clone();
    let basis = ground(basis);
    Event::ReadIntended {
        read: id,
        basis,
        consent,
        consumer,
        consumer_organisation,
        provider,
        dataset,
        fields,
        purpose,
    }
}

pub(crate) fn delivered(read: &Read) -> Event {
    let Read {
        id, basis, consent, consumer, consumer_organisation, provider, dataset, fields, purpose, ..
    } = read.clone();
    let basis = ground(basis);
    Event::ReadDelivered {
        read: id,
        basis,
        consent,
        consumer,
        consumer_organisation,
        provider,
        dataset,
        fields,
        purpose,
    }
}

pub(crate) fn unknown(read: &Read) -> Event {
    let Read {
        id, basis, consent, consumer, consumer_organisation, provider, dataset, fields, purpose, ..
    } = read.clone();
    let basis = ground(basis);
    Event::ReadUnknown {
        read: id,
        basis,
        consent,
        consumer,
        consumer_organisation,
        provider,
        dataset,
        fields,
        purpose,
    }
}

pub(crate) fn failed(read: &Read, code: &str) -> Event {
    let Read { id, consumer, provider, dataset, fields, purpose, .. } = read.clone();
    Event::ReadFailed { read: id, consumer, provider, dataset, fields, purpose, code: code.to_owned() }
}

/// Dataset, purpose and fields are named only where the catalogue knows them: anything else is free text of the consumer's.
pub(crate) fn refused(
    asking: &Asking,
    consent: Option<ConsentId>,
    dataset: Option<&Dataset>,
    purpose: Option<PurposeId>,
    code: &str,
) -> Event {
    let request = &asking.request;
    let known = |field: &&String| dataset.is_some_and(|dataset| dataset.field(field).is_some());
    Event::ReadRefused {
        consent,
        consumer: asking.consumer.clone(),
        provider: dataset.map(|dataset| dataset.provider.clone()),
        dataset: dataset.map(|dataset| dataset.id.clone()),
        fields: request.fields.iter().filter(known).cloned().collect(),
        purpose,
        code: code.to_owned(),
    }
}

pub(crate) fn incident(read: &Read, code: &str) -> Event {
    Event::IncidentReported {
        read: read.id,
        consumer: read.consumer.clone(),
        provider: read.provider.clone(),
        code: code.to_owned(),
    }
}

fn ground(basis: Basis) -> causeway_evidence::Basis {
    match basis {
        Basis::Consent => causeway_evidence::Basis::Consent,
        Basis::Law => causeway_evidence::Basis::Law,
        Basis::Registration => causeway_evidence::Basis::Registration,
    }
}
