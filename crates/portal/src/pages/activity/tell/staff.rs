//! What staff did, in words: for the person whom it concerns and for the member of staff who did it.
//!
//! Both have the event in their own list, so the sentences name neither, but where it matters most: whose record somebody looked at.

use causeway_core::{MemberId, OrganisationId, Result};
use causeway_evidence::Event;

use super::{Mark, Teller, Told};
use crate::pages::console::word_key;

impl Teller<'_> {
    /// Events of staff, their roles, proposals and mandates.
    pub(super) async fn staff(&mut self, event: &Event) -> Result<Told> {
        match event {
            Event::StaffInvited { organisation, roles, .. } => {
                let told = self.at("event-staff-invited", organisation).await?;
                let roles: Vec<String> = roles.iter().map(|role| self.stable("role", role)).collect();
                Ok(told.brief("fact-roles", roles.join(&self.words.t("portal-list-separator"))))
            }
            Event::StaffInvitationRevoked { organisation, .. } => {
                self.at("event-staff-invitation-revoked", organisation).await
            }
            Event::StaffJoined { organisation, member, .. } => {
                // Whoever invited them reads it too.
                let own = self.is_viewer(*member).await?;
                self.at(if own { "event-staff-joined" } else { "event-staff-joined-invited" }, organisation)
                    .await
            }
            Event::StaffEntered { organisation, .. } => self.at("event-staff-entered", organisation).await,
            Event::StaffLeft { organisation, .. } => self.at("event-staff-left", organisation).await,
            Event::StaffRoleGiven { .. }
            | Event::StaffRoleConfirmed { .. }
            | Event::StaffRoleEnded { .. }
            | Event::StaffEnded { .. } => self.role(event).await,
            Event::StaffLooked { .. } => self.looked(event).await,
            Event::ProposalMade { .. } | Event::ProposalDecided { .. } | Event::ProposalApplied { .. } => {
                self.proposal(event).await
            }
            Event::MandateGiven { organisation, mandate, until, .. } => Ok(self
                .at("event-mandate-given", organisation)
                .await?
                .brief("fact-until", self.when.moment(*until))
                .fact("fact-mandate", mandate.to_string())),
            Event::MandateEnded { organisation, mandate, code, .. } => Ok(self
                .at("event-mandate-ended", organisation)
                .await?
                .brief("fact-why", self.stable("mandate-ended", code))
                .fact("fact-mandate", mandate.to_string())),
            _ => Ok(self.plain("event-unknown")),
        }
    }

    /// An event at an organisation, which stands in the sentence.
    async fn at(&mut self, key: &str, organisation: &OrganisationId) -> Result<Told> {
        let name = self.names.organisation(organisation).await?;
        Ok(Told::new(self.words.with(key, &[("organisation", &name)])))
    }

    /// A stable name in words; one that has none stays.
    fn stable(&self, start: &str, name: &str) -> String {
        self.words.find(&word_key(start, name)).unwrap_or_else(|| name.to_owned())
    }

    async fn role(&mut self, event: &Event) -> Result<Told> {
        match event {
            Event::StaffRoleGiven { organisation, role, proposal, .. } => {
                let told = self.at("event-staff-role-given", organisation).await?;
                let told = told.brief("fact-role", self.stable("role", role));
                Ok(told.fact("fact-proposal", proposal.map(|id| id.to_string()).unwrap_or_default()))
            }
            Event::StaffRoleConfirmed { organisation, role, until, .. } => {
                let told = self.at("event-staff-role-confirmed", organisation).await?;
                let told = told.brief("fact-role", self.stable("role", role));
                Ok(told.brief("fact-until", self.when.moment(*until)))
            }
            Event::StaffRoleEnded { organisation, role, code, .. } => {
                let told = self.at("event-staff-role-ended", organisation).await?;
                let told = told.brief("fact-role", self.stable("role", role));
                Ok(told.brief("fact-why", self.stable("staff-ended", code)))
            }
            Event::StaffEnded { organisation, code, .. } => {
                let told = self.at("event-staff-ended", organisation).await?;
                Ok(told.brief("fact-why", self.stable("staff-ended", code)))
            }
            _ => Ok(self.plain("event-unknown")),
        }
    }

    /// Somebody's record was looked at. Whoever looked has it in their list too, and must not read that it was their own record.
    async fn looked(&mut self, event: &Event) -> Result<Told> {
        let Event::StaffLooked { organisation, member, reason, case, found } = event else {
            return Ok(self.plain("event-unknown"));
        };
        let (key, mark) = match (self.is_viewer(*member).await?, found) {
            (false, _) => ("event-staff-looked", Some(Mark::Warning)),
            (true, true) => ("event-staff-looked-by-you", None),
            (true, false) => ("event-staff-looked-in-vain", None),
        };
        let mut told = self.at(key, organisation).await?;
        told.mark = mark;
        let why = self.stable("look-reason", reason.as_str());
        Ok(told.brief("fact-why", why).brief("fact-case", case).fact("fact-member", member.to_string()))
    }

    /// Whether the person who reads is, or was, this member of staff.
    async fn is_viewer(&self, member: MemberId) -> Result<bool> {
        self.names.has_place(self.viewer, member).await
    }

    async fn proposal(&mut self, event: &Event) -> Result<Told> {
        match event {
            Event::ProposalMade { organisation, proposal, kind, subject, shown_sha256, .. } => Ok(self
                .at("event-proposal-made", organisation)
                .await?
                .brief("fact-kind", self.stable("kind", kind))
                .brief("fact-about", subject.as_deref().unwrap_or_default())
                .fact("fact-proposal", proposal.to_string())
                .fact("fact-shown", shown_sha256.to_string())),
            Event::ProposalDecided { organisation, proposal, kind, code, .. } => Ok(self
                .at("event-proposal-decided", organisation)
                .await?
                .brief("fact-kind", self.stable("kind", kind))
                .brief("fact-outcome", self.stable("proposal-decided", code))
                .fact("fact-proposal", proposal.to_string())),
            Event::ProposalApplied { organisation, proposal, kind, shown_sha256 } => Ok(self
                .at("event-proposal-applied", organisation)
                .await?
                .brief("fact-kind", self.stable("kind", kind))
                .fact("fact-proposal", proposal.to_string())
                .fact("fact-shown", shown_sha256.to_string())),
            _ => Ok(self.plain("event-unknown")),
        }
    }
}
