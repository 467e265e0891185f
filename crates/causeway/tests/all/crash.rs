//! The process may end at any named point: nothing accepted is lost, nothing happens twice, no read goes unseen.

use std::path::Path;
use std::time::Duration;

use causeway_core::{Db, crash};

use crate::steps::{self, CHAN, CHEUNG, Step};
use crate::world::{Visitor, World};

/// How long a point may take to be reached after the last step, and the house to be in order after the restart.
const SOON: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread")]
async fn the_process_may_die_at_every_named_point() {
    for point in crash::POINTS {
        println!("{point}");
        let folder = tempfile::tempdir().unwrap();
        die_at(point, folder.path()).await;
        let facts = Facts::read(folder.path()).await;
        what_holds_right_after(point, &facts);

        let world = World::start(folder.path(), None).await;
        in_order(point, folder.path()).await;
        let visitor = &mut world.visitor();
        let finished = everything(&world, visitor, &CHEUNG).await;
        assert!(finished.is_ok(), "{point}: after the restart the journey works: {finished:?}");
        in_order(point, folder.path()).await;
    }
}

/// Takes the journey until the process ends itself.
async fn die_at(point: &str, folder: &Path) {
    let mut world = World::start(folder, Some(point)).await;
    {
        let visitor = &mut world.visitor();
        let _cut_short = everything(&world, visitor, &CHAN).await;
    }
    let began = tokio::time::Instant::now();
    while !world.has_ended() {
        assert!(began.elapsed() < SOON, "{point} was never reached");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Registers, logs in, has data exchanged, withdraws.
async fn everything(world: &World, visitor: &mut Visitor<'_>, who: &steps::Sample) -> Step<()> {
    steps::register(world, visitor, who).await?;
    steps::vaccination(world, visitor).await?;
    steps::renewal(world, visitor, "year").await?;
    let standing = visitor.try_go("GET", &world.url("", "/consents"), None).await?;
    let path = standing.link("/consents/");
    let page = visitor.try_go("GET", &world.url("", &format!("{path}/withdraw")), None).await?;
    visitor.press(&page, "/withdraw").await?;
    Ok(())
}

/// What the database holds, counted.
#[derive(Debug)]
struct Facts {
    accounts: i64,
    consents: i64,
    withdrawn: i64,
    codes_used: i64,
    grants: i64,
    intended: i64,
    delivered: i64,
    failed: i64,
    receipts: i64,
    /// Of these, those of people: organisations have some from the start.
    of_people: i64,
    unlogged: i64,
    commitments: i64,
    highest: i64,
    size: i64,
    jobs: i64,
}

impl Facts {
    async fn read(folder: &Path) -> Self {
        let db = &Db::open_sqlite(&folder.join("causeway.db")).unwrap();
        let count = async |sql: &'static str| -> i64 { db.one(sql, &[]).await.unwrap().read().unwrap() };
        Self {
            accounts: count("select count(*) from identity_account").await,
            consents: count("select count(*) from consent_consent").await,
            withdrawn: count("select count(*) from consent_consent where state = 'withdrawn'").await,
            codes_used: count("select count(*) from oidc_code where used_at is not null").await,
            grants: count("select count(*) from oidc_grant").await,
            intended: count("select count(*) from exchange_read where state = 'intended'").await,
            delivered: count("select count(*) from exchange_read where state = 'delivered'").await,
            failed: count("select count(*) from exchange_read where state not in ('intended', 'delivered')")
                .await,
            receipts: count("select count(*) from evidence_receipt").await,
            of_people: count("select count(*) from evidence_receipt where subject like 'person:%'").await,
            unlogged: count("select count(*) from evidence_receipt where log_index is null").await,
            commitments: count("select count(*) from evidence_commitment where log_index is not null").await,
            highest: count("select coalesce(max(log_index), -1) from evidence_receipt").await,
            size: count("select coalesce(max(size), 0) from evidence_log").await,
            jobs: count("select count(*) from core_job").await,
        }
    }
}

/// The point says on which side of its transaction the process died.
fn what_holds_right_after(point: &str, facts: &Facts) {
    let holds = match point {
        "registration.after_register_read" | "registration.before_account" => {
            facts.accounts == 0 && facts.delivered == 1
        }
        "registration.after_account" => facts.accounts == 1,
        "consent.before_approval" => facts.consents == 0,
        "consent.after_approval" => facts.consents == 1,
        "oidc.before_code_redeemed" => facts.codes_used == 0 && facts.grants == 1,
        "oidc.after_code_redeemed" => facts.codes_used == 1,
        "exchange.before_intent" => facts.intended == 0 && facts.of_people == 0,
        // Whether the provider answered or not: the intent is there, with its receipt.
        "exchange.after_intent" | "exchange.after_answer" => facts.intended == 1 && facts.of_people == 1,
        "exchange.after_outcome" => facts.delivered == 1 && facts.of_people == 2,
        "consent.after_withdrawal" => facts.withdrawn == 1 && facts.jobs == 1,
        "evidence.before_sequencing" => facts.receipts > 0 && facts.unlogged > 0,
        "evidence.after_sequencing" => facts.size > 0,
        "jobs.after_handler" => facts.jobs == 1,
        other => panic!("say what holds after {other}"),
    };
    assert!(holds, "{point}: {facts:?}");
}

/// Within the deadline every receipt stands in the log, each at a place of its own, without a gap; no job is left over; no read is
/// counted twice, and none is without receipt.
async fn in_order(point: &str, folder: &Path) {
    let began = tokio::time::Instant::now();
    loop {
        let facts = Facts::read(folder).await;
        let logged = facts.unlogged == 0
            && facts.receipts + facts.commitments == facts.size
            && facts.highest < facts.size;
        if logged && facts.jobs == 0 {
            assert!(
                facts.receipts >= facts.intended + 2 * (facts.delivered + facts.failed),
                "{point}: {facts:?}"
            );
            assert!(facts.accounts <= 2 && facts.codes_used <= facts.grants, "{point}: {facts:?}");
            return;
        }
        assert!(began.elapsed() < SOON, "{point}: not in order: {facts:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
