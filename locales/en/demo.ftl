# The sample services of the sandbox: Vaccination Record and Driving Licence Renewal.

-demo-platform = Causeway
-demo-health = Department of Health (sample)
-demo-transport = Transport Department (sample)
-demo-water = Water Supplies Department (sample)

## Both services
demo-vaccination-name = Vaccination Record
demo-driving-name = Driving Licence Renewal
demo-nav-home = Home
demo-nav-record = My record
demo-nav-renewal = Renew a licence
demo-nav-applications = My applications
demo-log-in = Log in with { -demo-platform }
demo-log-out = Log out of this service
demo-footer = This is a sample service of the { -demo-platform } sandbox. No department runs it, and everybody in it is invented.
demo-important = Important
demo-success = Done
demo-open-activity = Open “{ nav-activity }” at { -demo-platform }
demo-open-consents = Open “{ nav-consents }” at { -demo-platform }
demo-know-title = What this service knows about you
demo-know-sub = Your pseudonym here
demo-know-sub-note = { -demo-platform } gives every service a different one, so that services cannot compare what they know.
demo-know-card = Identity card number
demo-know-nothing-else = Nothing else: not your name, not your date of birth, not what you do in other services.
demo-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }
demo-moment = { $day }, { $time }

## When logging in or sharing did not work
demo-failure-again = Try again
demo-failure-home = Go to the front page
demo-failure-declined-title = Nothing was shared
demo-failure-declined-body = You declined, or did not answer in time. That is all right: this service has learnt nothing about you.
demo-failure-expired-title = Please start again
demo-failure-expired-body = Too much time has passed, or this page was opened in another browser than the one you began in.
demo-failure-unreachable-title = { -demo-platform } does not answer
demo-failure-unreachable-body = This service could not reach { -demo-platform }. Nothing is lost. Wait a moment, then try again.
demo-failure-refused-title = { -demo-platform } did not accept the request
demo-failure-refused-body = This is a fault between this service and { -demo-platform }, not one of yours. Try again; if it happens again, tell the operator of this service.
demo-failure-untrusted-title = The answer could not be trusted
demo-failure-untrusted-body = What came back as an answer from { -demo-platform } did not pass this service’s checks, so you have not been logged in and nothing was taken over. Start again from here, not from a link that somebody sent you.
demo-failure-somebody-else-title = Somebody else approved
demo-failure-somebody-else-body = The person who approved at { -demo-platform } is not the person who is logged in here. Nothing was taken over. Log out of { -demo-platform }, then try again with your own passkey.
demo-failure-broken-title = Something went wrong here
demo-failure-broken-body = This is this service’s fault. Try again in a moment.

## Vaccination Record
demo-vaccination-lead = See every vaccination that the { -demo-health } has recorded in your name.
demo-vaccination-first-title = The first time
demo-vaccination-first = { -demo-platform } asks you to approve that this service gets your identity card number, because records are filed under it. After that, logging in goes straight through.
demo-vaccination-see = See my record
demo-record-title = Your vaccination record
demo-record-count = { $count ->
    [one] One vaccination is
   *[other] { $count } vaccinations are
  } recorded under identity card number { $card }.
demo-record-caption = Vaccinations, newest first
demo-record-date = Date
demo-record-vaccine = Vaccination
demo-record-dose = Dose { $number }, lot { $lot }
demo-record-keep = To keep an offline copy, print this page or save it as a PDF.
demo-record-sample = These vaccinations are invented: the same ones every time for the same card number.
demo-vaccine-covid = COVID-19 vaccine
demo-vaccine-influenza = Seasonal influenza vaccine
demo-place-centre = Community vaccination centre
demo-place-clinic = General out-patient clinic
demo-place-hospital = Hospital vaccination station
demo-place-outreach = Outreach vaccination team

## Driving Licence Renewal
demo-driving-lead = Renew your full driving licence for ten years with the { -demo-transport }. It takes about three minutes.
demo-driving-need-title = You need
demo-driving-need-login = a { -demo-platform } account; this service gets nothing but a pseudonym from it
demo-driving-need-address = your residential address: type it in, or have it fetched from the { -demo-water } if you allow that
demo-driving-go-on = Go on to the renewal
demo-choose-title = Where shall we get your residential address?
demo-choose-hint = The { -demo-water } holds the address of your water account. It is passed on only if you approve at { -demo-platform }, and { -demo-platform } cannot read it.
demo-choose-once = Get it from Water Supplies, this once
demo-choose-once-hint = Your consent is used up by this application.
demo-choose-year = Get it from Water Supplies, now and for a year
demo-choose-year-hint = We may fetch your address again when you move. You can withdraw this at { -demo-platform } at any time.
demo-choose-type = I will type it in
demo-choose-missing = Choose where we shall get your address
demo-address-title = Your residential address
demo-address-fetched = This address came from the { -demo-water }, with your consent. Change it here if it is wrong.
demo-address-line1 = Flat, floor and block
demo-address-line2 = Building or estate (optional)
demo-address-line3 = Number and street (optional)
demo-address-district = District
demo-address-line1-missing = Enter the first line of your address, such as the flat and floor
demo-address-district-missing = Enter your district, such as Sha Tin
demo-address-line-bad = Write at most 100 characters in a line
demo-check-title = Check your answers
demo-check-licence = Licence
demo-check-licence-value = Full driving licence, private car
demo-check-term = Renewed for
demo-check-term-value = 10 years
demo-check-address = Residential address
demo-check-source = Where the address came from
demo-source-typed = You typed it in
demo-source-exchanged = Water Supplies Department (sample), with your consent
demo-check-change = Change
demo-check-declaration = By applying you declare that what is written here is true. No fee is charged for a sample.
demo-check-submit = Apply
demo-done-title = Application received
demo-done-reference = Your reference number
demo-done-next-title = What happens next
demo-done-next = In a real service the licence would be posted to your address within ten working days. This is a sample: nothing is posted.
demo-done-see = See my applications
demo-done-activity = Every read of your data is on record, for you to see.
demo-applications-title = My applications
demo-applications-none = You have not applied for anything yet.
demo-applications-start = Renew a licence
demo-applications-reference = Reference number
demo-applications-at = Received
demo-applications-refreshed = Address fetched again
demo-standing-title = Your address, kept up to date
demo-standing-until = You have allowed this service to fetch your address from Water Supplies until { $date }. You need not be there for it.
demo-standing-for-now = You have allowed this service to fetch your address from Water Supplies. You need not be there for it.
demo-standing-withdraw = You can withdraw this at { -demo-platform } at any time. The next fetch is then refused.
demo-standing-fetch = Fetch my address again
demo-standing-fetched = Your address was fetched again and put into your newest application.

## When an address could not be fetched
demo-refusal-consent-withdrawn-title = You have withdrawn your consent
demo-refusal-consent-withdrawn-body = Water Supplies did not give us your address, because you no longer allow it. Nothing was read, and the attempt is in your activity list at { -demo-platform }.
demo-refusal-consent-ended-title = You have withdrawn your consent
demo-refusal-consent-ended-body = Your consent ended while Water Supplies was being asked, so the answer was thrown away. The attempt is in your activity list at { -demo-platform }.
demo-refusal-consent-expired-title = Your consent has run out
demo-refusal-consent-expired-body = You allowed this for a certain time, and that time is over. Nothing was read.
demo-refusal-consent-used-title = Your consent was for one time only
demo-refusal-consent-used-body = It has been used already. Nothing was read.
demo-refusal-consent-unknown-title = There is no such consent
demo-refusal-consent-unknown-body = { -demo-platform } knows of no consent for this. Nothing was read.
demo-refusal-provider-unavailable-title = Water Supplies does not answer
demo-refusal-provider-unavailable-body = Your consent is not used up, and nothing was read. Try again in a moment, or type in your address.
demo-refusal-provider-answer-refused-title = Water Supplies’ answer was not in order
demo-refusal-provider-answer-refused-body = { -demo-platform } did not let it pass. Your consent is not used up. Try again later, or type in your address.
demo-refusal-no-record-title = Water Supplies has no address for you
demo-refusal-no-record-body = There is no water account in your name. Type in your address instead.
demo-refusal-connector-unreachable-title = We could not ask Water Supplies
demo-refusal-connector-unreachable-body = This is a fault on our side. Nothing was read. Try again in a moment, or type in your address.
demo-refusal-answer-unreadable-title = We could not read the answer
demo-refusal-answer-unreadable-body = What came back is not an address. Type in your address instead.
demo-refusal-other-title = Your address could not be fetched
demo-refusal-other-body = The request was refused, and nothing was read. Type in your address instead.
demo-refusal-code = Reason given by { -demo-platform }:
demo-refusal-retry = Try again
demo-refusal-type = Type in my address
demo-refusal-ask-again = Choose again where we get it
demo-refusal-back = Back to my applications
