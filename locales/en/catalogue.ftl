# What staff register for the public: clients, datasets, providers, purposes. Plain words; say what will happen and what to do.

## On every page of the catalogue

drafting-id = Short name
drafting-description = Description
drafting-choose = Choose one
drafting-change = Propose a change
drafting-history = Proposals
drafting-history-none = Nothing that you may see has been proposed about it.

## Clients

clients-title = Clients
clients-lead = The programs by which services log people in and exchange data.
clients-search-hint = Short name or name, in any language
clients-none = No client is registered yet.
clients-new = Register a client
clients-new-title = Register a client
clients-change-title = Propose a change to a client
clients-form-lead = Nothing is registered until you have confirmed it on the next page and, outside a sandbox, somebody else has approved it.
clients-state = State
clients-state-running = In service
clients-state-stopped = Stopped
clients-stopped-since = Stopped since { $date }: { $reason }. Nobody can log in there, and whatever was granted to it before stays void.
clients-organisation-out = Its organisation is suspended or closed. Until it takes part again nobody can log in there, and the client exchanges no data.
clients-id = Short name of the client
clients-id-hint = For example library-card. It stands in every request and cannot be changed later.
clients-name = Name of the service
clients-name-hint = As people will read it on the approval screen, at most 60 characters in each language
clients-description = What people do there
clients-description-hint = One sentence for the list of services on the home page, at most 200 characters in each language
clients-listing = List of services
clients-listing-yes = Show this service on the home page
clients-listed = On the home page
clients-home = Address of the service
clients-home-hint = Where people begin, for example https://library.example.gov/
clients-scopes = What the client may ask for
clients-scopes-hint = Choose what the service needs and no more. People see each of them before they approve.
clients-scopes-openid = Log people in
clients-scopes-openid-hint = The service knows a person again by a pseudonym of its own.
clients-scopes-card-number = Number of the identity card
clients-scopes-name = Name on the identity card
clients-scopes-date-of-birth = Date of birth on the identity card
clients-scopes-offline-access = Stay logged in
clients-scopes-offline-access-hint = The service gets refresh tokens and need not ask for a login each time.
clients-scopes-exchange = Exchange data
clients-scopes-exchange-hint = People can allow the service to fetch their data from a provider. Needs public keys.
clients-scopes-introspect = Ask about tokens
clients-scopes-introspect-hint = A resource server of the organisation can ask what tokens say that are brought to it.
clients-scopes-grant-management-query = Look at grants
clients-scopes-grant-management-query-hint = The service can ask what a person has allowed it.
clients-scopes-grant-management-revoke = Give grants back
clients-scopes-grant-management-revoke-hint = The service can end what a person has allowed it.
clients-purpose = Why the service learns who logs in
clients-purpose-hint = A registered purpose. If none fits, a data steward proposes one first.
clients-native = Kind of program
clients-native-web = A web service
clients-native-app = An app on people’s devices
clients-native-app-hint = It may come back by a scheme of its own or by a loopback address (RFC 8252).
clients-redirects = Redirect URIs
clients-redirects-hint = One a line. Answers are sent to exactly these addresses. Leave it empty if the client logs nobody in.
clients-sector = Sector of pseudonyms
clients-auth = How the client proves who it is
clients-auth-private-key-jwt = By a signature with its own key
clients-auth-private-key-jwt-hint = private_key_jwt: nothing secret is ever sent. Recommended.
clients-auth-client-secret-basic = By a secret
clients-auth-client-secret-basic-hint = client_secret_basic: you make the secret here once the client is registered.
clients-auth-tls-client-auth = By a certificate that a CA has issued
clients-auth-tls-client-auth-hint = tls_client_auth: the CA has to be one that this platform trusts. Write the name of the certificate below.
clients-auth-self-signed-tls-client-auth = By a certificate of its own making
clients-auth-self-signed-tls-client-auth-hint = self_signed_tls_client_auth: it is known by the public key that you paste below.
clients-keys = Public keys
clients-keys-hint = Paste a JWK Set: EC P-256 or Ed25519, public parts only. Never paste a private key.
clients-consents = Consents that stand
clients-consents-count = { $consents }
clients-secret = Make a new secret
clients-secret-row = Secret
clients-secret-made = Made on { $date }
clients-secret-none = Nobody has been given one yet
clients-secret-old = The one before works until { $date }
clients-secret-title = Make a new secret
clients-secret-lead = The new secret is shown once, after you have confirmed with your passkey. Have the place ready where it will be kept.
clients-secret-first-lead = The secret is shown once, after you have confirmed with your passkey. Have the place ready where it will be kept.
clients-secret-keep = What becomes of the present secret?
clients-secret-keep-keep = It works for 24 hours more
clients-secret-keep-keep-hint = So that no request fails while you bring the new one to its place.
clients-secret-keep-end = It ends at once
clients-secret-keep-end-hint = If it may be in other hands. Requests fail until the new one is in place.
clients-stop = Stop this client
clients-stop-title = Stop a client
clients-stop-lead = Nobody will be able to log in there, and every token that it holds becomes void, from the moment of your confirmation.
clients-stop-reason = Why
clients-stop-reason-leaked-key = Its secret or key is in other hands
clients-stop-reason-misuse = It does what it may not
clients-stop-reason-fault = Something is broken there, and people are harmed by it
clients-stop-reason-asked = Its organisation asked for it
clients-stop-reason-retired = The service is over
clients-resume = Let this client go on
clients-registration = Let programs register clients
clients-registration-lead = You get a token, shown once, by which programs of your organisation register clients (RFC 7591). Where real people log in, each client waits until somebody else has approved it.
clients-registration-uses = How many clients
clients-registration-uses-hint = 1 to 100
clients-registration-days = For how many days
clients-registration-days-hint = 1 to 90
clients-setting-more = More settings, which few clients need
clients-setting-profile = How strict the platform is with it
clients-setting-profile-basic = Basic: OpenID Connect as most libraries speak it
clients-setting-profile-basic-hint = For services of low risk. Its logins are never worth more than the level basic.
clients-setting-profile-standard = Standard: present best practice
clients-setting-profile-standard-hint = RFC 9700. Right for most services.
clients-setting-profile-fapi2 = FAPI 2.0: for money, health and other high risks
clients-setting-profile-fapi2-hint = Pushed requests, tokens bound to a key, no secrets.
clients-setting-profile-fapi2-signed = FAPI 2.0 with signed messages
clients-setting-profile-fapi2-signed-hint = Where it has to be proved later who asked for what.
clients-setting-profile-fapi-ciba = FAPI-CIBA: asks people who are not in a browser
clients-setting-profile-fapi-ciba-hint = Signed requests, tokens bound to a certificate.
clients-setting-certificate-kind = Kind of name in its certificate
clients-setting-certificate-kind-subject-dn = Subject, such as CN=client,O=Bank,C=HK
clients-setting-certificate-kind-san-dns = Host name
clients-setting-certificate-kind-san-uri = Address
clients-setting-certificate = Name in its certificate
clients-setting-certificate-hint = Of a client that proves itself by the certificate of a CA
clients-setting-jwks-uri = Address of its public keys
clients-setting-jwks-uri-hint = In place of keys pasted above, so that it can change them by itself
clients-setting-binding = What its access tokens are bound to
clients-setting-binding-free = The key that it shows, if it shows one
clients-setting-binding-dpop = Always a key of its own (DPoP)
clients-setting-binding-certificate = Always its certificate
clients-setting-pkce = PKCE
clients-setting-pkce-required = Required
clients-setting-pkce-optional = May be left out
clients-setting-pkce-optional-hint = For clients of the profile Basic alone. Each request then has a nonce.
clients-setting-requests = Requests to log in
clients-setting-requests-pushed = Only pushed ones (PAR)
clients-setting-requests-signed = Only signed ones (JAR)
clients-setting-grants = Other ways to a token
clients-setting-grants-ciba = Asking people on their own device (CIBA)
clients-setting-grants-device-code = Devices without a keyboard (RFC 8628)
clients-setting-grants-token-exchange = One token for another (RFC 8693)
clients-setting-ciba-endpoint = Where it is told of an answer (CIBA)
clients-setting-ciba-endpoint-hint = Leave it empty if it asks for the answer itself
clients-setting-ciba-user-code = Code against unwanted prompts (CIBA)
clients-setting-ciba-user-code-yes = It can ask people for their code
clients-setting-id-token = Signature of ID tokens
clients-setting-id-token-encryption = Encryption of ID tokens
clients-setting-userinfo = Signature of userinfo
clients-setting-userinfo-encryption = Encryption of userinfo
clients-setting-response = Signature of responses (JARM)
clients-setting-response-encryption = Encryption of responses (JARM)
clients-setting-not-encrypted = Not encrypted
clients-setting-json = Not signed: JSON
clients-setting-post-logout-redirect-uris = Addresses after logging out
clients-setting-post-logout-redirect-uris-hint = One a line
clients-setting-backchannel-logout-uri = Where it is told that a session has ended
clients-setting-resources = Resources
clients-setting-sector-identifier-uri = List of the sector’s addresses
clients-setting-verified-claims = How people were proofed
clients-setting-logo-uri = Logo
clients-setting-policy-uri = Rules on data
clients-setting-tos-uri = Terms

## Datasets

datasets-title = Datasets
datasets-lead = What organisations hold about people, and others may ask for with their consent. You see your own organisation’s datasets, and what is published.
datasets-search-hint = Short name or name, in any language
datasets-none = No dataset is registered yet.
datasets-whose = Whose
datasets-own = Of my organisation
datasets-new = Register a dataset
datasets-new-title = Register a dataset
datasets-change-title = Propose a change to a dataset
datasets-form-lead = Nothing changes until you have confirmed it on the next page and somebody else has approved it. Consents that stand are never widened: each names its exact fields.
datasets-id = Short name of the dataset
datasets-id-hint = It begins with your organisation’s short name and a full stop, for example water.address, and cannot be changed later.
datasets-name = Name
datasets-name-hint = As people will read it on the approval screen, at most 80 characters in each language
datasets-description = What it holds
datasets-description-hint = One or two sentences, at most 300 characters in each language
datasets-provider = Held by
datasets-identifier = Finds people by
datasets-reach = Consents that stand
datasets-reach-one = { $service }: { $fields } ({ $consents })
datasets-state = State
datasets-state-draft = Draft
datasets-state-draft-hint = Only your organisation sees it.
datasets-state-published = Published
datasets-state-published-hint = It can be asked for. Your connector must be registered.
datasets-state-deprecated = Being given up
datasets-state-deprecated-hint = What people have allowed is honoured; nothing new can be asked.
datasets-state-withdrawn = Withdrawn
datasets-state-withdrawn-hint = Nothing can be read any more. It does not come back.
datasets-fields-count = Fields
datasets-fields = Fields
datasets-fields-hint = To take a field away, empty its name and its labels.
datasets-field-nth = Field { $number }
datasets-field-add = Add a field
datasets-field-name = Name on the wire
datasets-field-name-hint = a-z, 0-9 and _, for example date_of_birth
datasets-field-label = What people call it
datasets-field-class = Classification

## Providers

providers-title = Providers
providers-lead = Where each organisation’s connector is, and the keys by which its answers are known.
providers-search-hint = Short name or address
providers-none = No connector is registered yet.
providers-new = Register a connector
providers-new-title = Register a connector
providers-change-title = Propose a change to a connector
providers-form-lead = The command “causeway connector keys” prints the keys. To change a key, register the new one beside the old one, change over, and then take the old one away.
providers-address = Address of the connector
providers-address-hint = As the platform reaches it, for example https://connector.water.example.gov
providers-keys-count = Signing keys
providers-signing-keys = Keys with which it signs
providers-signing-keys-hint = Paste a JWK Set, public parts only.
providers-encryption-key = Key to which identifiers are encrypted
providers-encryption-key-hint = Paste one JWK on P-256, public part only.

## Purposes

purposes-title = Purposes
purposes-lead = Why services may ask for data, in words that people read before they approve, and which client may ask for what.
purposes-search-hint = Short name or words, in any language
purposes-none = No purpose is registered yet.
purposes-whose = Whose
purposes-own = Of my organisation
purposes-new = Register a purpose
purposes-new-title = Register a purpose
purposes-change-title = Propose a change to a purpose
purposes-form-lead = Who answers for a purpose changes its words. The use of a dataset is proposed by the organisation that holds it. Somebody else approves each change.
purposes-id = Short name of the purpose
purposes-id-hint = For example licence-renewal. It cannot be changed later.
purposes-text = Words
purposes-text-hint = What people read as the reason, for example “To renew your driving licence”; at most 120 characters in each language
purposes-owner = Answers for it
purposes-proposer = Propose for
purposes-proposer-hint = The use of a dataset is proposed for the organisation that holds it.
purposes-client = Who may ask
purposes-dataset = For what
purposes-fields = Which fields
purposes-uses-count = Uses
purposes-uses = Uses
purposes-uses-hint = To take a use away, empty its fields. A purpose that only tells why a service logs people in needs none.
purposes-uses-none = Nobody may fetch data for it: it only says why a service learns who logs in.
purposes-use-nth = Use { $number }
purposes-use-add = Add a use
purposes-use-client = Short name of the client
purposes-use-client-hint = It must be registered to exchange data.
purposes-use-dataset = Dataset
purposes-use-fields = Fields
purposes-use-fields-hint = Their names on the wire, separated by commas. At most these can be asked for.

## What a proposal holds

content-description = Description
content-listed = On the home page
content-home-url = Address of the service
content-redirect-uris = Redirect URIs
content-native = App on people’s devices
content-sector = Sector of pseudonyms
content-auth = Proves itself by
content-keys = Public keys
content-scopes = May ask for
content-login-purpose = Purpose of logging in
content-keep-old = The present secret works for 24 hours more
content-provider = Held by
content-fields = Fields
content-identifier = Finds people by
content-life-cycle = State
content-label = Label
content-classification = Classification
content-base-url = Address of the connector
content-client = Client
content-dataset = Dataset
content-text = Words
content-uses = Uses
content-kty = Kind of key
content-crv = Curve
content-x = x
content-y = y
content-kid = Name of the key
content-use = Use of the key
content-alg = Algorithm
content-provider-signing-keys-keys = Keys with which it signs
content-value-reason-leaked-key = its secret or key is in other hands
content-value-reason-misuse = it does what it may not
content-value-reason-fault = something is broken there
content-value-reason-asked = its organisation asked for it
content-value-reason-retired = the service is over
content-value-reason-pending = it registered by a program, and waits to be approved
content-value-life-cycle-draft = Draft
content-value-life-cycle-published = Published
content-value-life-cycle-deprecated = Being given up
content-value-life-cycle-withdrawn = Withdrawn
content-value-classification-personal = Personal
content-value-classification-sensitive = Sensitive
content-value-identifier-card-number = Number of the identity card
content-value-auth-private-key-jwt = a signature (private_key_jwt)
content-value-auth-client-secret-basic = a secret (client_secret_basic)
content-value-auth-tls-client-auth = a certificate of a CA (tls_client_auth)
content-value-auth-self-signed-tls-client-auth = a certificate of its own making (self_signed_tls_client_auth)
content-days = For how many days

## What an act does

effect-field-is = { $field ->
    [name] Name
    [description] Description
    [home_url] Address of the service
    [native] Kind of program
    [sector] Sector of pseudonyms
    [auth] Proves itself by
    [login_purpose] Purpose of logging in
    [base_url] Address of the connector
    [encryption_key] Key to which identifiers are encrypted
   *[text] Words
}: { $value }
effect-field-changes = { $field ->
    [name] Name
    [description] Description
    [home_url] Address of the service
    [native] Kind of program
    [sector] Sector of pseudonyms
    [auth] Proves itself by
    [login_purpose] Purpose of logging in
    [base_url] Address of the connector
    [encryption_key] Key to which identifiers are encrypted
   *[text] Words
}: { $old } → { $new }
effect-nothing-changes = Nothing changes.
effect-client-new = The client { $id }, “{ $name }”, is registered for { $organisation }.
effect-client-changes = The client { $id }, “{ $name }”, is changed:
effect-client-same = Nothing changes.
effect-client-redirect-added = Answers may be sent to { $uri }.
effect-client-redirect-removed = Answers are no longer sent to { $uri }.
effect-client-key-added = The key { $key } is good from now on.
effect-client-key-removed = The key { $key } is good no longer.
effect-client-scope-added = It may ask for: { $scope ->
    [openid] logging people in
    [card_number] the number of the identity card
    [name] the name on the identity card
    [date_of_birth] the date of birth on the identity card
    [offline_access] staying logged in
    [introspect] asking about tokens
    [grant_management_query] looking at its grants
    [grant_management_revoke] giving its grants back
   *[exchange] exchanging data
}.
effect-client-scope-removed = It may no longer ask for: { $scope ->
    [openid] logging people in
    [card_number] the number of the identity card
    [name] the name on the identity card
    [date_of_birth] the date of birth on the identity card
    [offline_access] staying logged in
    [introspect] asking about tokens
    [grant_management_query] looking at its grants
    [grant_management_revoke] giving its grants back
   *[exchange] exchanging data
}.
effect-client-listed = It is shown on the home page.
effect-client-unlisted = It is no longer shown on the home page.
effect-client-consents = { $consents ->
    [0] No consent that stands names it.
    [one] 1 consent that stands names it.
   *[other] { $consents } consents that stand name it.
}
effect-client-secret-now = A secret is made, and shown to you once.
effect-client-secret-later = Its secret is made afterwards, by the staff of its organisation, on the client’s page.
effect-client-secret-new = A new secret is made for the client { $id }, “{ $name }”, and shown to you once.
effect-client-secret-first = It is the first one: the client has had none so far.
effect-client-secret-old-works = The present secret works for { $hours } hours more.
effect-client-secret-old-ends = The present secret ends at once: requests fail until the new one is in place.
effect-client-secret-older-ends = The secret before that, which still works today, ends at once.
effect-client-stops = The client { $id }, “{ $name }”, is stopped at once.
effect-client-stop-reason = Reason: { $reason ->
    [leaked_key] its secret or key is in other hands
    [misuse] it does what it may not
    [fault] something is broken there
    [asked] its organisation asked for it
   *[retired] the service is over
}.
effect-client-stop-logins = Nobody can log in there. Whoever tries is told that the service was stopped.
effect-client-stop-tokens = Every token that it holds is void, for good. It can exchange no data.
effect-client-resumes = The client { $id }, “{ $name }”, may go on.
effect-client-resume-tokens = Tokens from before stay void: people log in anew.
effect-client-initial-token = A token is made, and shown to you once. By it programs of your organisation may register clients: { $clients } at most, within { $days } days.
effect-setting-is = { $setting }: { $value }
effect-setting-changes = { $setting }: { $old } → { $new }
effect-setting-ends = { $setting }: no longer { $old }
effect-organisation-clients-stop = None of its clients is served from now on ({ $clients }): nobody can log in there, they exchange no data, and every token that they hold is void.
effect-organisation-datasets-stop = None of its datasets is read any more ({ $datasets }), whatever people have consented to.
effect-dataset-new = The dataset { $id }, “{ $name }”, held by { $organisation }, is registered.
effect-dataset-changes = The dataset { $id }, “{ $name }”, is changed:
effect-life-cycle-is = State: { $state ->
    [draft] draft, which only its organisation sees
    [published] published, can be asked for
    [deprecated] being given up, nothing new can be asked
   *[withdrawn] withdrawn for good, nothing can be read
}
effect-life-cycle-changes = State: { $before ->
    [draft] draft
    [published] published
    [deprecated] being given up
   *[withdrawn] withdrawn
} → { $state ->
    [draft] draft, which only its organisation sees
    [published] published, can be asked for
    [deprecated] being given up, nothing new can be asked
   *[withdrawn] withdrawn for good, nothing can be read
}
effect-dataset-field-added = New field { $field }: { $label } ({ $class ->
    [personal] personal
   *[sensitive] sensitive
}). No consent that stands covers it.
effect-dataset-field-removed = The field { $field }, { $label }, is taken away. { $consents ->
    [0] No consent that stands names it.
    [one] 1 consent that stands names it; it is read no more.
   *[other] { $consents } consents that stand name it; it is read no more.
}
effect-dataset-field-label = Label of { $field }: { $old } → { $new }. { $consents ->
    [0] No consent that stands names it.
    [one] 1 consent that stands was given under the old label.
   *[other] { $consents } consents that stand were given under the old label.
}
effect-dataset-field-class = Classification of { $field }: { $before ->
    [personal] personal
   *[sensitive] sensitive
} → { $class ->
    [personal] personal
   *[sensitive] sensitive
}
effect-dataset-purpose-loses = The purpose { $purpose } covers { $field }, which will not be there any more.
effect-dataset-consents = { $consents ->
    [one] { $client }: 1 consent stands. It covers exactly the fields it covered before.
   *[other] { $client }: { $consents } consents stand. They cover exactly the fields they covered before.
}
effect-dataset-consents-none = No consent that stands is touched.
effect-provider-new = The connector of { $organisation } is registered.
effect-provider-changes = The connector of { $organisation } is changed:
effect-provider-key-added = Answers signed with the key { $key } are accepted from now on.
effect-provider-key-removed = Answers signed with the key { $key } are refused from now on.
effect-provider-serves = { $consents ->
    [0] It answers for { $dataset }; no consent to it stands.
    [one] It answers for { $dataset }, to which 1 consent stands.
   *[other] It answers for { $dataset }, to which { $consents } consents stand.
}
effect-purpose-new = The purpose { $id }, “{ $text }”, is registered; { $organisation } answers for it.
effect-purpose-changes = The purpose { $id }, “{ $text }”, is changed:
effect-purpose-use-added = { $client } may ask for { $dataset }: { $fields }
effect-purpose-use-removed = { $client } may no longer ask for { $dataset }: { $fields }
effect-purpose-use-changes = { $client } may ask for { $dataset }: { $old } → { $new }
effect-purpose-use-loses = { $consents ->
    [0] No consent of { $client } to { $dataset } is touched.
    [one] 1 consent of { $client } to { $dataset } names a field that it may read no more.
   *[other] { $consents } consents of { $client } to { $dataset } name a field that it may read no more.
}

## What is wrong with a draft

fault-draft-id = Write 1 to 64 characters of a-z, 0-9, “-” and “.”; the word “new” is taken.
fault-words-missing = Write it in { $lang } too.
fault-words-too-long = Write it shorter.
fault-words-hidden = Remove line breaks and characters that cannot be seen.
fault-words-spaces = Remove the spaces before and after it.
fault-client-id-reserved = This name is the platform’s own. Choose another.
fault-client-id-taken = This name is taken by another organisation. Choose another.
fault-already-there = Something of this id was registered meanwhile. Look at it, and propose a change, or take another id.
fault-organisation-unknown = The organisation is not registered, or is suspended. Have that changed first.
fault-purpose-missing = Choose why the service learns who logs in.
fault-purpose-unknown = There is no purpose { $value }. Choose one of the list.
fault-auth-missing = Choose how the client proves who it is.
fault-reason-missing = Choose a reason.
fault-old-secret-missing = Choose what becomes of the present secret.
fault-url-not-absolute = Write the whole address, beginning with https://
fault-url-characters = Write at most 500 characters, without spaces.
fault-url-userinfo = Remove the user name and the @ before the host.
fault-url-query = Remove the ? or # and what follows it.
fault-url-not-https = Begin the address with https://
fault-url-own-machine = Write the address at which the platform reaches it, not that of this very machine.
fault-redirects-missing = Write at least one address to which people come back.
fault-redirects-unwanted = Leave the redirect URIs empty: this client logs nobody in.
fault-redirects-too-many = Write at most 20 redirect URIs.
fault-redirect-twice = { $value } stands there twice. Write it once.
fault-redirect-not-absolute = { $value } is no whole address. Begin it with https://
fault-redirect-characters = { $value } is too long or has characters that an address has not. Encode them with %.
fault-redirect-fragment = { $value } has a #. Remove it and what follows it.
fault-redirect-userinfo = { $value } has a user name before the host. Remove it and the @.
fault-redirect-wildcard = { $value } has a *. Write each address in full.
fault-redirect-not-normal = Write { $value } as browsers do: host in small letters, no default port, no . or .. in the path.
fault-redirect-scheme = { $value } must begin with https://. An app may use a scheme of its own with a dot in it.
fault-redirect-not-https = { $value } is an address of this very machine. Use the service’s public address, with https://
fault-redirect-localhost = Write http://127.0.0.1 or http://[::1] in place of localhost in { $value }.
fault-redirect-native-path = { $value } needs a path, such as gov.example.app:/callback, and no host after a scheme of its own.
fault-sector-several-hosts = Use one host for all redirect URIs: people have one pseudonym for each host. Register another client for another host.
fault-sector-taken = A client of another organisation is at { $value }. Use a host of your own.
fault-sector-fixed = The sector of a registered client does not change.
fault-sector-wrong = The sector is the host of the redirect URIs.
fault-scopes-missing = Choose at least one: logging people in, or exchanging data.
fault-scopes-without-login = “{ $value }” goes with a login. Choose logging people in as well.
fault-keys-missing = Paste public keys: signatures are verified with them.
fault-certificate-missing = Write the name that the certificate bears: the CA vouches for that name alone.
fault-certificate-name = { $value } is no name of that kind. Write it as it stands in the certificate.
fault-profile-missing = Choose how strict the platform is to be.
fault-uses-number = Write a number from 1 to 100.
fault-days-number = Write a number from 1 to 90.
fault-keys-too-long = Paste at most 32 KiB: public keys alone, without certificates.
fault-keys-not-json = This is no JWK Set. Paste JSON such as {"{"}"keys": [...]{"}"}.
fault-keys-private = This is a private key ({ $value }), and is no longer secret now. Make a new one, use it from now on, and paste its public part.
fault-keys-too-many = Keep at most eight keys.
fault-key-kind = { $value } cannot be used. Use EC keys on P-256 or Ed25519.
fault-key-name = Give each key a “kid” of its own ({ $value }).
fault-key-use = The key { $value } says that it is for something else.
fault-key-weak = The key { $value } is not sound. Make a new one.
fault-key-twice = One key must not both sign and be encrypted to ({ $value }).
fault-encryption-key-one = Paste exactly one key for encryption.
fault-provider-taken = This organisation has a connector already. Change that one.
fault-dataset-id-taken = A dataset stays with its organisation. Choose another short name.
fault-dataset-id-prefix = Begin it with the organisation’s short name and a full stop, such as water.address.
fault-dataset-fields = Describe at least one field, and at most 64.
fault-dataset-identifier = People can be found by the number of the identity card alone.
fault-field-name = Write 1 to 64 characters of a-z, 0-9 and _.
fault-field-twice = { $value } stands there twice. Give each field a name of its own.
fault-field-revived = Consents that stand name an earlier field { $value }. Give the new field another name.
fault-life-cycle-missing = Choose a state.
fault-life-cycle-back = A dataset goes from draft to published, and from there to withdrawn; it does not come back.
fault-life-cycle-unconnected = Register the organisation’s connector first: without it nobody gets an answer.
fault-purpose-id-taken = Another organisation answers for this purpose. Register one of your own.
fault-uses-too-many = Keep at most 200 uses. Register another purpose.
fault-use-twice = { $value } stands there twice for the same dataset. Write all its fields together.
fault-use-dataset = There is no dataset { $value }, or it was withdrawn.
fault-use-not-yours = { $value } is not your organisation’s. Ask the data steward of the organisation that holds it.
fault-use-client = There is no client { $value } that is registered to exchange data.
fault-use-fields = Name at least one field, each once.
fault-use-field-unknown = The dataset has no field { $value }.

## Refusals

error-code-client-stopped = This client is stopped already.
error-code-client-not-stopped = This client is not stopped.
error-code-client-without-secret = This client proves itself by its keys and has no secret.
error-code-proposal-mismatch = The proposal is about something else than it says. Make it anew.
error-code-proposal-malformed = The proposal cannot be read. Make it anew.
error-code-service-stopped = This service was stopped for the time being. Nothing was passed on to it. Try again later, or ask whoever runs it.

## For people: a service that was stopped

stopped-row = Service
stopped-tag = Service stopped
stopped-title = { $service } was stopped
stopped-text = The staff who look after services have stopped it for the time being. You cannot log in there, and it can read nothing about you.
stopped-next = Nothing was passed on. What you have allowed stays in your list, where you can withdraw it.
