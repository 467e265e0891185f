//! A day of logins by the test's clock: at its end the tables hold what is alive, and nothing else.

use std::collections::BTreeMap;

use causeway_core::{Db, Tx};
use causeway_crypto::digest::sha256;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::samples;
use super::world::World;
use crate::config::{ASSERTION, AUTHORIZATION, CODE_MEMORY};
use crate::model::{Authorization, CodeRow, Grant, Pushed};
use crate::rules::check_assertion::Spent;
use crate::store;

/// How often the tables are cleared in this day, and how many of them it has.
const STEP: SignedDuration = SignedDuration::from_mins(10);
const STEPS: u32 = 24 * 60 / 10;
/// Logins in each step.
const LOGINS: u32 = 2;
/// At noon so many assertions come at once: more than twenty batches.
const RUSH: u32 = 10_500;

const TABLES: [&str; 5] = [
    "select count(*) from oidc_authorization",
    "select count(*) from oidc_code",
    "select count(*) from oidc_grant",
    "select count(*) from oidc_assertion",
    "select count(*) from oidc_pushed",
];

/// When each row of each table expires, as they were written.
#[derive(Default)]
struct Written([Vec<Timestamp>; 5]);

impl Written {
    fn alive(&self, now: Timestamp) -> Vec<i64> {
        let alive = |rows: &Vec<Timestamp>| rows.iter().filter(|end| **end > now).count();
        self.0.iter().map(|rows| i64::try_from(alive(rows)).unwrap()).collect()
    }
}

async fn sizes(db: &Db) -> Vec<i64> {
    let mut all = Vec::new();
    for sql in TABLES {
        all.push(db.one(sql, &[]).await.unwrap().read().unwrap());
    }
    all
}

/// One login leaves a row in each table. Its request is pushed, and never answered.
async fn login(tx: &mut Tx<'_>, number: u32, now: Timestamp) -> causeway_core::Result<[Timestamp; 5]> {
    let (id, hash) = (Uuid::from_u128(u128::from(number)), sha256(&number.to_be_bytes()));
    let hour = now + SignedDuration::from_hours(1);
    let ends = [now + AUTHORIZATION, now + CODE_MEMORY, hour, now + ASSERTION, now + AUTHORIZATION];
    let [request_ends, code_ends, grant_ends, assertion_ends, pushed_ends] = ends;
    let wanted = samples::wanted();
    let asked = Authorization {
        request: id.into(),
        browser: hash,
        terms: samples::terms(),
        reply: wanted.reply,
        nonce: None,
        code_challenge: wanted.code_challenge,
        jkt: None,
        pushed: Some(hash),
    };
    store::insert_authorization(tx, &asked, request_ends).await?;
    let grant = Grant { id, family: id, expires_at: grant_ends, ..samples::grant() };
    store::insert_grant(tx, &grant).await?;
    store::insert_code(tx, &CodeRow { hash, grant: id, ..samples::code() }, code_ends).await?;
    store::spend(tx, &Spent { hash, expires_at: assertion_ends }).await?;
    let (client, params) = (samples::client().id, BTreeMap::new());
    let pushed = Pushed { hash, client, params, jkt: None, signed: false, expires_at: pushed_ends };
    store::insert_pushed(tx, &pushed).await?;
    Ok(ends)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_of_logins_the_tables_hold_what_is_alive() {
    for world in World::all().await {
        let (db, mut written) = (&world.test.env.db, Written::default());
        for step in 0..STEPS {
            let now = world.test.env.now();
            let numbers = step * LOGINS..(step + 1) * LOGINS;
            for number in numbers {
                let ends = db.tx(|tx| Box::pin(login(tx, number, now))).await.unwrap();
                written.0.iter_mut().zip(ends).for_each(|(rows, end)| rows.push(end));
            }
            if step == STEPS / 2 {
                rush(db, now + ASSERTION).await;
                written.0[3].extend(std::iter::repeat_n(now + ASSERTION, RUSH as usize));
            }
            world.pass(STEP.as_secs());
            world.oidc.purge().await.unwrap();
            assert_eq!(sizes(db).await, written.alive(world.test.env.now()), "step {step}");
        }
        assert_eq!(
            written.alive(world.test.env.now())[0],
            i64::from(LOGINS),
            "those of the last ten minutes"
        );
    }
}

async fn rush(db: &Db, expires_at: Timestamp) {
    db.tx(|tx| {
        Box::pin(async move {
            for number in 0..RUSH {
                let hash = sha256(&[b"rush".as_slice(), &number.to_be_bytes()].concat());
                store::spend(tx, &Spent { hash, expires_at }).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
}
