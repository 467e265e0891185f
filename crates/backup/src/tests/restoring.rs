//! Restoring: between engines, with the journal, refused with a reason, and never twice.

use jiff::SignedDuration;

use super::*;

const DONE: &str = "select count(*) from core_setting where value = 'done'";

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_back_on_either_engine() {
    for bench in Bench::all().await {
        let account = bench.person().await;
        for _ in 0..3 {
            bench.record(account).await;
        }
        bench.work().await;
        let files = bench.back_up().await;
        for engine in ["sqlite", "postgres"] {
            let Some(restored) = bench.fresh(engine).await else { continue };
            let came = restored.restore(&files).await.unwrap();
            assert_eq!(came.log, Some((ORIGIN.to_owned(), false)), "{} into {engine}", bench.test.engine);
            assert_eq!((came.audit.receipts, came.audit.chains), (4, 2), "and that it was restored");
            let activity = restored.evidence.activity(account, None, 9).await.unwrap();
            assert_eq!(activity.len(), 3);
            restored.keys.read(account.uuid()).await.unwrap();
            open_as(restored.env(), Mode::Sandbox).await.unwrap();
            // And from there back again: the same rows.
            restored.work().await;
            let again = restored.back_up().await;
            let back = restored.fresh(bench.test.engine).await.unwrap();
            back.restore(&again).await.unwrap();
            assert_eq!(back.evidence.activity(account, None, 9).await.unwrap(), activity);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_since_is_replayed_and_the_log_goes_on() {
    for bench in Bench::all().await {
        let account = bench.person().await;
        bench.record(account).await;
        bench.work().await;
        bench.act("before").await;
        bench.work().await;
        let files = bench.back_up().await;
        bench.act("after").await;
        bench.record(account).await;
        bench.work().await;
        let published = bench.evidence.log_state().await.unwrap().unwrap().size;

        let restored = bench.fresh(bench.test.engine).await.unwrap();
        let came = restored.restore(&files).await.unwrap();
        assert_eq!(came.log, Some((ORIGIN.to_owned(), false)), "{}", bench.test.engine);
        // The receipts of the backup itself and of what came after it are lost with the database.
        assert_eq!((came.resumed, came.missing), ((2, 2), 0));
        assert_eq!(restored.evidence.log_state().await.unwrap().unwrap().size, published);
        assert_eq!(restored.rows(DONE).await, 1, "what the backup knew is not replayed, what came after is");
        assert_eq!(restored.rows("select count(*) from core_job").await, 0, "what was under way ended");

        // The journal goes on in the same folder, and the older backup is restored again with all of it.
        restored.act("later").await;
        restored.work().await;
        let again = bench.fresh(bench.test.engine).await.unwrap();
        again.env().clock.advance(SignedDuration::from_hours(1));
        let came = again.restore(&files).await.unwrap();
        assert_eq!(came.log, Some((ORIGIN.to_owned(), false)));
        assert_eq!(again.rows(DONE).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_journal_the_log_has_another_name() {
    for bench in Bench::all().await {
        let account = bench.person().await;
        bench.record(account).await;
        bench.work().await;
        let [data, keys] = bench.back_up().await;
        let restored = bench.fresh(bench.test.engine).await.unwrap();
        let came = restored.restore_from(&data, &keys, FromJournal::Lost).await.unwrap();
        let (origin, is_new) = came.log.unwrap();
        assert!(is_new && origin.starts_with("localhost/log/20261121"), "{}: {origin}", bench.test.engine);
        restored.work().await;
        let history = restored.evidence.history().await.unwrap();
        assert_eq!((history.origin.as_deref(), history.former.len()), (Some(origin.as_str()), 1));

        // Whoever restores it once more, later or elsewhere, has other entries under another name.
        let again = bench.fresh(bench.test.engine).await.unwrap();
        again.env().clock.advance(SignedDuration::from_millis(1));
        let came = again.restore_from(&data, &keys, FromJournal::Lost).await.unwrap();
        assert_ne!(came.log.unwrap().0, origin);
    }
}

fn copied(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.path().join(path.file_name().unwrap())).unwrap();
    }
    to
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_older_than_the_backup_is_refused() {
    for bench in Bench::all().await {
        bench.act("long ago").await;
        bench.work().await;
        let old = copied(&bench.journal());
        bench.act("before").await;
        bench.work().await;
        let [data, keys] = bench.back_up().await;
        bench.act("after").await;
        bench.work().await;
        let restored = bench.fresh(bench.test.engine).await.unwrap();
        let from = |accept_gaps| FromJournal::Folder { path: old.path(), accept_gaps };
        let refused = restored.restore_from(&data, &keys, from(false)).await.unwrap_err();
        assert_eq!(refused.code(), "journal_gap", "{}", bench.test.engine);
        assert!(refused.public().contains("older than the backup"), "{refused}");
        let came = restored.restore_from(&data, &keys, from(true)).await.unwrap();
        assert!(came.missing > 0 && came.log.unwrap().1, "and the log says so");

        // A copy of after the backup does; it says how new it is, and what of it is not whole.
        let name = std::fs::read_dir(bench.journal()).unwrap().next().unwrap().unwrap().path();
        let mut text = std::fs::read(&name).unwrap();
        text.extend_from_slice(b"half a li");
        std::fs::write(&name, text).unwrap();
        let restored = bench.fresh(bench.test.engine).await.unwrap();
        let came = restored.restore(&[data, keys]).await.unwrap();
        assert_eq!((came.missing, came.torn, came.log.unwrap().1), (0, vec![name], false));
        assert_eq!(came.newest, Some(bench.env().now()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_journal_holds_is_not_replayed_after_what_came_later() {
    // It waits when the backup is made, or a process has taken it, to die over it or not.
    for taken in [false, true] {
        for bench in Bench::all().await {
            let set = async |value: &str| bench.note("test.set", json!({"name": "x", "value": value})).await;
            set("going").await;
            bench.work().await;
            set("stopped").await;
            if taken {
                assert_eq!(journal::take(bench.env()).await.unwrap().len(), 1);
                bench.env().clock.advance(SignedDuration::from_secs(11));
            }
            let files = bench.back_up().await;
            bench.work().await;
            set("resumed").await;
            bench.work().await;
            let stands = "select count(*) from core_setting where name = 'x' and value = 'resumed'";
            for _ in 0..2 {
                let restored = bench.fresh(bench.test.engine).await.unwrap();
                restored.env().clock.advance(SignedDuration::from_hours(1));
                restored.restore(&files).await.unwrap();
                assert_eq!(restored.rows(stands).await, 1, "{} {taken}", bench.test.engine);
                // What it ships now is replayed by the next restore of the same backup.
                restored.work().await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_without_a_journal_moves_on_the_operators_word() {
    for mut bench in Bench::all().await {
        let account = bench.person().await;
        bench.record(account).await;
        bench.work().await;
        let shipped = bench.back_up().await;
        let target = bench.fresh(bench.test.engine).await.unwrap();
        let refused = target.restore_from(&shipped[0], &shipped[1], FromJournal::NothingSince).await;
        assert_eq!(refused.unwrap_err().code(), "journal_there", "the journal knows better");

        bench = Bench::all().await.into_iter().find(|other| other.test.engine == bench.test.engine).unwrap();
        let (env, keys) = (bench.env().clone(), bench.keys.clone());
        bench.evidence = Evidence::new(env, keys, bench.log_key.clone(), ORIGIN.to_owned());
        let account = bench.person().await;
        bench.record(account).await;
        bench.evidence.sequence().await.unwrap();
        let [data, keys] = bench.back_up().await;
        let restored = bench.fresh(bench.test.engine).await.unwrap();
        let came = restored.restore_from(&data, &keys, FromJournal::NothingSince).await.unwrap();
        assert_eq!(came.log, Some((ORIGIN.to_owned(), false)), "{}", bench.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_in_the_journal_is_refused_unless_it_is_accepted() {
    for bench in Bench::all().await {
        bench.work().await;
        let files = bench.back_up().await;
        bench.act("one").await;
        bench.work().await;
        let first: Vec<_> =
            std::fs::read_dir(bench.journal()).unwrap().map(|entry| entry.unwrap().path()).collect();
        let config = Config { journal: Some(bench.journal()), ..Config::default() };
        let other = Shipper::new(bench.env().clone(), bench.evidence.clone(), config);
        bench.act("two").await;
        other.ship().await.unwrap();
        for path in first {
            std::fs::remove_file(path).unwrap();
        }
        let restored = bench.fresh(bench.test.engine).await.unwrap();
        assert_eq!(
            restored.restore(&files).await.unwrap_err().code(),
            "journal_gap",
            "{}",
            bench.test.engine
        );
        open_as(restored.env(), Mode::Sandbox).await.unwrap();
        let journal = restored.journal();
        let accepted = FromJournal::Folder { path: &journal, accept_gaps: true };
        let came = restored.restore_from(&files[0], &files[1], accepted).await.unwrap();
        assert!(came.missing > 0 && came.log.unwrap().1, "and the log says so");
        assert_eq!(restored.rows(DONE).await, 1, "what is there is replayed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    for bench in Bench::all().await {
        bench.person().await;
        bench.work().await;
        let [data, keys] = bench.back_up().await;
        let [later_data, later_keys] = bench.back_up().await;
        let target = bench.fresh(bench.test.engine).await.unwrap();
        let journal = bench.journal();
        let from = FromJournal::Folder { path: &journal, accept_gaps: false };
        let refused =
            async |data: &Path, keys: &Path| target.restore_from(data, keys, from).await.unwrap_err().code();
        assert_eq!(refused(&keys, &data).await, "restore_wrong_part");
        assert_eq!(refused(&data, &data).await, "restore_wrong_part");
        assert_eq!(refused(&later_data, &keys).await, "restore_keys_mismatch", "keys older than the data");
        assert_eq!(refused(&bench.folder().join("none"), &keys).await, "backup_unreadable");
        assert_eq!(target.rows("select count(*) from core_setting").await, 0, "{}", bench.test.engine);

        // Keys of a later backup do: whoever was deleted in between stays deleted.
        target.restore_from(&data, &later_keys, from).await.unwrap();
        assert_eq!(refused(&data, &keys).await, "restore_not_empty");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_older_than_thirty_days_are_refused() {
    for bench in Bench::all().await {
        bench.person().await;
        bench.work().await;
        let files = bench.back_up().await;
        let target = bench.fresh(bench.test.engine).await.unwrap();
        target.env().clock.advance(SignedDuration::from_hours(24 * 30));
        assert_eq!(target.restore(&files).await.unwrap_err().code(), "restore_keys_too_old");
        target.env().clock.advance(SignedDuration::from_hours(-1));
        target.restore(&files).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_identity_another_mode_and_another_platform_are_refused() {
    for bench in Bench::all().await {
        bench.person().await;
        bench.work().await;
        let [data, keys] = &bench.back_up().await;
        let target = bench.fresh(bench.test.engine).await.unwrap();
        let (journal, domains) = (bench.journal(), domains());
        let stranger = [Identity::generate(&Rng::seeded(1)).unwrap()];
        let own = [identity()];
        let order = Restore {
            env: target.env(),
            evidence: &target.evidence,
            person_keys: &target.keys,
            domains: &domains,
            mode: Mode::Sandbox,
            data,
            keys,
            identities: &stranger,
            journal: FromJournal::Folder { path: &journal, accept_gaps: false },
            newest: None,
        };
        let refused = restore(&order, &mut |_, _| {}).await.unwrap_err();
        assert_eq!(refused.code(), "backup_refused");
        assert!(refused.public().contains("encrypted to somebody else"), "{refused}");
        let order = Restore { identities: &own, mode: Mode::Production, ..order };
        assert_eq!(restore(&order, &mut |_, _| {}).await.unwrap_err().code(), "restore_wrong_mode");
        let elsewhere = Evidence::new(
            target.env().clone(),
            target.keys.clone(),
            target.log_key.clone(),
            "other/log".to_owned(),
        );
        let order = Restore { mode: Mode::Sandbox, evidence: &elsewhere, ..order };
        assert_eq!(restore(&order, &mut |_, _| {}).await.unwrap_err().code(), "wrong_origin");
        // The key store of another platform opens none of the people's keys: found before anybody is let in.
        let store: Arc<MemoryKeyStore> = Arc::new(MemoryKeyStore::new().unwrap());
        let strange = PersonKeys::new(target.env().clone(), store);
        let order = Restore { evidence: &target.evidence, person_keys: &strange, ..order };
        assert_eq!(restore(&order, &mut |_, _| {}).await.unwrap_err().code(), "keystore_mismatch");
        assert_eq!(open_as(target.env(), Mode::Sandbox).await.unwrap_err().code(), "restore_unfinished");
    }
}

/// Every byte of both files is covered, and cutting a file anywhere is noticed.
#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_anywhere_is_refused() {
    let bench = Bench::all().await.remove(0);
    bench.person().await;
    bench.work().await;
    for path in bench.back_up().await {
        let good = std::fs::read(&path).unwrap();
        let bad = bench.place.path().join("bad.age");
        let step = (good.len() / 400).max(1);
        for at in (0..good.len()).step_by(step).chain([good.len() - 1]) {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            std::fs::write(&bad, &bytes).unwrap();
            assert!(crate::inspect(&bad, &[identity()]).is_err(), "byte {at} of {}", path.display());
            std::fs::write(&bad, &good[..at]).unwrap();
            assert!(crate::inspect(&bad, &[identity()]).is_err(), "cut at {at} of {}", path.display());
        }
        crate::inspect(&path, &[identity()]).unwrap();
    }
}

/// What an older release saved: a schema of before the newest file, into a database that was never migrated.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_schema_is_loaded_as_it_was_and_then_migrated() {
    let bench = Bench::all().await.remove(0);
    let old = tempfile::tempdir().unwrap();
    let open = |name: &str| causeway_core::Db::open_sqlite(&old.path().join(name)).unwrap();
    let env = |name: &str| Env { db: open(name), ..bench.env().clone() };
    let all = causeway_core::db::applied(&bench.env().db).await.unwrap();
    let first: Vec<String> = all.iter().filter(|name| name.as_str() <= "0016_crypto_key").cloned().collect();
    let source = env("old.db");
    causeway_core::db::migrate_to(&source, &first).await.unwrap();
    open_as(&source, Mode::Sandbox).await.unwrap();
    let make_bench = |env: Env| {
        let keys = PersonKeys::new(env.clone(), bench.store.clone());
        let evidence = Evidence::new(env.clone(), keys.clone(), bench.log_key.clone(), ORIGIN.to_owned());
        (env, keys, evidence)
    };
    let (source, keys, evidence) = make_bench(source);
    let person = source.new_uuid().unwrap();
    let made = source.db.tx(|tx| {
        let keys = &keys;
        Box::pin(async move { keys.create(tx, person).await.map(|_| ()) })
    });
    made.await.unwrap();
    let (folder, recipients) = (bench.folder(), &[identity().recipient().unwrap()]);
    let order = Order { folder: &folder, recipients, mode: Mode::Sandbox, release: "0.1.0" };
    let ([data, keys_file], _) = make(&source, &evidence, &order, &mut |_| {}).await.unwrap();
    let (target, keys, evidence) = make_bench(env("new.db"));
    let domains = domains();
    let order = Restore {
        env: &target,
        evidence: &evidence,
        person_keys: &keys,
        domains: &domains,
        mode: Mode::Sandbox,
        data: &data,
        keys: &keys_file,
        identities: &[identity()],
        journal: FromJournal::Lost,
        newest: None,
    };
    let came = restore(&order, &mut |_, _| {}).await.unwrap();
    assert_eq!(came.header.migrations, first);
    assert_eq!(causeway_core::db::pending(&target.db).await.unwrap(), []);
    keys.read(person).await.unwrap();

    // A database that has gone further already cannot take it.
    if first.len() < all.len() {
        let fresh = bench.fresh("sqlite").await.unwrap();
        let refused = fresh.restore_from(&data, &keys_file, FromJournal::Lost).await.unwrap_err();
        assert_eq!(refused.code(), "restore_migrated_further");
    }
}
