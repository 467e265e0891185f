//! `connector check`: what is wrong with the configuration, the keys, and what they point at; each fault with its mend.

use std::time::Duration;

use causeway_core::config::Fault;
use causeway_core::{Clock, Error, Result, Rng};
use causeway_http::outbound::Outbound;
use url::{Host, Url};

use crate::config::{Config, KeySource};
use crate::consumer::Consumer;
use crate::keys::Keys;
use crate::provider::{BackEnd, Provider};
use crate::trust::Trust;
use crate::{gateway_trust, outbound_client};

/// A TCP connection that takes longer is told as unreachable.
const CONNECT: Duration = Duration::from_secs(3);

/// Every fault there is. Empty: the connector can be started, and what it needs answers.
pub async fn check(config: &Config) -> Vec<Fault> {
    let mut faults = form(config);
    let ready = outbound_client(config).and_then(|http| Ok((http, Keys::open(&config.keys)?)));
    let (http, keys) = match ready {
        Ok(ready) => ready,
        Err(error) => {
            faults.push(fault("keys", &error));
            return faults;
        }
    };
    let clock = Clock::system();
    match gateway_trust(config, &http, &clock) {
        Ok(trust) => readable(&mut faults, "gateway.jwks", &trust).await,
        Err(error) => faults.push(fault("gateway.jwks", &error)),
    }
    check_provider(config, &keys, &http, &clock, &mut faults).await;
    check_consumer(config, &keys, &http, &clock, &mut faults).await;
    faults
}

/// What can be told from the file alone.
pub fn form(config: &Config) -> Vec<Fault> {
    let mut faults = Vec::new();
    if config.provider.is_none() && config.consumer.is_none() {
        faults.push(Fault::new(
            "provider",
            "Add [provider], [consumer] or both: as it is, the connector has nothing to do.",
        ));
    }
    check_url(&mut faults, "gateway.issuer", &config.gateway.issuer);
    check_source(&mut faults, "gateway.jwks", &config.gateway.jwks);
    if let Some(provider) = &config.provider {
        if provider.tls_cert.is_some() != provider.tls_key.is_some() {
            faults.push(Fault::new("provider.tls_cert", "Give both tls_cert and tls_key, or neither."));
        }
        if provider.datasets.is_empty() {
            faults.push(Fault::new("provider.datasets", "Describe at least one dataset."));
        }
        for (client, source) in &provider.consumers {
            check_source(&mut faults, &format!("provider.consumers.{client}"), source);
        }
        for (id, dataset) in &provider.datasets {
            if let Some(back_end) = &dataset.http {
                check_url(
                    &mut faults,
                    &format!("provider.datasets.{:?}.http.url", id.as_str()),
                    &back_end.url,
                );
            }
        }
    }
    if let Some(consumer) = &config.consumer {
        if !consumer.listen.ip().is_loopback() {
            faults.push(Fault::new(
                "consumer.listen",
                "Listen on 127.0.0.1 or [::1]: what is handed over here is opened data.",
            ));
        }
        for (organisation, provider) in &consumer.providers {
            check_source(&mut faults, &format!("consumer.providers.{organisation}.jwks"), &provider.jwks);
        }
    }
    faults
}

fn check_url(faults: &mut Vec<Fault>, key: &str, url: &str) {
    let fine = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !fine {
        faults.push(Fault::new(
            key,
            format!("{url:?} is no address. Write one that begins with https:// (or http://)."),
        ));
    }
}

/// Keys decide whom we believe: they are not fetched over a line that others can write to.
fn check_source(faults: &mut Vec<Fault>, key: &str, source: &KeySource) {
    let given = [source.url.is_some(), source.file.is_some(), source.keys.is_some()];
    if given.iter().filter(|given| **given).count() != 1 {
        faults.push(Fault::new(key, "Give exactly one of `url`, `file` and `keys`."));
    }
    let Some(url) = &source.url else { return };
    let safe =
        Url::parse(url).is_ok_and(|url| url.scheme() == "https" || (url.scheme() == "http" && is_here(&url)));
    if !safe {
        faults.push(Fault::new(format!("{key}.url"), "Fetch keys by https, or keep them in a `file`."));
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

async fn check_provider(
    config: &Config,
    keys: &Keys,
    http: &Outbound,
    clock: &Clock,
    faults: &mut Vec<Fault>,
) {
    let Some(provider) = &config.provider else { return };
    for (client, source) in &provider.consumers {
        let key = format!("provider.consumers.{client}");
        match Trust::new(source, http.clone(), clock.clone()) {
            Ok(trust) => readable(faults, &key, &trust).await,
            Err(error) => faults.push(fault(&key, &error)),
        }
    }
    for (id, dataset) in &provider.datasets {
        let key = format!("provider.datasets.{:?}", id.as_str());
        if let Err(error) = BackEnd::open(dataset, http) {
            faults.push(fault(&key, &error));
        }
        if let Some(back_end) = &dataset.http
            && let Err(error) = reachable(&back_end.url).await
        {
            faults.push(fault(&format!("{key}.http.url"), &error));
        }
    }
    if !faults.is_empty() {
        return;
    }
    let opened = gateway_trust(config, http, clock)
        .and_then(|trust| Provider::open(config, provider, keys.clone(), trust.into(), http, clock));
    if let Err(error) = opened {
        faults.push(fault("provider", &error));
    }
}

async fn check_consumer(
    config: &Config,
    keys: &Keys,
    http: &Outbound,
    clock: &Clock,
    faults: &mut Vec<Fault>,
) {
    let Some(consumer) = &config.consumer else { return };
    let opened = match Consumer::open(config, consumer, keys.clone(), http, clock, &Rng::system()) {
        Ok(opened) => opened,
        Err(error) => return faults.push(fault("consumer", &error)),
    };
    for (organisation, keys) in opened.provider_keys().await {
        if let Err(error) = keys {
            faults.push(fault(&format!("consumer.providers.{organisation}.jwks"), &error));
        }
    }
    if let Err(error) = opened.token().await {
        faults.push(fault("consumer.client", &error));
    }
}

async fn readable(faults: &mut Vec<Fault>, key: &str, trust: &Trust) {
    match trust.read().await {
        Ok(keys) if keys.keys.is_empty() => {
            faults.push(Fault::new(key, format!("There is no key in {}.", trust.name())));
        }
        Ok(_) => {}
        Err(error) => faults
            .push(Fault::new(key, format!("No keys can be read from {}. {}", trust.name(), error.public()))),
    }
}

/// Whether somebody listens there: nothing is asked, since any question would be about a person.
async fn reachable(url: &str) -> Result<()> {
    let unreachable = |why: String| {
        Error::upstream(
            "unreachable",
            format!("Nobody listens at {url} ({why}). Start that system, or correct the address."),
        )
    };
    let url = Url::parse(url).map_err(|error| unreachable(error.to_string()))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let connect = tokio::net::TcpStream::connect((host, url.port_or_known_default().unwrap_or(80)));
    match tokio::time::timeout(CONNECT, connect).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(unreachable(error.to_string())),
        Err(_) => Err(unreachable("no answer in time".to_owned())),
    }
}

fn fault(key: &str, error: &Error) -> Fault {
    Fault::new(key, error.public())
}
