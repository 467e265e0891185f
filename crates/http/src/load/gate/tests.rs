//! The gate with real tasks.

use jiff::Timestamp;

use super::*;

const KNOWN: Known = Known { priority: Priority::Normal, route: None };

fn gate(most: usize) -> Arc<Gate> {
    let config = Config { concurrent_requests: most, ..Config::default() };
    Gate::new(&config, 0, Clock::manual(Timestamp::UNIX_EPOCH))
}

fn inside(gate: &Gate) -> (u32, u32) {
    let state = gate.state();
    (state.inside(), state.aside())
}

fn waiting(gate: &Gate) -> usize {
    gate.state().waiting().iter().map(|(_, count)| count).sum()
}

/// Lets the other tasks go on until it is so.
async fn until(so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if so() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it did not come to that");
}

fn task(gate: &Arc<Gate>, priority: Priority) -> tokio::task::JoinHandle<Result<Place, Refusal>> {
    let gate = Arc::clone(gate);
    tokio::spawn(async move { gate.enter(Known { priority, ..KNOWN }).await })
}

#[tokio::test]
async fn a_place_that_is_given_back_goes_to_the_highest_who_waits() {
    let gate = gate(1);
    let first = gate.enter(KNOWN).await.unwrap();
    let begin = task(&gate, Priority::Begin);
    until(|| waiting(&gate) == 1).await;
    let finish = task(&gate, Priority::Finish);
    until(|| waiting(&gate) == 2).await;
    drop(first);
    let second = finish.await.unwrap().unwrap();
    assert!(!begin.is_finished());
    drop(second);
    drop(begin.await.unwrap().unwrap());
    assert_eq!(inside(&gate), (0, 0));
}

#[tokio::test]
async fn health_checks_need_no_place() {
    let gate = gate(1);
    let _first = gate.enter(KNOWN).await.unwrap();
    for _ in 0..1000 {
        let place = gate.enter(Known { priority: Priority::Always, ..KNOWN }).await.unwrap();
        assert_eq!(place.hold(async { 7 }).await, 7);
    }
    assert_eq!(inside(&gate), (1, 0));
}

#[tokio::test]
async fn who_waits_in_vain_is_told_when_to_come_back() {
    let gate = gate(1);
    let _first = gate.enter(KNOWN).await.unwrap();
    let refusal = gate.enter(Known { priority: Priority::Begin, ..KNOWN }).await.err().unwrap();
    assert_eq!(refusal.priority, Priority::Begin);
    assert!((3..=6).contains(&refusal.seconds), "{refusal:?}");
    assert_eq!((inside(&gate), waiting(&gate)), ((1, 0), 0));
}

#[tokio::test]
async fn who_goes_away_leaves_neither_a_place_nor_a_gap() {
    let gate = gate(1);
    let first = gate.enter(KNOWN).await.unwrap();
    let (gone, stays) = (task(&gate, Priority::Normal), task(&gate, Priority::Normal));
    until(|| waiting(&gate) == 2).await;
    gone.abort();
    let _ = gone.await;
    assert_eq!(waiting(&gate), 1);
    drop(first);
    // Told of a place at the very moment in which they go away: it is given back.
    let place = stays.await.unwrap().unwrap();
    let late = task(&gate, Priority::Normal);
    until(|| waiting(&gate) == 1).await;
    drop(place);
    late.abort();
    let _ = late.await;
    assert_eq!((inside(&gate), waiting(&gate)), ((0, 0), 0));
}

#[tokio::test]
async fn a_request_that_waits_for_an_outsider_blocks_nobody_and_its_time_is_not_ours() {
    let gate = gate(1);
    let slow = gate.enter(KNOWN).await.unwrap();
    let (answer, outside) = oneshot::channel::<()>();
    let slow = tokio::spawn(slow.hold(async {
        // Two waits at once are one.
        let (told, ()) = tokio::join!(aside(outside), aside(std::future::ready(())));
        told.unwrap();
    }));
    until(|| inside(&gate) == (0, 1)).await;
    let other = gate.enter(KNOWN).await.unwrap();
    gate.clock.advance(jiff::SignedDuration::from_secs(3));
    answer.send(()).unwrap();
    slow.await.unwrap();
    assert_eq!(inside(&gate), (1, 0));
    drop(other);
    assert_eq!(inside(&gate), (0, 0));
}

#[tokio::test]
async fn a_request_that_is_given_up_while_it_stands_aside_leaves_no_trace() {
    let gate = gate(2);
    let place = gate.enter(KNOWN).await.unwrap();
    let work = tokio::spawn(place.hold(aside(std::future::pending::<()>())));
    until(|| inside(&gate) == (0, 1)).await;
    work.abort();
    let _ = work.await;
    assert_eq!(inside(&gate), (0, 0));
}

#[tokio::test]
async fn outside_of_a_request_one_just_waits() {
    assert_eq!(aside(async { 7 }).await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_each_get_a_place_or_an_answer_and_none_is_left() {
    let gate = gate(20);
    let tasks: Vec<_> = (0..2000)
        .map(|number| {
            let gate = Arc::clone(&gate);
            tokio::spawn(async move {
                let priority = Priority::ALL[1 + number % 3];
                let Ok(place) = gate.enter(Known { priority, ..KNOWN }).await else { return 0 };
                assert!(inside(&gate).0 <= 20);
                place.hold(tokio::task::yield_now()).await;
                1
            })
        })
        .collect();
    let mut served = 0;
    for task in tasks {
        served += task.await.unwrap();
    }
    assert!(served >= 1500, "{served}");
    assert_eq!((inside(&gate), waiting(&gate)), ((0, 0), 0));
}
