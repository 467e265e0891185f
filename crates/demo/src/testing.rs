//! x
pub(crate) fn http_client() -> reqwest::Client {
    reqwest::Client::builder().build().unwrap()
}
