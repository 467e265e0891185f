# Messages the platform sends a person: a title and a body for each kind (crates/notify/src/notice.rs).

notice-welcome-title = Welcome
notice-welcome-body = Your account is ready. Under “My activity” you see everything that is done with it and with your data; under “What I have allowed” you can withdraw what you have allowed.
notice-registration-attempt-title = Someone tried to register with your card
notice-registration-attempt-body = Someone who knows everything that is on your identity card tried to open a second account with it. No account was opened and nothing was passed on. If it was not you, report your card to the Immigration Department.
notice-lost-card-title = Someone used your card, which is reported lost
notice-lost-card-body = Someone tried to register with your identity card, which the register says was reported lost. No account was opened and nothing was passed on. Tell the police if you have not found the card again.
notice-login-elsewhere-title = You logged in on another screen
notice-login-elsewhere-body = You approved on your phone a login to { $service } on another screen. If you did not open that screen, log out there and tell us.
notice-asked-title = { $service } asks for your approval
notice-asked-body = It asks you directly, and was not begun in this browser. Look at the request within a few minutes. If you are not dealing with { $service } at this moment, decline.
notice-consent-expired-title = What you had allowed { $service } has ended
notice-consent-expired-body = Nothing can be read under it any more. You need not do anything.
notice-incident-title = An exchange of your data was stopped
notice-incident-body = { $organisation } did not keep to the rules of the exchange. The answer was stopped and looked into. Your activity list shows which reading it was.
