//! The log and its receipts checked by code that is not ours: `tests/clients/log`, on Go's own transparency log packages.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::routes::router;
use super::*;

/// The client, built. `None` on a machine without Go: `scripts/test clients` installs it.
fn client(folder: &Path) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients/log");
    let program = folder.join("log-client");
    let built = Command::new("go").args(["build", "-o"]).arg(&program).arg(".").current_dir(source).output();
    match built {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(program)
        }
        Err(error) => {
            eprintln!("skipped: Go is not here: {error}");
            None
        }
    }
}

/// The client's judgement of a receipt, against the server at `url`.
async fn judge(program: &Path, url: &str, key: &str, receipt: &Receipt, folder: &Path) -> Output {
    let path = folder.join("receipt.json");
    std::fs::write(&path, serde_json::to_vec_pretty(receipt).unwrap()).unwrap();
    let mut command = Command::new(program);
    command.args(["--url", url, "--key", key]).arg(path);
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

/// Serves the log on a free port.
async fn serve(bench: &Bench) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/log", listener.local_addr().unwrap());
    let router = router(bench);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_code_accepts_what_is_genuine_and_nothing_else() {
    for bench in benches().await {
        let folder = &bench.test.folder;
        let Some(program) = client(folder) else { return };
        let url = serve(&bench).await;
        let key = bench.evidence.trust_line();
        let account = bench.active_person(3).await;
        bench.evidence.sequence().await.unwrap();
        let receipt = bench.receipts(account).await.remove(1);
        // Past a full tile, so that every kind of tile is asked for.
        for number in 0..300 {
            bench.record(Chain::Platform, event(number)).await;
        }
        bench.evidence.commit_chains().await.unwrap();
        bench.evidence.sequence().await.unwrap();

        let output = judge(&program, &url, &key, &receipt, folder).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("login.granted, entry") && said.contains("checkpoints consistent"), "{said}");

        let mut changed = receipt.clone();
        changed.chain.seq += 1;
        let mut elsewhere = receipt.clone();
        elsewhere.log.as_mut().unwrap().index += 1;
        for wrong in [changed, elsewhere] {
            assert_eq!(judge(&program, &url, &key, &wrong, folder).await.status.code(), Some(1));
        }
        let stranger = SigningKey::generate(Alg::EdDsa).unwrap();
        let stranger = Evidence::new(bench.env().clone(), bench.keys.clone(), stranger, ORIGIN.to_owned());
        let output = judge(&program, &url, &stranger.trust_line(), &receipt, folder).await;
        assert_eq!(output.status.code(), Some(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_code_sees_a_fork() {
    let mut both = benches().await;
    let honest = both.remove(0);
    let folder = &honest.test.folder;
    let Some(program) = client(folder) else { return };
    let account = honest.active_person(4).await;
    honest.evidence.sequence().await.unwrap();
    let receipt = honest.receipts(account).await.remove(1);

    // The same operator shows the world another history, under the same name and key.
    let mut forked = benches().await.remove(0);
    forked.evidence =
        Evidence::new(forked.env().clone(), forked.keys.clone(), honest.log_key.clone(), ORIGIN.to_owned());
    forked.record(Chain::Platform, event(77)).await;
    forked.active_person(6).await;
    forked.evidence.sequence().await.unwrap();
    let url = serve(&forked).await;
    let output = judge(&program, &url, &honest.evidence.trust_line(), &receipt, folder).await;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("proof from tiles") || said.contains("FORK"), "{said}");
}
