//! Gives `openidconnect` the platform's outbound HTTP client, whose limits hold for it too.

use std::future::Future;
use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};

use causeway_core::Error;
use causeway_http::load::aside;
use causeway_http::outbound::Outbound;

/// The largest answer that is read: discovery documents and key sets are far smaller.
const LARGEST: usize = 256 * 1024;

/// An HTTP client in the form that `openidconnect` asks for.
#[derive(Clone)]
pub(crate) struct Fetch(reqwest::Client);

impl Fetch {
    pub(crate) fn new(outbound: &Outbound) -> Self {
        Self(outbound.client().clone())
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(aside(fetch(&self.0, request)))
    }
}

async fn fetch(client: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Error> {
    let request = reqwest::Request::try_from(request).map_err(Error::internal)?;
    let mut reply = client.execute(request).await.map_err(unreachable)?;
    let mut response = http::Response::builder().status(reply.status());
    if let Some(headers) = response.headers_mut() {
        headers.extend(reply.headers().clone());
    }
    let mut body = Vec::new();
    while let Some(chunk) = reply.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(Error::upstream("provider_too_large", "The login provider's answer is too large."));
        }
    }
    response.body(body).map_err(Error::internal)
}

fn unreachable(cause: reqwest::Error) -> Error {
    // The URL may carry a code or a token in its query; it is of no use in a log.
    Error::upstream("provider_unreachable", "The login provider does not answer.")
        .with_cause(cause.without_url())
}
