//! What staff propose for the catalogue: the typed contents of proposals. A dataset and a provider are proposed as they are registered.

use causeway_core::OrganisationId;
use serde::{Deserialize, Serialize};

use crate::model::{Dataset, Provider, Purpose};

/// A dataset as it is proposed, whole; its provider is the organisation whose matter the proposal is.
pub type DatasetDraft = Dataset;

/// An organisation's connector as it is proposed, whole.
pub type ProviderDraft = Provider;

/// A purpose as it is proposed, whole.
///
/// Who proposes what: the organisation that answers for a purpose changes its words; a use of a dataset is proposed by the organisation
/// that holds the dataset, so that nothing is shared without its holder; each of them may take a use away. The platform may do all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeDraft {
    /// Who proposes it, and, if it is new, answers for it from then on.
    pub organisation: OrganisationId,
    /// The purpose.
    pub purpose: Purpose,
}

/// A purpose with who answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The purpose.
    pub purpose: Purpose,
    /// Who answers for it; nobody: the platform.
    pub organisation: Option<OrganisationId>,
}
