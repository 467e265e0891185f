//! What a proposed client would be registered for: as [`crate::rules::check_settings`] has it for those that are.

use causeway_core::draft::Fault;

use super::Facts;
use crate::draft::ClientDraft;
use crate::rules::check_settings;

pub(super) fn check(draft: &ClientDraft, facts: &Facts) -> Vec<Fault> {
    let wrong = check_settings::check(draft.into(), &facts.missing_algs);
    wrong.into_iter().map(|(field, code, mend)| Fault::new(field, code, mend)).collect()
}
