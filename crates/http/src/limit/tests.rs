//! Rates by a clock that moves by hand.

use jiff::{SignedDuration, Timestamp};

use super::*;

fn limiter(burst: u32, seconds: u64) -> (Limiter, Clock) {
    let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
    (Limiter::new(clock.clone(), NonZeroU32::new(burst).unwrap(), Duration::from_secs(seconds)), clock)
}

#[test]
fn a_burst_is_allowed_and_then_refilled_evenly() {
    let (limiter, clock) = limiter(3, 60);
    let key = "1.2.3.4".to_owned();
    for _ in 0..3 {
        limiter.check(&key).unwrap();
    }
    let refused = limiter.check(&key).unwrap_err();
    assert_eq!(refused.code(), "too_many_attempts");
    let wait = refused.retry_after_seconds().unwrap();
    assert!((20..=21).contains(&wait), "{wait}");
    clock.advance(SignedDuration::from_secs(i64::from(wait)));
    limiter.check(&key).unwrap();
    limiter.check(&key).unwrap_err();
}

#[test]
fn keys_do_not_share() {
    let (limiter, _) = limiter(1, 60);
    limiter.check(&"a".to_owned()).unwrap();
    limiter.check(&"b".to_owned()).unwrap();
    limiter.check(&"a".to_owned()).unwrap_err();
}

#[test]
fn keys_that_are_back_at_their_full_burst_are_forgotten() {
    let (limiter, clock) = limiter(1, 1);
    for number in 0..SWEEP_EVERY - 1 {
        limiter.check(&number.to_string()).unwrap();
    }
    clock.advance(SignedDuration::from_secs(5));
    limiter.check(&"last".to_owned()).unwrap();
    assert!(limiter.inner.limiter.len() <= 2, "{}", limiter.inner.limiter.len());
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let routes = crate::Routes::new().get("/slow", crate::Access::Public, async || {
        tokio::time::sleep(Duration::from_mins(1)).await;
    });
    let router = crate::testing::router(routes, causeway_core::Actor::Nobody);
    let mut request = crate::testing::get("/slow");
    request.extensions_mut().insert(RequestTime(Duration::from_millis(50)));
    let answer = crate::testing::send(&router, request).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"));
}
