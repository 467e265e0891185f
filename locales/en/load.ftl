# What people are told when there are more of them than can be served at once (crates/http/src/load/busy.rs).
busy-title = Many people are here at the moment
busy-body = We let in as many people as we can serve properly, so that those who have already started can finish.
busy-nothing-begun = You have lost nothing: you had not started anything yet, and there is no queue in which you could lose your place.
busy-kept = What you did before this is kept.
busy-again = This page tries again by itself in about { $seconds } seconds. You need not do anything.
busy-not-sent = What you just sent was not carried out.
busy-send-again = Wait about { $seconds } seconds. Then go back to the page before and send it again.
