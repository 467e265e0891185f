# The platform's own pages. Plain words, short sentences; say what happens and what to do.

## Navigation

nav-home = Home
nav-activity = My activity
nav-consents = What I have allowed
nav-messages = Messages
nav-scan = Scan a code
nav-account = Account
nav-register = Register
nav-login = Log in
nav-about = How it works

## Words used on several pages

portal-close-window = You can close this page.
portal-pages = Pages
portal-colon = {": "}
portal-list-separator = {", "}
portal-date = { $day } { $month } { $year }
portal-date-time = { $date }, { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

field-card-number = Identity card number
field-name = Name
field-date-of-birth = Date of birth
field-verification = How your identity was checked
field-date-of-issue = Date of issue
field-status = Whether the card is valid

name-unknown = a party that is no longer registered ({ $id })

## Home

home-title = One way in to public services
home-lead = Register once with your identity card. Then log in to every service here with your phone or computer, decide what each of them may know, and see who has read your data.
home-register = Register
home-login = Log in
home-promise-heading = What you can rely on
home-promise-exact = Before anything leaves, you see who asks, why, and exactly which details.
home-promise-visible = Every reading of your data is on your list, refused ones too, each with a receipt that anyone can check.
home-promise-withdraw = What you have allowed, you can withdraw. The next reading is refused at once.
home-about = How this works and how you are protected
home-services-heading = Services
home-services-intro = Log in to these services with your account here.
home-services-none = No service has been connected yet.
home-person-title = Your home page
home-waiting-heading = Waiting for you
home-waiting-messages = { $count ->
    [one] You have 1 unread message
   *[other] You have { $count } unread messages
}
home-waiting-nothing = Nothing is waiting for you.
home-asked = { $service } asks for your approval, until { $time }
home-shortcuts-heading = Shortcuts
home-shortcut-activity = See who read your data, when and why
home-shortcut-consents = See and withdraw what you have allowed
home-shortcut-scan = Log in on another screen by scanning its code
home-shortcut-device = Enter the code that a television or a kiosk shows
home-shortcut-account = See your passkeys and log out
home-phone-heading = No phone at hand?
home-phone-text = This sandbox has a simulated phone that stands in for your own.
home-phone-link = Open the simulated phone

## Registering

register-title = Register
register-lead = You need your identity card, and a phone or computer on which you can create a passkey. It takes about three minutes.
register-terms-heading = What happens with what you enter
register-terms-check = We ask the immigration register, once, whether the details below belong to a valid card. That reading is the first line of your activity list.
register-terms-keep = We keep your card number, name and date of birth, encrypted with a key of your own. We do not keep the date of issue.
register-terms-passkey = You then create a passkey. It stays on your device; we never see your fingerprint, face or PIN.
register-agree = I am the holder of this card and agree to this check
register-agree-missing = Confirm that you are the holder of this card and agree to the check
register-details-heading = Your identity card
register-card-number = Identity card number
register-card-number-hint = One or two letters, six digits and the character in brackets, for example A123456(3)
register-date-of-issue = Date of issue
register-date-of-issue-hint = The last date on the front of the card, for example 7 3 2019
register-name = Name
register-name-hint = As it is printed on the card, in English or Chinese
register-date-of-birth = Date of birth
register-date-of-birth-hint = For example 31 1 1990
register-submit = Check my details
register-have-account = Already registered? Log in
register-sample-heading = Sample people for this sandbox
register-sample-text = This is a sandbox: never enter the details of a real card. Choose a sample person to fill in the form.
register-sample-use = Fill in as { $name }
register-closed-title = Registration is not open here
register-closed-text = On this platform people cannot register by themselves yet.
register-closed-next = Ask the organisation that runs it how to get an account.

register-not-verified-title = We could not confirm your details
register-not-verified-text = The details you entered do not match a card with which you can register. We cannot say which detail is different, to protect the holders of cards.
register-not-verified-check = Compare each detail with your card and try again. After several attempts you have to wait.
register-not-verified-help = If the details are right and it still fails, ask the immigration office about your card.
register-try-again = Try again
register-lost-title = This card has been reported lost
register-lost-text = The register says that this card was reported lost or stolen, so it cannot be used to register. The holder of the card has been told of this attempt, if they have an account.
register-lost-next = If you have found your card again, or have a new one, ask the immigration office to update the register. Then register with the card that is valid.
register-already-title = This card has an account already
register-already-text = You cannot register twice with one card. We have left a message in the account that exists, so that its holder knows of this attempt.
register-already-next = Log in with the passkey you created before. If you did not create an account, tell us at once.
register-later-title = The register cannot be reached
register-later-text = We could not ask the immigration register just now. Nothing you entered has been kept.
register-later-next = Try again in a few minutes.

register-passkey-title = Create your passkey
register-passkey-confirmed = Your details are confirmed.
register-passkey-text = A passkey replaces passwords. You will use it to log in and to approve. Your device will ask for your fingerprint, face or PIN.
register-passkey-button = Create a passkey
register-passkey-noscript = Creating a passkey needs JavaScript. Switch it on for this site and load the page again.
register-passkey-failed = The passkey was not created. Try again, or use another device.
register-passkey-phone-heading = This computer has no fingerprint reader, face recognition or PIN?
register-passkey-phone-text = In this sandbox you can keep the passkey on the simulated phone instead.
register-passkey-phone-button = Create it on the simulated phone
register-expired-title = Your registration has timed out
register-expired-text = The passkey was not created in time, so nothing has been kept.
register-expired-next = Start again; it takes about three minutes.
register-done-title = You are registered
register-done-panel = Your account is ready and you are logged in.
register-done-next-heading = What you can do now
register-done-service = Log in to a service
register-done-activity = See your activity list: it has its first entries
register-done-consents = See what you have allowed: nothing yet
register-done-continue = Continue where you were

## Logging in

login-title = Log in
login-for-title = Log in to continue to { $service }
login-for-text = { $service } asks for something. Log in to see what it is; nothing is passed on before you have decided.
login-passkey-heading = With a passkey on this device
login-passkey-text = Your device will ask for your fingerprint, face or PIN.
login-passkey-button = Log in with a passkey
login-passkey-noscript = Logging in with a passkey needs JavaScript. Switch it on for this site, or use your phone below.
login-passkey-failed = The passkey was not accepted. Try again, or use your phone.
login-qr-heading = With your phone
login-qr-text = This screen shows a code. Scan it on a phone where you are logged in, and decide there.
login-qr-button = Use my phone
login-phone-heading = With the simulated phone
login-phone-text = This sandbox has a simulated phone that stands in for your own. Log in here with a passkey it holds:
login-phone-as = Log in as { $name }
login-phone-none = There is nobody on the simulated phone yet.
login-phone-open = Open the simulated phone
login-register-text = No account yet?
login-register = Register
logout-asked-title = Do you want to log out?
logout-asked-text = { $service } asks to log you out here. Other services where you are logged in are told as well. Leave this page if you want to stay logged in.
logout-asked-by-nobody = A service that did not say its name asks to log you out here. Leave this page if you want to stay logged in.
login-out-title = You are logged out
login-again = Log in again

## Codes on another screen

qr-title = Scan this code with your phone
qr-for = It is for { $service }.
qr-for-here = It logs you in on this screen.
qr-step-open = On your phone, open this site and log in.
qr-step-scan = Choose “Scan a code” and point the camera at this screen.
qr-step-decide = Compare the number, then decide on the phone. This page goes on by itself.
qr-image = QR code that changes every second
qr-number = Number on both screens
qr-expires = The code is good until { $time }.
qr-waiting = Waiting for the scan.
qr-scanned = Scanned. Decide on your phone; this page goes on by itself.
qr-scanned-title = Now decide on your phone
qr-scanned-text = Your phone shows the same number. If it does not, decline there.
qr-reload = Check again
qr-expired-title = The code is no longer good
qr-expired-text = Nobody scanned it in time. That is nothing to worry about: get a new one when you are ready.
qr-cancelled-title = The code was scanned twice
qr-cancelled-text = Two phones scanned the same code. One of them may not be yours, so we have stopped here and nothing was passed on.
qr-cancelled-next = Start again from the service. Do not show the code to anybody and do not send pictures of it.
qr-restart = Get a new code
qr-other-heading = If you cannot scan
qr-other-device = You can log in on this device with a passkey instead; no camera is needed.
qr-other-device-link = Log in on this device
qr-other-text = Or copy the text below into the scan page of your phone. It is good for five seconds; load the page again for a fresh one.
qr-text-label = The code as text
qr-phone-heading = Simulated phone
qr-phone-text = The simulated phone can scan this screen.
qr-phone-button = Scan with the simulated phone
qr-warning = Nobody will ever ask you to send them a picture of this code.
qr-declined-title = Declined on your phone
qr-declined-text = Nothing was passed on and nobody was logged in here.

## Scanning

scan-title = Scan a code
scan-lead = Point the camera at the code on the other screen. You will see who asks and why before anything happens.
scan-warning = Only scan a code on a screen that you have opened yourself. Never scan a picture that somebody sent you.
scan-camera = Use the camera
scan-stop = Stop the camera
scan-view = What the camera sees
scan-no-camera = The camera cannot be used here. Choose a picture or paste the text instead.
scan-no-code = There is no readable code in this picture. Take it again from closer by.
scan-picture = Choose a picture of the code
scan-text = Or paste the code as text
scan-text-hint = The other screen shows it under “If you cannot scan”.
scan-text-missing = Scan, choose a picture or paste the text of a code
scan-submit = Continue
scan-refused = This code is no longer good. Scan the code that is on the screen now. If it was not you who opened it, do nothing.
scan-noscript = The camera and pictures need JavaScript. You can still paste the code as text.

frame-title = Open this code with the scan page
frame-text = You have opened a code with an ordinary camera. To protect you, that does nothing by itself.
frame-own = If you opened the code on a screen of your own, scan it once more with the scan page here.
frame-stranger = If somebody sent you this code or asked you to scan it, stop: they may be trying to log in as you.
frame-scan = Go to the scan page

## Deciding

request-title = { $service } asks for your approval
request-portal-title = Log in on another screen?
request-who-heading = Who asks
request-service = Service
request-organisation = Organisation
request-website = Website
request-from = Who holds it
request-purpose = Why
request-lasts = How long
request-value-fetched = Fetched when you approve, and shown to the service only
request-elsewhere = Another screen asks for this. Approve only if you opened it yourself and it shows the same number:
request-elsewhere-number = Number on both screens: { $code }
request-withdraw = You can withdraw this at any time under “What I have allowed”. The next reading is refused at once.
request-once-withdraw = You can withdraw it under “What I have allowed” for as long as it has not been used.
request-decline = Decline
request-approve = Approve
request-approve-text = To approve, your device asks for your fingerprint, face or PIN. To decline, nothing more is needed.
request-noscript = Approving with a passkey needs JavaScript. Switch it on for this site and load the page again. Declining works without.
request-failed = The approval was not accepted. Nothing was passed on. Look at the request again and decide once more.
request-addressed-title = { $service } asks you directly
request-addressed-warning = You did not begin this in this browser: { $service } asks you directly. If you are not dealing with { $service } at this moment, decline.
request-addressed-code = Compare this code
request-addressed-code-text = The service shows or tells you a code, too. If it is not exactly this one, decline.
request-addressed-mute-text = If you do not know why you are asked, you can decline for good: this service can then no longer ask you by itself. You can undo it under “What I have allowed”.
request-addressed-mute = Decline, and do not let this service ask me
request-device-warning = Another device asks for this. Approve only if it is in front of you and shows the same code; if somebody sent you the code, decline.
request-device-code-text = The device in front of you shows a code, too. If it is not exactly this one, decline.
request-expires = This page is good until { $time }.
request-signed-details = What exactly do I sign?
request-signed-text = Your passkey signs the fingerprint of everything shown above, together with a random number that is used once. If anything shown were changed, the signature would not fit.
request-done-title = You have decided
request-done-text = You can go back to the other screen; it goes on by itself.
request-declined-title = You have declined
request-declined-text = Nothing was passed on. You can go back to the other screen.
request-done-activity = See it in your activity list
request-answered-title = You have approved
request-answered-text = { $service } is told of it now. You can go back to it; nothing more is needed here.
request-answered-device = You can go back to the device; it goes on by itself with { $service }.
request-answered-declined = Nothing was passed on. { $service } is told that you declined.
request-answered-muted = { $service } can no longer ask you by itself. You can undo it under “What I have allowed”.
request-over-title = This request is over
request-over-text = It was not decided in time, it was stopped, or it was decided already. Nothing more will happen with it.
request-over-next = Go back to the service and start again.
request-over-service = Go to { $service }
request-unknown-title = This request is not here
request-unknown-text = It may have been opened in another browser or by somebody else. A request can only be seen where it was opened, or on the phone that scanned it.
request-unknown-next = Go back to the service and start again in this browser.
request-unknown-login = If a service has asked you and you were sent here, log in first.

shown-login-heading = Log in to { $service }
shown-login-share-heading = Log in to { $service } and share these details
shown-exchange-heading = Fetch “{ $dataset }” for { $service }
shown-portal-heading = Log in here on the other screen
shown-portal-purpose = So that you can use your account on that screen
shown-portal-lasts = Until you log out there, 12 hours at most
shown-lasts-login = Each time you log in, until you withdraw
shown-lasts-login-only = Until you withdraw
shown-lasts-once = Once: for one reading, then it is over
shown-lasts-until = As often as needed until { $date }, or until you withdraw
shown-value-missing = not held here
shown-verification = Your identity card was checked against the register on { $day }

error-code-request-over = This request is over. Go back to the service and start again.
error-code-passkey-refused = This passkey could not be accepted.
error-code-not-shown = This page was answered already, or opened anew in another window.
error-code-frame-refused = This code is no longer good.
error-code-consent-over = This has ended already; nothing can be read under it.
error-code-soft-passkey-failed = The simulated phone cannot use a passkey at this address.

## Activity

activity-title = My activity
activity-lead = Everything that was done with your account and your data, newest first. It comes from this platform’s own evidence, not from what others report.
activity-pause = Stop renewing this list
activity-resume = Go on renewing this list
activity-none = Nothing has happened yet.
activity-details = Details and receipt
activity-older = Older entries
activity-newest = Newest entries
activity-fields = Which details

tag-refused = Refused
tag-failed = Failed
tag-unknown = Outcome unknown
tag-warning = Warning

event-account-registered = You registered
event-refused-lost-card = Someone tried to register with your card, which is reported lost
event-refused-already-registered = Someone tried to register with your card a second time
event-authenticator-added = A passkey was added to your account
event-session-started-passkey = You logged in here with a passkey
event-session-started-xdev = You logged in on another screen, approved on your phone
event-session-ended = You logged out
event-login-granted = You logged in to { $service }
event-request-declined = You declined what { $service } asked
event-consent-given-login = You allowed { $service } to know who logs in
event-consent-given-exchange = You allowed { $service } to have “{ $dataset }” fetched from { $provider }
event-consent-withdrawn = You withdrew what you had allowed { $service }
event-consent-expired = What you had allowed { $service } has ended
event-consent-returned = { $service } gave back what you had allowed it
event-token-exchanged = { $from } had { $service } act for you
event-claims-released = { $service } received your verified details
event-read-intended = { $provider } was asked for “{ $dataset }” on behalf of { $service }
event-read-delivered = { $service } received “{ $dataset }” from { $provider }
event-read-refused = { $service } tried to read “{ $dataset }” and was refused
event-read-refused-profile = { $service } tried to read your verified details and was refused
event-read-refused-unknown = { $service } asked for data that nobody here holds, and was refused
event-read-failed = “{ $dataset }” could not be fetched from { $provider } for { $service }
event-read-unknown = { $provider } was asked for “{ $dataset }” on behalf of { $service }; what came of it is not known
event-incident-reported = { $provider } did not keep to the rules of an exchange with { $service }; the answer was stopped
event-sandbox-person-created = This synthetic person was created for tests
event-unknown = Something was recorded that this version of the platform does not know

fact-when = When
fact-who = Who
fact-organisation = Organisation
fact-from = From whom
fact-dataset = What
fact-fields = Which details
fact-why = Why
fact-ground = On what ground
fact-consent = Under which consent
fact-consent-link = What you allowed
fact-lasts = How long
fact-how = How you proved who you are
fact-level = Assurance level
fact-resources = Where it acts for you
fact-kinds = What was asked
fact-outcome = Outcome
fact-read = Number of the reading
fact-shown = Fingerprint of what was shown
fact-authenticator = Passkey
fact-receipt = Number of the receipt

ground-consent = You allowed it
ground-law = A law allows it without your consent
ground-registration = You were registering
acr-passkey = With a passkey on the same device
acr-xdev = With a passkey on your phone, after scanning a code
acr-decoupled = Asked here by the service itself, approved with a passkey
acr-bound = With a passkey that cannot leave its device
level-invited = Invited: for the staff console only, identity not checked
level-basic = Basic: checked against the immigration register
level-plus = Plus: you may also sign
kind-login = Logging in
kind-exchange = Fetching data
outcome-declined = Declined: nothing was passed on
outcome-delivered = The service received the data. Only the service could read it
outcome-registered = This platform received the data, to check who you are
outcome-intended = The provider was about to be asked. What came of it is an entry of its own
outcome-refused = Refused: nothing was passed on
outcome-failed = Failed: nothing was passed on
outcome-unknown = Not known: data may have left. We are looking into it
outcome-released = Passed on

outcome-because = { $outcome }. { $reason }
refusal-consent-withdrawn = You had withdrawn it
refusal-consent-expired = It had ended
refusal-consent-used = It was for one reading, which had been made
refusal-consent-replaced = It had been replaced by a newer one
refusal-fields-exceed-consent = More details were asked for than you had allowed
refusal-purpose-mismatch = It was asked for another purpose than you had allowed
refusal-dataset-mismatch = Something else was asked for than you had allowed
refusal-consent-unknown = There was no such consent
refusal-other = Reason: { $code }

receipt-title = What was recorded
receipt-proof-heading = Receipt and proof
receipt-logged = The proof of this entry is in the public evidence log.
receipt-waiting = This entry is not in the public evidence log yet. That takes a few seconds; load the page again.
receipt-download = Download the receipt
receipt-verify-heading = Check it yourself, without asking us
receipt-verify-text = Download the receipt, and the log’s key once from a source you trust. Then run this on any computer; it needs no network:
receipt-verify-key = The log’s key
receipt-verify-fails = If a single bit of the receipt were changed, the check would fail.
receipt-private = The log holds only a fingerprint of each entry. Nobody can read from it what you did.

## What I have allowed

consents-title = What I have allowed
consents-lead = These services may do what is written here, nothing more. You can withdraw each of them.
consents-none = You have not allowed anything that still stands.
consents-details = Details
consents-muted-heading = Services that may not ask you
consents-muted-text = These services cannot ask you by themselves. What you begin with them yourself goes on as before.
consents-muted-since = Since { $date }
consents-unmute = Let { $service } ask me again
consent-login = Know who logs in
consent-login-fields = Know who logs in, and receive your details
consent-exchange = Have “{ $dataset }” fetched
consent-title = { $service }: what you have allowed
consent-what = What
consent-given = Since
consent-ended = Ended
consent-number = Number
consent-state-active = Stands
consent-state-used = Used
consent-state-withdrawn = Withdrawn
consent-state-expired = Ended
consent-state-replaced = Replaced by a newer one
consent-withdraw = Withdraw
consent-withdraw-title = Withdraw what you have allowed { $service }?
consent-withdraw-text = The next time { $service } wants to read under this, it is refused at once.
consent-withdraw-login = { $service } is logged out at its next request here. When you log in to it again, it has to ask you anew.
consent-withdraw-past = What it has received already, we cannot take back. Ask { $organisation } to delete it.
consent-withdraw-confirm = Yes, withdraw
consent-withdraw-keep = No, keep it
consent-withdrawn-title = Withdrawn
consent-withdrawn-text = { $service } can read nothing more under this.
consent-withdrawn-list = Back to what I have allowed
consent-ended-text = This has ended. Nothing can be read under it.

## Messages

messages-title = Messages
messages-none = You have no messages.
messages-unread = Unread
messages-warning = Important
messages-mark-read = Mark as read
messages-look = Look at the request
messages-sent = Sent { $date }
messages-older = Older messages
messages-newest = Newest messages

## Account

account-title = Account
account-level = Assurance level
account-since = Registered
account-session = You logged in
account-passkeys-heading = Your passkeys
account-passkey-created = Created
account-passkey-used = Last used
account-passkey-never = Not used yet
account-passkey-kept = Where it is kept
account-passkey-synced = Synchronised between your devices by their maker
account-passkey-bound = On one device only
account-more-heading = Sessions and codes
sessions-title = Where you are logged in
sessions-lead = Each browser in which you are logged in. If you do not know one, sign it out and look at your activity.
sessions-here = This browser
sessions-agent = { $program } on { $system }
sessions-program-other = Another browser
sessions-system-other = another system
sessions-unknown = Unknown browser
sessions-since = Logged in
sessions-seen = Last used
sessions-services = Services in use
sessions-service = { $service } (since { $date })
sessions-services-none = None
sessions-end = Sign out there
user-code-title = Your code for services that ask you
user-code-lead = Some services can ask for your approval without a browser of yours. If you set a code, such a service may have to know it before it can ask you again: tell it only to a service with which you are dealing.
user-code-is-set = A code is set
user-code-is-not-set = No code is set
user-code-label = New code
user-code-hint = Eight digits. They are not shown again.
user-code-set = Set the code
user-code-change = Change the code
user-code-remove = Remove the code
user-code-remove-text = Without a code, a service that you declined may be unable to ask you again.
user-code-malformed = Enter eight digits
user-code-guessable = Choose digits that are not all the same or in a row
device-title = Enter the code of a device
device-lead = A television, a kiosk or another device shows you a code. Enter it here; then you see what is asked, and decide.
device-warning = Enter only a code that a device in front of you shows. Nobody will ever ask you to enter a code that they send you.
device-code = Code on the device
device-code-hint = Eight letters, such as BCDF-GHJK
device-submit = Continue
device-missing = Enter the code that the device shows
device-refused = This code is not good, or no longer. Look at the device and type what it shows now.
account-logout-heading = Log out
account-logout-text = This ends your session in this browser. Services you logged in to keep their own sessions.
account-logout = Log out

## How it works

about-title = How it works
about-lead = One account for every public service: you log in with it, you decide with it, and you see everything that is done with it.
about-approve-heading = You decide
about-approve-text = When a service wants something, you see one kind of page: who asks, why, which details, for how long. You approve with your passkey, or you decline. Your passkey signs exactly what was shown.
about-exchange-heading = We cannot read what is exchanged
about-exchange-text = When one organisation sends your data to another because you allowed it, the sender encrypts it to the receiver. It passes through here sealed.
about-evidence-heading = You need not take our word
about-evidence-text = Every act leaves a receipt in your activity list, and a fingerprint of it in a public log that can only grow. Anyone can check a receipt offline against the log’s key.
about-evidence-key = The log’s key
about-privacy-heading = Privacy
about-privacy-held = Of you we hold your card number, name and date of birth, encrypted with a key of your own; the passkeys’ public keys; what you have allowed; and your activity list.
about-privacy-not = We do not hold your fingerprint, face or PIN, nor the data that organisations exchange.
about-privacy-pseudonym = Each service knows you by a different random name, so that services cannot put together what you do, unless you share your card number with them.
about-privacy-cookies = We use cookies only to keep you logged in, to tie what you began to your browser, and to remember your language. There is no tracking.
about-accessibility-heading = Accessibility
about-accessibility-text = These pages aim at WCAG 2.2, level AA. They work with a keyboard, with a screen reader, at 400 per cent zoom, and without JavaScript except for passkeys, the camera and pictures of codes.
about-accessibility-qr = If you cannot scan a code, you can log in on the same device with a passkey, or paste the code as text.
about-accessibility-tested = They are checked by automatic tests in three languages. They have not been audited by an outside body yet.
about-sandbox-heading = This is a sandbox
about-sandbox-text = Everybody here is made up, and everything may be deleted at any time. Never enter anything about a real person.

## The simulated phone

phone-title = Simulated phone
phone-label = Simulated phone: a stand-in for your own phone
phone-lead = This page stands in for your own phone. Its passkeys are made by a program instead of a fingerprint reader; everything else is the same as on a real phone.
phone-people-heading = People on this phone
phone-people-none = Nobody yet. Register somebody: at the last step choose to create the passkey on the simulated phone.
phone-login-as = Log in as { $name }
phone-logged-in-as = Logged in as { $name }
phone-logout = Log out on this phone
phone-register = Register somebody on this phone
phone-scan-heading = Scan a code
phone-scan-link = Open the scan page
phone-log-in-first = Log in on the phone first, then scan.
phone-other-screen = Continue on the other screen
phone-home = Back to the phone’s start page
phone-unlock-text = A real phone would now ask for your fingerprint, face or PIN. This one approves when you press the button.
