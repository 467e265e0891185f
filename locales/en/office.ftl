# People’s records, officers’ acts, evidence, the system; deleting one’s account; how long things are kept.

## Naming a person

office-card = Number on the identity card
office-card-hint = As printed, such as A123456(3). It is not kept and is not in the address of any page.
office-card-unknown = Nobody with this card has an account here
office-case = Case reference
office-case-hint = Letters, digits, hyphens and slashes, such as HD-1042/26. No names.
office-case-bad = Enter a case reference of 1 to 40 letters, digits, hyphens and slashes
office-reason-missing = Choose a reason
error-code-bad-case = A case reference has 1 to 40 letters, digits, hyphens and slashes, and no names.

## Looking at a person’s record

people-title = Look at a person’s record
people-lead = You see how well we know somebody and whether they can still log in. You see no details about them.
people-seen = The person sees that you looked: when, for which organisation, why, and in which case. They see this even if you find nothing of use.
people-reason = Why you look
people-look = Look
look-reason-person-asked = The person asked for help
look-reason-lost-device = The person has lost a device
look-reason-suspected-fraud = Somebody may be misusing the account
look-reason-complaint = The person has complained
people-record-title = A person’s record
people-passkeys = Passkeys
people-passkeys-none = No passkeys
people-passkey-used = Last used { $at }
people-passkey-never = Not used yet
people-sessions = Browsers in which they are logged in
people-memberships = Organisations they work for
people-account = Account number
people-another = Look at another record
people-told-heading = What the person is told
people-told = That you looked at this record stands in the person’s activity from now on, with the reason and the case.
people-told-later = The person is not told of this case before { $until }. Then they are told that you looked, when, and that it was withheld.
people-leave = Leave this page when you are done. To see the record again you have to look again.

## Officers’ acts

officers-title = Officers’ acts
officers-lead = Three things are begun by one security officer and done only when another one has approved them.
officers-undone = What is done here cannot be undone.
officers-erasure-title = Erase a person
officers-erasure-text = Deletes the account and all that is held of the person, and destroys the key it is encrypted with.
officers-erasure-begin = Begin an erasure
officers-erasure-lead = For people who cannot delete their account themselves. Whoever can do it from their own account page should.
officers-opening-title = Open a receipt for a court
officers-opening-text = Hands out one receipt of a person’s, so that a court can read it and check it against the public log.
officers-opening-begin = Begin an opening
officers-opening-lead = You need the court’s order and the number of the receipt. Exactly this one receipt is opened. It is shown once, to the officer who approves.
officers-suspension-title = Withhold notice of a case
officers-suspension-text = The person is not told what is done in one case until a day you set, 180 days away at most. Then they are told everything, and that it was withheld.
officers-suspension-begin = Begin a suspension
officers-suspension-lead = Only what is done in this case from now on is withheld. What the person has been told already stays as it is.
officers-reason = Why the person is erased
erasure-reason-person-asked = The person asked for it and cannot do it themselves
erasure-reason-deceased = The person has died
erasure-reason-duplicate = The person has another account
erasure-reason-wrongly-registered = Somebody else registered in the person’s name
erasure-reason-court-order = A court ordered it
officers-receipt = Number of the receipt
officers-receipt-hint = As it stands on the receipt, such as 0190163d-8694-739b-aea5-966c26f8ad91
officers-receipt-bad = Enter the number of the receipt
officers-receipt-unknown = This person has no receipt with this number
officers-until = Until when notice is withheld
officers-until-hint = The last day, such as 31 12 2026
officers-until-bad = Enter the last day as day, month and year
officers-until-far = Enter a day from today to 180 days from now
officers-second-heading = Waiting for a second officer
officers-second-text = Before you approve, check that the proposal is about the right person. Whoever made a proposal cannot approve it.
officers-waiting = Proposals that wait
officers-waiting-none = Nothing is waiting.
officers-waiting-what = Act
officers-waiting-since = Proposed
officers-waiting-check = Right person?
officers-check-link = Check
officers-check-title = Is it about the right person?
officers-check-lead = Enter the card number and the case from your own papers. You are told whether the proposal is about the holder of this card, in this case.
officers-check-button = Check
officers-check-back = To the proposal
officers-check-again = Check again
officers-check-fits = It is about this person and this case
officers-check-fits-text = The proposal is about the holder of the card you entered, in the case you entered.
officers-check-differs = It is not about this person and this case
officers-check-differs-text = Do not approve it. Compare the card number and the case with your papers; if they are right, decline the proposal and speak with whoever made it.
error-code-suspension-end = Notice may be withheld for 180 days at most.
error-code-receipt-not-logged = This receipt is not in the public log yet. Try again in a few seconds.
error-code-bad-proposal = This proposal cannot be read. Make it again.
effect-person-erased = The account is deleted, with everything that is held of the person. Case { $case }. This cannot be undone.
effect-person-consents-withdrawn = Whatever the person has allowed is withdrawn.
effect-person-key-destroyed = The key of the person’s data is destroyed. Their receipts stay in the log as fingerprints that nobody can read any more.
effect-receipt-opened = Receipt { $receipt } is opened for case { $case } and shown once, to the officer who approves.
effect-receipt-opened-told = The person is told at once that it was opened.
effect-receipt-opened-withheld = The person is told that it was opened, but not before { $until }.
effect-notice-suspended = The person is not told what is done in case { $case } before { $until }.
effect-notice-told-afterwards = After { $until } the person is told all of it, and that it was withheld.
effect-job-retried = The job “{ $job }” goes back to work at once.
content-account = Account
content-case = Case
content-reason = Reason
content-receipt = Receipt
content-until = Until
content-job = Job
content-value-reason-person-asked = The person asked for it and cannot do it themselves
content-value-reason-deceased = The person has died
content-value-reason-duplicate = The person has another account
content-value-reason-wrongly-registered = Somebody else registered in the person’s name
content-value-reason-court-order = A court ordered it

## Evidence

evidence-title = Evidence
evidence-lead = What organisations and the platform did. What concerns a person is in that person’s activity alone.
evidence-search-hint = Part of an event’s name, such as proposal, or an organisation’s short name
evidence-days = How far back
evidence-days-1 = One day
evidence-days-7 = 7 days
evidence-days-30 = 30 days
evidence-days-365 = One year
evidence-event = Event
evidence-chain = In the records of
evidence-in-log = Public log
evidence-none = Nothing has been recorded yet.
evidence-logged = In the log
evidence-waiting = On its way
evidence-log-none = The log has no checkpoint yet.
evidence-log-origin = Name of the log
evidence-log-size = Entries
evidence-log-signed = Newest checkpoint
evidence-log-waiting = Not in the log yet
evidence-log-nothing-waits = Nothing
evidence-log-waits = { $count ->
    [one] 1 receipt
   *[other] { $count } receipts
}, the oldest for { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
evidence-number = Number in these records
evidence-place = Place in the log
evidence-recorded = What was recorded
evidence-recorded-text = Word for word, under the names that programs read.
evidence-verify-text = Anybody can check a receipt against the log without asking us. Get the log’s key once, from a source you trust.
evidence-verify-checkpoint = The newest checkpoint

## The system

system-title = State of the system
system-well = Working
system-degraded = Degraded
system-well-text = Everything works.
system-degraded-text = This does not work:
system-trouble-database = The database cannot be reached
system-trouble-schema = The database’s schema does not fit this release
system-trouble-stopping = This node is stopping
system-trouble-keys = The key store cannot be read again; the keys read before stay in use
system-trouble-jobs = Jobs are late
system-trouble-evidence = Receipts wait too long for the public log
system-trouble-unresponsive = The database does not answer in time
system-trouble-since = { $what }, since { $since }
system-release = Release
system-version = Version
system-mode = Mode
system-mode-production = Production: real people
system-mode-sandbox = Sandbox: made-up people only
system-schema = Newest migration
system-backup = Last backup
system-backup-never = Not backed up yet
system-queue = Jobs
system-queue-empty = No job is waiting.
system-queue-kind = Kind
system-queue-waiting = Waiting
system-queue-aside = Set aside
system-queue-due = Next due
system-queue-none = Nothing waits
system-jobs-link = Jobs that were set aside
system-jobs-title = Jobs that were set aside
system-jobs-lead = These failed too often. Mend the cause first; then put them back to work.
system-jobs-hint = Part of a kind or of an error code
system-jobs-none = No job was set aside.
system-job-title = Job “{ $kind }”
system-job-id = Number
system-job-code = Last error
system-job-attempts = Tries
system-job-since = Set aside
system-job-text = Logs name the cause under this number. Putting it back to work is safe: every job can be done twice.
system-job-retry = Put it back to work
system-keys = Keys
system-keys-unknown = The key store cannot be asked right now.
system-key-use = For
system-key-id = Name
system-key-state = State
system-key-age = Age in days
system-key-next = Next rotation
system-key-state-next = Not used yet
system-key-state-active = In use
system-key-state-retiring = Replaced
system-key-overdue = Overdue since { $at }
system-key-not-due = Not due
system-retention = How long things are kept
system-retention-text = What is configured here. People see it in words under “How long we keep things”.
system-retention-key = Configured as
system-retention-days = Days
system-retention-least = At least
system-retention-most = At most

## In a person’s activity

event-receipt-opened = One of your receipts was opened for a court
event-notice-suspended = Two officers decided not to tell you of a case for a while
event-account-deleted = You deleted your account
event-account-erased = Two officers deleted the account
event-account-removed = The account of a made-up person was removed
event-officer-named-person = An officer named you by your card, to begin something that takes two officers
fact-case = Case
fact-until = Until
fact-opened = Which receipt
fact-withheld = Why you see it only now
fact-withheld-until = By a decision of two officers you were not told before { $until }

## Deleting one’s account

account-delete-title = Delete your account
account-delete-lead = You can delete your account and everything we hold of you.
account-delete-link = See what goes and what stays
account-delete-warning = This cannot be undone. There is no waiting time, and nobody can bring the account back.
account-delete-goes-heading = What goes at once
account-delete-goes-profile = your card number, name and date of birth
account-delete-goes-passkeys = your passkeys here and all your logins
account-delete-goes-consents = everything you have allowed: services can read nothing more
account-delete-goes-messages = your messages
account-delete-goes-names = the names under which services know you
account-delete-goes-key = the key that all of this is encrypted with, so that nobody can read it any more
account-delete-stays-heading = What stays
account-delete-stays-receipts = fingerprints of your receipts in the public log. Without your key they say nothing, not even whose they were
account-delete-stays-reads = for at most the time we keep them, records that data was read: names of fields and organisations, without your name
account-delete-stays-services = what services have received from you already. Ask them to delete it
account-delete-stays-backups = encrypted backups. The key is gone from them within 30 days
account-delete-before-heading = Before you do it
account-delete-before = Download the receipts you may still need. Afterwards nobody can open them, neither you nor we.
account-delete-after = You may register again with your card at any time. You start anew: services will not recognise you.
account-delete-expires = Confirm with your passkey within 5 minutes.
account-delete-elsewhere = You logged in by scanning a code. To delete your account, log in on the device that has your passkey.
account-delete-confirm = Delete my account
account-delete-keep = Keep my account
account-delete-failed = Your passkey did not confirm it. Nothing was deleted. Try again.
account-deleted-title = Your account has been deleted
account-deleted-text = We hold nothing of you any more that anybody could read.
account-deleted-passkey = Your device still lists the passkey. You can remove it in the device’s settings.
account-deleted-home = To the home page

## How long things are kept

retention-title = How long we keep things
retention-lead = Everything we keep goes at some time. Programs see to it, by this very table.
retention-profile-what = Your card number, name and date of birth
retention-profile-how-long = As long as you have an account
retention-account-what = Your account and your passkeys
retention-account-how-long = As long as you have an account
retention-keys-what = The key that your data is encrypted with
retention-keys-how-long = As long as you have an account. When it is destroyed, nobody can read your data any more
retention-sessions-what = Your logins here
retention-sessions-how-long = Until you log out, 12 hours at most
retention-ceremonies-what = Answers of your passkey that we wait for
retention-ceremonies-how-long = 5 minutes
retention-requests-what = What services ask of you
retention-requests-how-long = 20 minutes
retention-consents-what = What you have allowed
retention-consents-how-long = As long as it stands, and { $days } days after it has ended, so that you can prove it
retention-mutes-what = Services that you do not let ask you
retention-mutes-how-long = Until you let them ask again, as long as you have an account
retention-logins-what = Your logins to services
retention-logins-how-long = { $days } days at most, less if you do not use the service
retention-codes-what = Codes by which a service completes a login
retention-codes-how-long = An hour
retention-asked-what = What a service asked of you on your own device, to count how often it asks
retention-asked-how-long = One day
retention-pseudonyms-what = The names under which services know you
retention-pseudonyms-how-long = As long as you have an account
retention-reads-what = Records that your data was read: names of fields, never what is in them
retention-reads-how-long = { $days } days
retention-messages-what = Messages to you
retention-messages-how-long = { $days } days, read or not
retention-receipts-what = Your activity and its receipts
retention-receipts-how-long = As long as you have an account. After that only fingerprints are left, which say nothing
retention-receipts-withheld-what = Which case you were not told of for a while
retention-receipts-withheld-how-long = As long as you have an account, so that we can tell you afterwards
retention-registrations-what = A registration that you have begun
retention-registrations-how-long = 15 minutes after the last step. If it fails, nothing is kept
retention-attempts-what = How often a card number and an address were tried, as fingerprints
retention-attempts-how-long = One hour
retention-staff-what = If you work for an organisation: your place there and your roles
retention-staff-how-long = As long as you have them, and { $days } days after they have ended
retention-mandates-what = For which organisation you may act
retention-mandates-how-long = As long as it holds, and { $days } days after it has ended
retention-looks-what = That staff looked for a record, to limit how often they may
retention-looks-how-long = One hour. That somebody looked at yours stays in your activity
retention-proposals-what = What staff proposed and others approved
retention-proposals-how-long = { $days } days after it was decided
retention-deletion-heading = If you leave
retention-deletion-text = You can delete your account at any time. Everything that is kept as long as you have one goes at once.
retention-backups = Backups hold your data in encrypted form. The keys are backed up apart and kept for 30 days at most, so what you delete is gone from the backups, too, by then.
retention-services = What a service has received stays with that service, by its own rules. Ask it.
