# The shell around every page, failures, and words that several pages share.

skip-to-content = Skip to main content
language-label = Language
navigation-label = Navigation
menu = Menu
counted = { $text } ({ $count })
sandbox-tag = Sandbox
sandbox-banner = Synthetic people only. Nothing here is real: never enter anybody’s own details.
footer = Causeway is open-source software under the Apache 2.0 licence.

# Buttons and links
back = Back
cancel = Cancel
change = Change
close = Close
continue = Continue
done = Done
newer = Newer
older = Older
pages-label = Pages of this list
breadcrumb-label = You are here
show-more = Show more
yes = Yes
no = No
live-pause = Pause updates
live-resume = Resume updates
warning = Warning
success = Success
important = Important

# Dates
date-day = Day
date-month = Month
date-year = Year
date-hint = For example, 27 3 1985
# $when is a formatted time; Hong Kong time is UTC+8.
time-hkt = { $when } Hong Kong time

# Forms
error-hidden = Error
error-title-prefix = Error: { $title }
error-summary-title = There is a problem

# Passkeys
passkey-failed = Your passkey could not be used. Try again.
passkey-cancelled = You cancelled, or the time ran out. Press the button to try again.
passkey-unsupported = This browser cannot use passkeys here. Use a current browser, or continue on another device.
passkey-no-script = Passkeys need JavaScript. Switch it on for this site, or use another device.

# QR codes
qr-alt = QR code. If you cannot scan it, use the other ways on this page.
qr-expired = This code has expired.
qr-camera = Use the camera
qr-stop = Stop the camera
qr-no-camera = The camera cannot be used here. Choose a picture of the code, or paste its text.
qr-no-code = There is no QR code in that picture. Take it again, closer and in good light.
qr-no-script = The code changes every second, which needs JavaScript. Switch it on for this site, or use another way.

# Handing an answer on to a service by a form
handoff-title = Going back to the service
handoff-body = If the service does not open by itself, press the button.

# Failures: by kind, a title, what happened, and what to do next
error-home = Go to the first page
error-reference = If you ask for help, give this reference:
error-invalid-title = That did not work
error-invalid-body = Something in what was sent is missing or wrong.
error-invalid-next = Go back, check what you entered, and try again.
error-unauthenticated-title = Log in first
error-unauthenticated-body = You are not logged in, or your session has ended.
error-unauthenticated-next = Log in, then open the page again.
error-forbidden-title = Not allowed
error-forbidden-body = This is not allowed here.
error-forbidden-next = Go back to the page you came from and try again from there.
error-not-found-title = Page not found
error-not-found-body = There is nothing for you at this address.
error-not-found-next = If you typed the address, check it. If you followed a link, what it led to may be over.
error-conflict-title = That cannot be done now
error-conflict-body = Something has changed since this page was opened.
error-conflict-next = Open the page again to see how things stand, then decide anew.
error-gone-title = That is over
error-gone-body = What this page was for has expired or has been finished already.
error-gone-next = Go back to the service where you began, and start again.
error-too-large-title = That is too large
error-too-large-body = What was sent is larger than this page takes.
error-too-large-next = Send something smaller.
error-too-many-title = Too many attempts
error-too-many-body = There were too many attempts in a short time.
error-too-many-next = Wait a few minutes, then try again.
error-upstream-title = Another system did not answer
error-upstream-body = A system of another organisation did not answer as it should. Nothing of yours is lost.
error-upstream-next = Try again in a few minutes.
error-unavailable-title = Busy at the moment
error-unavailable-body = This cannot be done at the moment.
error-unavailable-next = Wait a little, then try again.
error-internal-title = Something went wrong
error-internal-body = Something went wrong on our side. It has been recorded.
error-internal-next = Try again in a moment.
error-code-cross-site = This request came from another site, so it was not carried out.
error-code-bad-form = The form was incomplete.
error-code-method-not-allowed = This address cannot be used in that way.
