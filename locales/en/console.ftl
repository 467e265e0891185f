# The staff's console. Plain words; say what will happen and what to do.

## On every page

console-name = Staff console
console-nav-desk = My desk
console-nav-organisations = Organisations
console-nav-staff = Staff
console-nav-mandates = Mandates
console-nav-clients = Clients
console-nav-datasets = Datasets
console-nav-providers = Providers
console-nav-purposes = Purposes
console-nav-people = People
console-nav-evidence = Evidence
console-nav-officers = Officers’ acts
console-nav-system = System
console-acting-for = You act for { $organisation }.
console-me-link = Your roles, or act for another organisation
console-organisation = Organisation
console-never = Never
console-nobody = Somebody whose data has been deleted

## Lists

list-search = Search
list-search-button = Search
list-filter-all = All
list-empty = There is nothing here yet.
list-nothing = Nothing matches what you looked for.
list-show-all = Show the whole list
list-found = { $count ->
    [one] 1 result
   *[other] { $count } results
}
list-found-pages = { $count } results, page { $page } of { $pages }
list-previous = Previous page
list-next = Next page
list-page-of = { $page } of { $pages }
list-export = Download this list (CSV)

## Logging in and out

console-login-title = Log in to the staff console
console-login-lead = For staff of the platform and of the organisations that take part. Use your passkey on this device: here there is no logging in by phone or code.
console-login-button = Log in with a passkey
console-login-failed = The passkey was not accepted. Try again. Only passkeys of people who are on the staff of an organisation open the console.
console-login-noscript = Logging in with a passkey needs JavaScript. Switch it on for this site and load the page again.
console-login-ends-heading = When your session ends
console-login-ends = Your session ends after { $minutes } minutes in which you do nothing, and { $hours } hours after logging in at the latest. What you have not confirmed by then is not done; log in and begin it again.
console-login-others-heading = If this is not for you
console-login-invited = Have you been invited to the staff of an organisation? Open the link that you were given.
console-login-citizen = Log in to your own account instead
console-logout-title = You are logged out of the staff console
console-logout-text = Your own account, if you were logged in to it in this browser, is still open.
console-login-again = Log in again

## Joining

console-join-title = Join the staff of { $organisation }
console-join-lead = Somebody who manages the staff of { $organisation } invites you to work in this console. Only go on if you expected this.
console-join-bootstrap = Whoever operates this platform has made this link at its command line, for the first security officers of { $organisation }. Only go on if it was given to you by them.
console-join-name = Your name at work
console-join-name-hint = What your colleagues call you, such as “Chan Tai Man, Licensing”. Colleagues see it beside what you do here; it is stored encrypted with your own key.
console-join-name-missing = Write the name your colleagues know you by
console-join-account-text = You join with the account in which you are logged in here, and confirm it with its passkey. Your own pages and your work stay apart: the organisation sees neither your data nor what you do as a citizen.
console-join-new-text = You create a passkey on this device. It opens this console and nothing else. Your device will ask for your fingerprint, face or PIN.
console-join-button = Join with a passkey
console-join-button-new = Create a passkey and join
console-join-failed = The passkey was not accepted and you have not joined. Try again.
console-join-noscript = Joining needs a passkey, and that needs JavaScript. Switch it on for this site and load the page again.
console-join-log-in-text = You join with your own account, so that it is known who works here. Log in to it first; you then come back to this page.
console-join-log-in = Log in to your account
console-joined = You have joined. Roles that need a second person’s agreement come as soon as it is given.

## The desk

console-desk-title = My desk
console-desk-decide = Waiting for your decision
console-desk-decide-none = Nothing waits for your decision.
console-desk-mine = What you proposed
console-desk-review = Roles to confirm soon
console-desk-review-text = { $count ->
    [one] 1 role ends if nobody confirms it in time.
   *[other] { $count } roles end if nobody confirms them in time.
}
console-desk-invitations = Invitations not taken yet
console-desk-all = Show all { $count }
console-desk-proposals = All proposals

## Your roles

console-me-title = Your roles
console-me-allowed = What you may do now
console-me-places = Where you are on the staff
console-me-name = What colleagues call you
console-me-no-role = No role at present
console-me-now = You act here now
console-me-switch = Act for { $organisation }
console-me-drop = Give up the role “{ $role }”
console-me-leave = Leave the staff of { $organisation }

## Confirming an act

console-act-propose-title = Confirm what you propose
console-act-approve-title = Approve this proposal?
console-act-decline-title = Decline this proposal?
console-act-withdraw-title = Take back your proposal?
console-act-invite-title = Confirm the invitation
console-act-revoke-title = Take back this invitation?
console-act-end-grant-title = End this role?
console-act-end-member-title = End this person’s place on the staff?
console-act-confirm-grant-title = Confirm that this role is still needed?
console-act-give-mandate-title = Confirm the mandate
console-act-end-mandate-title = End this mandate?
console-act-lead = Nothing has been done yet. Read what will happen, then cancel or confirm. If you leave this page, nothing happens.
console-act-effects = What will happen
console-act-now = What happens when you confirm
console-act-later = What happens once it is approved
console-act-no-effects = Nothing will change.
console-act-waits-approver = This does not take effect until an approver of the platform, who is somebody other than you, has agreed.
console-act-waits-security = This does not take effect until a security officer of the platform, who is somebody other than you, has agreed.
console-act-waits-officer = This does not take effect until a second officer, who is somebody other than you, has agreed. It cannot be undone afterwards.
console-act-made = Who proposed it
console-act-content = What exactly it says
console-act-passkey = To confirm, your device asks for your fingerprint, face or PIN. Your passkey signs exactly what is shown here. To cancel, nothing more is needed.
console-act-noscript = Confirming with a passkey needs JavaScript. Switch it on for this site and load the page again. Cancelling works without.
console-act-failed = The passkey was not accepted, so nothing was done. Look at the page again and decide once more.
console-act-changed = What this does has changed since it was shown, so nothing was done. Read it again, then decide.
console-act-digest = Fingerprint of the proposal:
console-act-approve = Approve
console-act-decline = Decline
console-act-withdraw = Take back
console-act-confirm = Confirm
console-done-title = Done
console-done-text = It has taken effect and is recorded in the evidence log.
console-waits-title = Recorded, and waiting for a second person
console-done-waits = It takes effect once a second person has agreed. You see on your desk what becomes of it.
console-done-proposal = See the proposal
console-done-desk = Back to my desk
console-once-title = Done. Copy this now
console-once-warning = This is shown once. When you leave this page, nobody can show it again.
console-once-link = Invitation link
console-once-link-text = Give it to the person you invite, and to nobody else: whoever opens it first may join. Hand it over in a way by which you know who receives it.
console-once-link-label = Link
console-once-secret = Secret
console-once-secret-text = Put it where the service keeps its secrets. It is stored here only as a fingerprint.
console-once-secret-label = Secret
console-once-result = What was opened
console-once-result-text = Copy all of it. The person concerned can see that it was opened.

## Proposals

console-proposals-title = Proposals
console-proposals-lead = What staff want to change, who made it and who agreed.
console-proposals-hint = The short name of what it is about
console-proposals-none = Nobody has proposed anything yet. Proposals begin where the thing itself is: an organisation, a client, a dataset.
console-proposal-title = { $kind }: { $subject }
console-proposal-kind = Kind
console-proposal-subject = About
console-proposal-maker = Proposed by
console-proposal-made = Proposed
console-proposal-state = State
console-proposal-needed = Approvals
console-proposal-needed-of = { $given } of { $needed }
console-proposal-approved = Approved by
console-proposal-decided = Decided
console-proposal-until = Waits until
console-proposal-digest = Fingerprint
console-proposal-decide = Decision
console-proposal-mine = You made this proposal, so somebody else decides it. You can take it back while it waits.
console-proposal-yours = You can decide this. On the next page you see what will happen before you confirm.
console-proposal-others = It waits for somebody else’s decision.
console-proposal-approve = Approve …
console-proposal-decline = Decline …
console-proposal-withdraw = Take back …
proposal-state-waiting = Waiting
proposal-state-applied = In effect
proposal-state-declined = Declined
proposal-state-withdrawn = Taken back
proposal-state-expired = Too late
kind-organisation = Organisation
kind-role = Role
kind-client = Client
kind-client-secret = New client secret
kind-client-stop = Stopping a client
kind-client-resume = Resuming a client
kind-client-registration = Letting programs register clients
kind-dataset = Dataset
kind-provider = Provider
kind-purpose = Purpose
kind-person-erasure = Erasing a person’s data
kind-receipt-opening = Opening a receipt
kind-notice-suspension = Holding back notice
kind-job-retry = Repeating a job

## The content of proposals

content-none = none
content-separator = {"; "}
content-before = Before: { $value }
content-added = (new)
content-new = Registered for the first time
content-removed = Removed: { $value }
content-id = Short name
content-kind = Kind
content-name = Name
content-status = Status
content-identifiers = Identifiers
content-units = Units
content-contacts = Contacts
content-purpose = Purpose
content-email = Email
content-phone = Telephone
content-role = Role
content-value-kind-department = Government department
content-value-kind-public-body = Public body
content-value-kind-company = Company
content-value-status-active = Takes part
content-value-status-suspended = Suspended
content-value-status-closed = Closed

## Roles and what they allow

role-registrar = Registrar
role-text-registrar = Keeps the organisation’s entry, its staff and its mandates.
role-integrator = Integrator
role-text-integrator = Connects services to the platform.
role-data-steward = Data steward
role-text-data-steward = Answers for the data that the organisation holds.
role-approver = Approver
role-text-approver = Is the second pair of eyes on what becomes real for the public.
role-auditor = Auditor
role-text-auditor = Sees what staff and organisations do, and changes nothing.
role-operator = Operator
role-text-operator = Keeps the system running.
role-security-officer = Security officer
role-text-security-officer = Watches over who may do what.
permission-desk = Enter the console and see what waits for you
permission-organisations-read = See organisations
permission-organisations-propose = Propose organisations and changes to them
permission-staff-read = See who holds which role
permission-staff-manage = Invite staff, give, end and confirm roles
permission-mandates-manage = See, give and end mandates
permission-clients-read = See clients
permission-clients-propose = Propose clients and make their secrets anew
permission-clients-stop = Stop a client at once
permission-datasets-read = See datasets and providers
permission-datasets-propose = Propose datasets and providers
permission-purposes-read = See purposes
permission-purposes-propose = Propose purposes
permission-catalogue-approve = Approve organisations, clients, datasets, providers and purposes that others proposed
permission-roles-approve = Approve weighty roles that others proposed
permission-people-look = Look at a person’s record, with a reason that the person sees
permission-evidence-read = See the evidence of what staff and organisations did
permission-system-read = See the state of the system
permission-system-act = Put set-aside jobs back to work
permission-officers-act = With a second officer, do what cannot be undone
console-role = Role
console-role-weighty-hint = A security officer has to agree first.
console-role-since = Since
console-role-used = Last used
console-role-review = Confirm by
console-role-do = What you can do
console-role-give = Give another role
console-role-give-title = Give { $member } another role
console-role-missing = Choose a role
console-role-all-held = This person holds every role already.
console-role-end-this = End “{ $role }”

## Organisations

console-organisations-title = Organisations
console-organisations-lead = Departments, public bodies and companies that take part.
console-organisations-hint = A name in any language, a short name or an identifier
console-organisations-none = No organisation has been registered yet. A registrar of the platform can propose one.
console-organisations-new = Propose an organisation
console-organisation-new-title = Propose an organisation
console-organisation-change-title = Propose a change to this organisation
console-organisation-form-lead = Before it is proposed you see everything once more. It takes effect when an approver of the platform agrees.
console-organisation-name = Name
console-organisation-name-hint = As people know it, in each language
console-organisation-name-missing = Write the organisation’s name in this language: { $language }
console-organisation-id = Short name
console-organisation-id-hint = Small letters, digits, dots and dashes, such as fire-services. It never changes.
console-organisation-id-bad = Write a short name of 1 to 64 small letters, digits, dots and dashes
console-organisation-id-taken = There is an organisation of this short name already. Choose another
console-organisation-kind = Kind
console-organisation-kind-missing = Choose what kind of organisation it is
console-organisation-status = Status
console-organisation-status-missing = Choose how the organisation stands
organisation-status-active = Takes part
organisation-status-suspended = Suspended
organisation-status-closed = Closed
organisation-status-text-active = Its staff can work, its clients and datasets are in use.
organisation-status-text-suspended = Its staff have no access, its mandates end and what they proposed is taken back; nobody can log in to its services and no data is exchanged with it, until it takes part again.
organisation-status-text-closed = For good, without a way back: its staff’s places, mandates and invitations end, its services and datasets are not used any more.
console-organisation-identifiers = Identifiers
console-organisation-identifier-nth = Identifier { $number }
console-organisation-identifier-scheme = Scheme
console-organisation-identifier-scheme-hint = The register it is from, such as br. Empty a row to remove it.
console-organisation-identifier-value = Number
console-organisation-identifier-add = Add an identifier
console-organisation-identifier-missing = Write both the scheme and the number of an identifier, or neither
console-organisation-units = Units
console-organisation-unit-nth = Unit { $number }
console-organisation-unit-id = Short name of the unit
console-organisation-unit-id-bad = Write a short name for the unit: small letters, digits, dots and dashes
console-organisation-unit-name = Name of the unit
console-organisation-unit-name-missing = Write the unit’s name in this language: { $language }
console-organisation-unit-add = Add a unit
console-organisation-contacts = Contact points
console-organisation-contact-nth = Contact point { $number }
console-organisation-contact-purpose = What for
console-organisation-contact-purpose-hint = A function, not a person: security, support, privacy
console-organisation-contact-purpose-missing = Write what the contact point is for
console-organisation-contact-email = Email
console-organisation-contact-phone = Telephone
console-organisation-contact-missing = Write an email address or a telephone number for the contact point
console-organisation-contact-add = Add a contact point
console-organisation-change = Propose a change
console-organisation-staff = See its staff

## Staff

console-staff-title = Staff
console-staff-lead = Who works here in which role, and when a role of theirs was last used.
console-staff-hint = A name, a unit, a role or an organisation
console-staff-none = Nobody is on the staff yet. Invite somebody.
console-staff-name = Name
console-staff-invited-as = Invited as
console-staff-known-as = { $member } (invited as “{ $invited }”)
console-staff-unit = Unit
console-staff-roles = Roles
console-staff-since = On the staff since
console-staff-used = Last used
console-staff-roles-none = No role at present: this person can enter the console and see nothing in it.
console-staff-active = On the staff
console-staff-ended = Ended
console-staff-proofed = Identity
console-staff-proofed-yes = Established: joined with their own account
console-staff-proofed-no = Not established: took a link and created a passkey
console-staff-end = End this person’s place
console-staff-invite = Invite somebody
console-invite-title = Invite somebody to the staff
console-invite-lead = You get a link to hand over. It can be used once, and only for a limited time.
console-invite-name = Name of the person you invite
console-invite-name-hint = The name you know them by, such as “Chan Tai Man”. Whoever decides about their roles sees it beside the name they choose.
console-invite-roles = Roles
console-invite-roles-hint = Choose no more than the task needs.
console-invite-no-role = Choose at least one role
console-invite-no-unit = No particular unit
console-invitations-title = Invitations
console-invitations-lead = Links that nobody has used yet. Take back those that went astray.
console-invitations-none = No invitation is open.
console-invitation-for = For
console-invitation-until = Can be used until
console-invitation-revoke = Take back

## Access reviews

console-reviews-title = Roles to confirm
console-reviews-lead = Every role is confirmed from time to time by somebody other than its holder. A role that nobody confirms in time ends by itself.
console-reviews-none = No role has to be confirmed at present.
console-review-confirm = Confirm
console-review-drop = Drop

## Mandates

console-mandates-title = Mandates
console-mandates-lead = Who may act for an organisation towards others, in what, and until when.
console-mandates-hint = The short name of an organisation, or a reference
console-mandates-none = Nobody has a mandate yet. Give one when somebody is to act for the organisation.
console-mandates-new = Give a mandate
console-mandate-title = Give a mandate
console-mandate-lead = The person acts with their own account and passkey. Whatever they do under the mandate is recorded as done for the organisation.
console-mandate-nobody = Nobody on the staff of this organisation has an established identity yet. Invite somebody who has an account first.
console-mandate-representative = Who acts
console-mandate-representative-missing = Choose who is to act for the organisation
console-mandate-stranger = Somebody who is not on the staff
console-mandate-scope = What they may do
console-mandate-scope-missing = Choose at least one thing that they may do
console-mandate-limit = Limit of one payment
console-mandate-limit-hint = In the currency’s main unit, such as 50,000.00. Leave it empty for no limit.
console-mandate-limit-bad = Write the limit as an amount, such as 50,000.00
console-mandate-until = Until
console-mandate-until-hint = The last day, two years from now at the latest
console-mandate-until-bad = Write a day that exists
console-mandate-basis = On what ground
console-mandate-basis-register = The register names the person for this organisation
console-mandate-basis-decision = The organisation has decided it
console-mandate-basis-missing = Choose on what ground the mandate stands
console-mandate-reference = Reference
console-mandate-reference-hint = Of the entry in the register, or of the decision: letters, digits, dashes and slashes. No names.
console-mandate-reference-missing = Write the reference
console-mandate-state = State
console-mandate-stands = Stands
console-mandate-over = Over
console-mandate-end = End it
mandate-scope-sign = Sign documents
mandate-scope-consent = Consent to reads of the organisation’s data
mandate-scope-file = Hand in forms
mandate-scope-pay = Pay
mandate-ended-organisation = Ended by the organisation
mandate-ended-register = Ended by the register
mandate-ended-closed = Ended with the organisation
mandate-ended-place = Ended with the place on the staff
mandate-ended-account = Ended with the person’s account

## What acts do

effect-organisation-new = { $organisation } is registered as an organisation.
effect-organisation-changed = The entry of { $organisation } is changed as shown.
effect-organisation-suspended = { $organisation } is suspended: { $sessions } sessions of its staff end now, and with them { $mandates } mandates and { $invitations } invitations. { $proposals } proposals of its staff are taken back.
effect-organisation-closed = { $organisation } is closed, for good: { $members } places on its staff, { $mandates } mandates and { $invitations } invitations end. { $proposals } proposals of its staff are taken back.
effect-organisation-resumed = { $organisation } takes part again: its staff can log in, its services and datasets can be used. Tokens from before stay void.
effect-role-given = { $member } gets the role “{ $role }” in { $organisation }.
effect-role-review-by = Somebody has to confirm it by { $until }; otherwise it ends.
effect-proposal-waits = The proposal ({ $kind }) is recorded and waits for { $needed } more to approve it, until { $until }.
effect-proposal-still-waits = Your approval ({ $kind }) is recorded; { $needed } more have to approve it.
effect-proposal-declined = The proposal ({ $kind }) is declined for good. Whoever made it can propose anew.
effect-proposal-withdrawn = The proposal ({ $kind }) is taken back; nothing of it takes effect.
effect-invitation-made = A link is made by which { $member } can join the staff of { $organisation } within { $hours } hours.
effect-invitation-role = Whoever joins gets the role “{ $role }” at once.
effect-invitation-role-waits = The role “{ $role }” is proposed for whoever joins; somebody else has to approve it.
effect-invitation-revoked = The invitation to { $organisation } is taken back; its link opens nothing any more.
effect-role-ended = { $member } loses the role “{ $role }” in { $organisation } at once.
effect-member-ended = The place of { $member } on the staff of { $organisation } ends, with { $roles } roles.
effect-member-sessions-ended = { $sessions } sessions of the console end now.
effect-member-invitations-revoked = { $invitations } invitations of theirs are taken back.
effect-member-mandates-ended = { $mandates } mandates that they hold for the organisation end at once.
effect-role-confirmed = { $member } keeps the role “{ $role }”; it has to be confirmed again by { $until }.
effect-mandate-given = { $member } may act for { $organisation } until { $until }.
effect-mandate-allows = Allowed: { $scope }.
effect-mandate-limit = One payment comes to { $limit } at most.
effect-mandate-ended = The mandate of { $member } for { $organisation } ends at once.

## What may go wrong

error-code-own-proposal = You made this proposal yourself. Somebody else has to decide it.
error-code-concerns-you = This proposal is about you. Somebody else has to decide it.
error-code-approved-already = You have approved this already. It waits for somebody else.
error-code-proposal-decided = This proposal has been decided meanwhile, or is too old.
error-code-own-role = Nobody confirms a role of their own. Ask a colleague to.
error-code-review-early = This role is not due for review yet. It can be confirmed in the two weeks before it is.
error-code-last-officers = The platform keeps two security officers at least. Invite another, have the role approved, then end this one.
error-code-bad-work-name = Write the name your colleagues know you by, in 1 to 80 characters
error-code-bad-invited-name = Write the name of the person you invite, in 1 to 80 characters
error-code-has-role = This person has that role already.
error-code-organisation-inactive = This organisation takes no part now.
error-code-organisation-closed = This organisation is closed for good. Register another under a new short name.
error-code-already-there = Something of this id was registered meanwhile. Look at it, and propose a change, or take another id.
error-code-act-changed = What this does has changed since it was shown, so nothing was done. Look at it again, then decide.
error-code-act-over = This has been confirmed already, or waited too long. Look whether it is done; if not, begin again.
error-code-own-record = This is your own record. Look at it in your own account, or ask a colleague.
error-code-mandate-over = This mandate is over.
error-code-own-mandate = Nobody gives themself a mandate on the organisation’s decision. Ask another registrar to.
error-code-not-in-register = The register names neither of you for this organisation under that entry. Check the entry, or use the organisation’s own decision.
error-code-representative-unknown = There is no registered person like that. Whoever acts for an organisation registers first.
error-code-beyond-mandate = This goes beyond what the mandate allows.
error-code-already-proposed = Exactly this was proposed already and waits to be approved.
error-code-member-gone = This person is not in the organisation’s staff any more.
error-code-operator-stays = The organisation that runs the platform cannot be suspended or closed.
error-code-bad-unit = The organisation has no such unit.
error-code-no-roles = Choose one role at least.
error-code-invitation-over = This link is over: it was used, taken back, or is too old. Ask whoever invited you for a new one.
error-code-bad-organisation = The entry is not complete. Give each name in three languages, each scheme and each unit’s short name once, and each contact point a purpose and a way to reach it.
error-code-bad-mandate = Choose a last day that is still to come and at most two years away, and a limit that is not too high.
console-organisation-identifier-twice = Each scheme can stand here once
console-organisation-unit-twice = Two units have the same short name
console-organisation-contact-email-bad = Write an email address with an @, such as support@example.gov
console-too-long = Write 200 characters at most
content-member = Member of staff
content-organisation = Organisation

## What staff did, in people’s own lists

event-staff-invited = Somebody was invited to the staff of { $organisation }
event-staff-invitation-revoked = An invitation to the staff of { $organisation } was taken back
event-staff-joined = Joined the staff of { $organisation }
event-staff-joined-invited = Somebody took your invitation and joined the staff of { $organisation }
event-staff-entered = Entered the staff console for { $organisation }
event-staff-left = Left the staff console, last for { $organisation }
event-staff-role-given = A role was given at { $organisation }
event-staff-role-confirmed = A role at { $organisation } was confirmed
event-staff-role-ended = A role at { $organisation } ended
event-staff-ended = A place on the staff of { $organisation } ended
event-staff-looked = Staff of { $organisation } looked at your record
event-staff-looked-by-you = You looked at a person’s record for { $organisation }
event-staff-looked-in-vain = You looked for a person’s record for { $organisation } and found none
event-proposal-made = Something was proposed for { $organisation }
event-proposal-decided = A proposal for { $organisation } was decided
event-proposal-applied = What was proposed for { $organisation } took effect
event-mandate-given = A mandate was given to act for { $organisation }
event-mandate-ended = A mandate to act for { $organisation } ended
event-backup-made = A backup of the database was made
event-database-restored = The database was restored from a backup
fact-roles = Roles
fact-role = Role
fact-kind = Kind
fact-about = About
fact-proposal = Number of the proposal
fact-mandate = Number of the mandate
fact-member = Number of the member of staff
staff-ended-ended = Ended by somebody who manages the staff, or by the holder
staff-ended-not-confirmed = Nobody confirmed it in time
staff-ended-organisation-closed = The organisation no longer takes part
staff-ended-account-deleted = The account was deleted
proposal-decided-approved = Approved
proposal-decided-declined = Declined
proposal-decided-withdrawn = Taken back
proposal-decided-expired = Nobody decided in time
event-key-rotated = A key of the platform was replaced
event-key-retired = A replaced key of the platform was withdrawn
console-role-weighty = A security officer has to agree before you get it.
console-join-own-text = Do you have an account on this platform? Then join with it: your organisation knows that it is you.
console-join-console-text = Do you work in this console already?
console-join-console = Log in to the console first
