//! Temporary: serves the pages for a look.
use crate::testing::{address_once, house, login};
use causeway_core::Clock;
use causeway_core::db::testing::sqlite;
#[tokio::test(flavor = "multi_thread")]
#[ignore = "by hand"]
async fn serve() {
    let mut test = sqlite().await.unwrap();
    test.env.clock = Clock::system();
    let house = house(test).await;
    let (ann, _) = house.person("ann", 1).await;
    let id = house.ask(&ann, vec![login(), address_once()]).await;
    let id2 = house.ask(&house.tab("bob"), vec![login(), address_once()]).await;
    std::fs::write(
        "/tmp/portal-serve.json",
        serde_json::json!({"ann": ann.jar, "request": id, "request2": id2}).to_string(),
    )
    .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await.unwrap();
    let evidence = house.portal.parts().evidence.clone();
    tokio::spawn(async move {
        loop {
            let _ = evidence.sequence().await;
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    });
    axum::serve(listener, house.router.clone()).await.unwrap();
}
