//! Audit events: everything that is put in evidence, as types in one place.
//!
//! No personal data: an event holds ids, names of fields, and names of services, organisations, datasets and purposes.
//!
//! Bodies are kept for ever and committed to as they were written. So an event's name and the meaning of its fields never change; a
//! field added later is an `Option`, and fields this version does not know are passed over when a body is read.

use causeway_core::{
    Acr, ClientId, ConsentId, DatasetId, MemberId, OrganisationId, PurposeId, ReadId, ReceiptId, RequestId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::described::{Described, events};
use crate::digest::Digest;
use crate::reasons::{Basis, ErasureReason, Kind, Level, LookReason, Refusal, Removal};

events! {
    /// The person has an account now.
    "account.registered" seen by "the person" => AccountRegistered {
        /// The account's assurance level.
        level: Level,
    };
    /// Somebody gave all the details of this person's card and was refused an account.
    "registration.refused" seen by "the person" => RegistrationRefused {
        /// Why.
        reason: Refusal,
    };
    /// A passkey was added to the account.
    "authenticator.added" seen by "the person" => AuthenticatorAdded {
        /// The authenticator.
        authenticator: Uuid,
    };
    /// The person logged in to the platform itself.
    "session.started" seen by "the person" => SessionStarted {
        /// How they proved who they are.
        acr: Acr,
    };
    /// A session with the platform ended: logged out.
    "session.ended" seen by "the person" => SessionEnded;
    /// A service was told that the person logged in.
    "login.granted" seen by "the person" => LoginGranted {
        /// The service's client.
        client: ClientId,
        /// The consent that stands for it.
        consent: ConsentId,
        /// How the person proved who they are.
        acr: Acr,
    };
    /// The person declined what a service asked.
    "request.declined" seen by "the person" => RequestDeclined {
        /// The request.
        request: RequestId,
        /// The client that asked.
        client: ClientId,
        /// What kinds of thing it asked.
        kinds: Vec<Kind>,
    };
    /// The person allowed something, with a passkey, over exactly what was shown.
    "consent.given" seen by "the person" => ConsentGiven {
        /// The consent.
        consent: ConsentId,
        /// The client that may use it.
        client: ClientId,
        /// The organisation behind that client.
        organisation: OrganisationId,
        /// What kind of consent it is.
        kind: Kind,
        /// The dataset, for an exchange.
        dataset: Option<DatasetId>,
        /// Who holds it, for an exchange.
        provider: Option<OrganisationId>,
        /// The names of the fields, no more and no less.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
        /// Whether it holds for one use only.
        once: bool,
        /// Until when it holds; without it, until withdrawn.
        until: Option<Timestamp>,
        /// SHA-256 of what was shown, in its RFC 8785 form.
        shown_sha256: Digest,
    };
    /// The person withdrew a consent.
    "consent.withdrawn" seen by "the person" => ConsentWithdrawn {
        /// The consent.
        consent: ConsentId,
        /// The client that could use it.
        client: ClientId,
    };
    /// A consent came to its end.
    "consent.expired" seen by "the person" => ConsentExpired {
        /// The consent.
        consent: ConsentId,
        /// The client that could use it.
        client: ClientId,
    };
    /// A service gave back what the person had allowed it.
    "consent.returned" seen by "the person" => ConsentReturned {
        /// The consent.
        consent: ConsentId,
        /// The client that could use it, and gave it back.
        client: ClientId,
    };
    /// A service passed a login on to another service of the same organisation: that may now act for the person at the resources named.
    "token.exchanged" seen by "the person" => TokenExchanged {
        /// The client that acts for the person now.
        client: ClientId,
        /// The client whose token it brought.
        from: ClientId,
        /// The consent to log in that it all stands on.
        consent: Option<ConsentId>,
        /// The URIs of the registered resources.
        resources: Vec<String>,
        /// The names of the scopes.
        scopes: Vec<String>,
    };
    /// Values from the person's vault were released to a service.
    "claims.released" seen by "the person" => ClaimsReleased {
        /// The client that got them.
        client: ClientId,
        /// The consent that allowed it.
        consent: ConsentId,
        /// The names of the fields.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// A provider is about to be asked for the person's data. What came of it is an event of its own.
    "read.intended" seen by "the person" => ReadIntended {
        /// The read.
        read: ReadId,
        /// On what ground.
        basis: Basis,
        /// The consent, if that is the ground.
        consent: Option<ConsentId>,
        /// The client that asked; the platform itself is `causeway`.
        consumer: ClientId,
        /// The organisation behind that client.
        consumer_organisation: OrganisationId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// The provider answered and the answer was released to the consumer.
    "read.delivered" seen by "the person" => ReadDelivered {
        /// The read.
        read: ReadId,
        /// On what ground.
        basis: Basis,
        /// The consent, if that is the ground.
        consent: Option<ConsentId>,
        /// The client that asked; the platform itself is `causeway`.
        consumer: ClientId,
        /// The organisation behind that client.
        consumer_organisation: OrganisationId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// A read was refused: no data left.
    "read.refused" seen by "the person" => ReadRefused {
        /// The consent that the consumer named.
        consent: Option<ConsentId>,
        /// The client that asked.
        consumer: ClientId,
        /// Who would have been asked, if the consumer got that far.
        provider: Option<OrganisationId>,
        /// The dataset; without it, the profile that the platform itself holds, or something that is not in the catalogue.
        dataset: Option<DatasetId>,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for, where that is a registered purpose: anything else would be free text of the consumer's.
        purpose: Option<PurposeId>,
        /// The stable code of the reason.
        code: String,
    };
    /// The provider did not answer, or not properly: nothing was released.
    "read.failed" seen by "the person" => ReadFailed {
        /// The read.
        read: ReadId,
        /// The client that asked.
        consumer: ClientId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
        /// The stable code of the reason.
        code: String,
    };
    /// The provider was asked, and what came of it is not known: data may have left.
    "read.unknown" seen by "the person" => ReadUnknown {
        /// The read.
        read: ReadId,
        /// On what ground.
        basis: Basis,
        /// The consent, if that is the ground.
        consent: Option<ConsentId>,
        /// The client that asked; the platform itself is `causeway`.
        consumer: ClientId,
        /// The organisation behind that client.
        consumer_organisation: OrganisationId,
        /// Who was asked.
        provider: OrganisationId,
        /// The dataset.
        dataset: DatasetId,
        /// The names of the fields asked for.
        fields: Vec<String>,
        /// What for.
        purpose: PurposeId,
    };
    /// A provider did what it must not, such as answering with more fields than were allowed.
    "incident.reported" seen by "the person" => IncidentReported {
        /// The read.
        read: ReadId,
        /// The client that asked.
        consumer: ClientId,
        /// The provider.
        provider: OrganisationId,
        /// The stable code of what it did.
        code: String,
    };
    /// Two officers opened one receipt of the person's for a court: its content, its salt and its proof were handed out.
    "receipt.opened" seen by "the person, and the officers' organisation" => ReceiptOpened {
        /// The receipt.
        receipt: ReceiptId,
        /// The officers' organisation.
        organisation: OrganisationId,
        /// The court's reference.
        case: String,
    };
    /// Two officers decided that the person is not told, for a while, what is done in one case.
    "notice.suspended" seen by "the officers' organisation, and the person once the time is over" => NoticeSuspended {
        /// The officers' organisation.
        organisation: OrganisationId,
        /// The reference of the case.
        case: String,
        /// Until when.
        until: Timestamp,
    };
    /// An account was deleted with all that was held of the person.
    "account.deleted" seen by "the officers' organisation; of the person's own chain only commitments are left" => AccountDeleted {
        /// How it came to be.
        cause: Removal,
        /// Why, where officers decided it.
        reason: Option<ErasureReason>,
        /// The reference of the case, where officers decided it.
        case: Option<String>,
    };
    /// An officer named a person by their card, to begin one of the acts that need two officers.
    "officer.named_person" seen by "the officer's organisation, and the person unless it was to withhold notice from them" => OfficerNamedPerson {
        /// The officer.
        member: MemberId,
        /// Which act, by its stable name.
        act: String,
        /// The reference of the case.
        case: String,
        /// Whether the card has an account here.
        found: bool,
    };
    /// A link was made by which somebody may join an organisation's staff.
    "staff.invited" seen by "the organisation, and whoever invited" => StaffInvited {
        /// The organisation.
        organisation: OrganisationId,
        /// The invitation.
        invitation: Uuid,
        /// The roles that go with it.
        roles: Vec<String>,
        /// Who invited; without it, the operator did at the command line.
        by: Option<MemberId>,
    };
    /// An invitation was taken back before anybody used it.
    "staff.invitation_revoked" seen by "the organisation, and whoever did it" => StaffInvitationRevoked {
        /// The organisation.
        organisation: OrganisationId,
        /// The invitation.
        invitation: Uuid,
        /// Who took it back; without it, it went with something else that ended.
        by: Option<MemberId>,
    };
    /// Somebody joined an organisation's staff.
    "staff.joined" seen by "the organisation, whoever joined, and whoever invited them" => StaffJoined {
        /// The organisation.
        organisation: OrganisationId,
        /// Their place in its staff.
        member: MemberId,
        /// The invitation that they took.
        invitation: Uuid,
    };
    /// A member of staff logged in to the console, or turned to another organisation there.
    "staff.entered" seen by "the organisation, and the member" => StaffEntered {
        /// For which organisation they act now.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
    };
    /// A member of staff logged out of the console.
    "staff.left" seen by "the organisation, and the member" => StaffLeft {
        /// For which organisation they acted last.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
    };
    /// A member of staff was given a role.
    "staff.role_given" seen by "the organisation, and the member" => StaffRoleGiven {
        /// The organisation.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
        /// The role.
        role: String,
        /// The proposal that was approved; without it, the role came with an invitation.
        proposal: Option<Uuid>,
    };
    /// An access review confirmed that a member of staff needs a role.
    "staff.role_confirmed" seen by "the organisation, the member, and whoever confirmed" => StaffRoleConfirmed {
        /// The organisation.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
        /// The role.
        role: String,
        /// Who confirmed it.
        by: MemberId,
        /// By when it has to be confirmed again.
        until: Timestamp,
    };
    /// A member of staff lost a role.
    "staff.role_ended" seen by "the organisation, the member, and whoever ended it" => StaffRoleEnded {
        /// The organisation.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
        /// The role.
        role: String,
        /// Who ended it; without it, nobody confirmed it in time, or it went with something else that ended.
        by: Option<MemberId>,
        /// The stable code of the reason.
        code: String,
    };
    /// Somebody's place in an organisation's staff ended.
    "staff.ended" seen by "the organisation, the member, and whoever ended it" => StaffEnded {
        /// The organisation.
        organisation: OrganisationId,
        /// The member.
        member: MemberId,
        /// Who ended it; without it, it went with something else that ended.
        by: Option<MemberId>,
        /// The stable code of the reason.
        code: String,
    };
    /// A member of staff looked for a person's record. The person sees it if there was one.
    "staff.looked" seen by "the person, the organisation, and whoever looked" => StaffLooked {
        /// The organisation.
        organisation: OrganisationId,
        /// Who looked.
        member: MemberId,
        /// Why.
        reason: LookReason,
        /// The reference of the case.
        case: String,
        /// Whether there was such a person.
        found: bool,
    };
    /// A member of staff proposed something.
    "proposal.made" seen by "the organisation, and whoever made it" => ProposalMade {
        /// The organisation.
        organisation: OrganisationId,
        /// The proposal.
        proposal: Uuid,
        /// What kind of proposal it is.
        kind: String,
        /// What it is about; without it, a person.
        subject: Option<String>,
        /// SHA-256 of what is proposed, in its RFC 8785 form.
        shown_sha256: Digest,
        /// Who made it.
        by: MemberId,
    };
    /// A proposal was approved, declined, taken back, or nobody decided in time.
    "proposal.decided" seen by "the organisation, whoever made it, and whoever decided" => ProposalDecided {
        /// The organisation.
        organisation: OrganisationId,
        /// The proposal.
        proposal: Uuid,
        /// What kind of proposal it is.
        kind: String,
        /// `approved`, `declined`, `withdrawn` or `expired`.
        code: String,
        /// Who decided; without it, time did.
        by: Option<MemberId>,
    };
    /// What was proposed has been done.
    "proposal.applied" seen by "the organisation, and whoever made it" => ProposalApplied {
        /// The organisation.
        organisation: OrganisationId,
        /// The proposal.
        proposal: Uuid,
        /// What kind of proposal it is.
        kind: String,
        /// SHA-256 of what was proposed and approved, in its RFC 8785 form.
        shown_sha256: Digest,
    };
    /// A person may act for an organisation.
    "mandate.given" seen by "the person, the organisation, and whoever gave it" => MandateGiven {
        /// The organisation.
        organisation: OrganisationId,
        /// The mandate.
        mandate: Uuid,
        /// Who gave it.
        by: MemberId,
        /// Until when.
        until: Timestamp,
    };
    /// A mandate ended before its date.
    "mandate.ended" seen by "the person, the organisation, and whoever ended it" => MandateEnded {
        /// The organisation.
        organisation: OrganisationId,
        /// The mandate.
        mandate: Uuid,
        /// Who ended it; without it, the register or something else that ended.
        by: Option<MemberId>,
        /// The stable code of the reason.
        code: String,
    };
    /// A backup of the database was made.
    "backup.made" seen by "the platform" => BackupMade {
        /// The backup.
        backup: Uuid,
        /// SHA-256 of its data file and of its keys file.
        files_sha256: Vec<String>,
        /// How many rows it holds.
        rows: String,
    };
    /// The database was restored from a backup, and the journal replayed.
    "database.restored" seen by "the platform" => DatabaseRestored {
        /// The backup.
        backup: Uuid,
        /// How many entries of the journal were replayed.
        replayed: String,
        /// The evidence log's name from now on.
        origin: Option<String>,
        /// How many entries of the log have no receipt any more.
        lost: String,
    };
    /// The evidence log goes on under a new name, over the same entries.
    "log.renamed" seen by "the platform" => LogRenamed {
        /// Its name from now on.
        origin: String,
        /// Its name until now.
        former: String,
    };
    /// A new key of the platform's own was made, and is published from now on.
    "key.rotated" seen by "the platform" => KeyRotated {
        /// The key's name: the thumbprint of its public part, or 16 hexadecimal digits.
        kid: String,
        /// What it is for, such as `token`.
        key_use: String,
        /// From when it is used.
        activates_at: Timestamp,
    };
    /// A key of the platform's own was destroyed.
    "key.retired" seen by "the platform" => KeyRetired {
        /// The key's name.
        kid: String,
        /// What it was for.
        key_use: String,
        /// `due` when nothing needed it any more, `compromised` when somebody else had it, `lost` when nobody has it.
        code: String,
    };
    /// A synthetic person was made through the sandbox's own API.
    "sandbox.person_created" seen by "the synthetic person" => SandboxPersonCreated;
}
