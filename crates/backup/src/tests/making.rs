//! Making: one moment, both parts, nothing half there, opened by the outside client.

use std::process::Command;

use super::*;
use crate::inspect;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_every_row_in_its_part() {
    for bench in Bench::all().await {
        let account = bench.person().await;
        bench.record(account).await;
        bench.work().await;
        let [data, keys] = bench.back_up().await;
        let (data, keys) = (inspect(&data, &[identity()]).unwrap(), inspect(&keys, &[identity()]).unwrap());
        assert_eq!((data.backup, data.at, data.mode.as_str()), (keys.backup, keys.at, "sandbox"));
        assert_eq!((keys.tables.len(), keys.rows()), (1, 1), "{}", bench.test.engine);
        let rows = |table: &str| data.tables.iter().find(|head| head.table.name == table).unwrap().rows;
        assert_eq!((rows("evidence_receipt"), rows("evidence_chain")), (1, 1));
        assert_eq!(data.log.as_ref().unwrap().size, 1);
        assert_eq!(data.lives.len(), 1);

        let last = backup::last(&bench.env().db).await.unwrap().unwrap();
        assert_eq!((last.id, last.rows), (data.backup, i64::try_from(data.rows() + 1).unwrap()));
        let receipts = bench.rows("select count(*) from evidence_receipt where subject = 'platform'").await;
        assert_eq!(receipts, 1, "that it was made is in evidence");
        let files: Vec<_> = std::fs::read_dir(bench.folder()).unwrap().collect();
        assert_eq!(files.len(), 2, "{files:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_of_one_moment_while_others_write() {
    for bench in Bench::all().await {
        let account = bench.person().await;
        for _ in 0..50 {
            bench.record(account).await;
        }
        bench.work().await;
        let stop = std::sync::atomic::AtomicBool::new(false);
        let writing = async {
            while !stop.load(Ordering::SeqCst) {
                bench.record(account).await;
                bench.work().await;
            }
        };
        let backing_up = async {
            let mut made = Vec::new();
            for _ in 0..5 {
                made.push(bench.back_up().await);
            }
            stop.store(true, Ordering::SeqCst);
            made
        };
        let ((), made) = tokio::join!(writing, backing_up);
        for files in made {
            // Whatever moment it was, everything in it fits together.
            let restored = bench.fresh(bench.test.engine).await.unwrap();
            let came = restored.restore(&files).await.unwrap();
            assert!(came.audit.receipts >= 50, "{}", bench.test.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_age_program_opens_it_and_it_is_lines_of_json() {
    if Command::new("age").arg("--version").output().is_err() {
        return;
    }
    for bench in Bench::all().await {
        bench.person().await;
        let [_, keys] = bench.back_up().await;
        let key = bench.place.path().join("identity.txt");
        std::fs::write(&key, identity().reveal().as_bytes()).unwrap();
        let output = Command::new("age").arg("-d").arg("-i").arg(&key).arg(&keys).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["causeway_backup"], 1);
        assert_eq!(lines[1]["table"], "crypto_person_key");
        assert_eq!(
            lines[2].as_array().unwrap().len(),
            lines[0]["tables"][0]["table"]["columns"].as_array().unwrap().len()
        );
        assert_eq!(lines[3]["end"]["rows"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_cannot_be_made_leaves_nothing() {
    for bench in Bench::all().await {
        let folder = bench.place.path().join("not-a-folder");
        std::fs::write(&folder, "x").unwrap();
        let recipients = &[identity().recipient().unwrap()];
        let order = Order { folder: &folder, recipients, mode: Mode::Sandbox, release: "0.1.0" };
        let refused = make(bench.env(), &bench.evidence, &order, &mut |_| {}).await.unwrap_err();
        assert_eq!(refused.code(), "backup_unwritable");
        let folder = bench.folder();
        let order = Order { folder: &folder, recipients: &[], mode: Mode::Sandbox, release: "0.1.0" };
        let refused = make(bench.env(), &bench.evidence, &order, &mut |_| {}).await.unwrap_err();
        assert_eq!(refused.code(), "bad_recipient");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{}", bench.test.engine);
        assert_eq!(backup::last(&bench.env().db).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_to_the_end() {
    for bench in Bench::all().await {
        bench.person().await;
        let (folder, recipients) = (bench.folder(), &[identity().recipient().unwrap()]);
        let order = Order { folder: &folder, recipients, mode: Mode::Sandbox, release: "0.1.0" };
        let mut told = Vec::new();
        let tell: crate::Tell<'_> = &mut |progress| told.push((progress.part, progress.rows, progress.of));
        make(bench.env(), &bench.evidence, &order, tell).await.unwrap();
        let (part, rows, of) = told.last().unwrap();
        assert_eq!((*part, rows), (crate::Part::Keys, of), "{}", bench.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_this_release_does_not_know_is_refused() {
    for bench in Bench::all().await {
        let (db, now) = (&bench.env().db, bench.env().now());
        let later = "insert into core_expansion (name, applied_at) values ('9999_later', $1)";
        db.tx(|tx| Box::pin(async move { tx.execute(later, &[now.into()]).await })).await.unwrap();
        assert_eq!(causeway_core::db::pending(db).await.unwrap(), [], "it runs on it all the same");
        let (folder, recipients) = (bench.folder(), &[identity().recipient().unwrap()]);
        let order = Order { folder: &folder, recipients, mode: Mode::Sandbox, release: "0.1.0" };
        let refused = make(bench.env(), &bench.evidence, &order, &mut |_| {}).await.unwrap_err();
        assert_eq!(refused.code(), "schema_too_new", "{}", bench.test.engine);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }
}
