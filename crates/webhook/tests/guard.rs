//! What a receiver cannot make the server do.

mod support;

use std::sync::Arc;

use bytes::Bytes;
use shopwire_webhook::DispatcherOptions;
use storage::DeliveryState;
use support::{Receiver, Reply, World, loopback_allowed};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

#[tokio::test]
async fn redirects_are_not_followed() {
    let world = World::new().await;
    let elsewhere = Receiver::ok().await;
    let location = elsewhere.url();
    let receiver =
        Receiver::answering(move |_, _| Reply { headers: vec![("location", location.clone())], ..Reply::status(307) })
            .await;
    world.subscribe(&receiver.url()).await;
    world.write_note("stay").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    assert_eq!(receiver.received().len(), 1);
    assert!(elsewhere.received().is_empty());
    let delivery = world.only_delivery().await.summary;
    assert_eq!((delivery.state, delivery.status), (DeliveryState::Pending, Some(307)));
    assert_eq!(delivery.failure.as_deref(), Some("answered 307: redirects are not followed"));
}

#[tokio::test]
async fn private_addresses_are_refused_by_the_address_connected_to() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    // a name that resolves to it, the address in its forms, and what the machine itself is on any of them
    for host in ["localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        world.subscribe(&format!("http://{host}:{}/", receiver.port)).await;
    }
    world.write_note("secret").await;
    world.dispatcher(DispatcherOptions::default()).run_until_idle().await;
    assert!(receiver.received().is_empty());
    for delivery in world.deliveries(storage::DeliveryFilter::default()).await {
        let failure = delivery.summary.failure.unwrap_or_default();
        assert!(failure.ends_with("is not a public address: the server's address policy refuses it"), "{failure}");
        assert_eq!(delivery.summary.state, DeliveryState::Pending);
    }
}

#[tokio::test]
async fn attempts_keep_the_first_4_kib_of_the_answer() {
    let world = World::new().await;
    let long: Bytes = (0..=255u8).cycle().take(1_000_000).collect();
    let answer = long.clone();
    let receiver = Receiver::answering(move |_, before| Reply {
        body: if before == 0 { answer.clone() } else { "short".into() },
        ..Reply::status(200)
    })
    .await;
    world.subscribe(&receiver.url()).await;
    let mut dispatcher = world.dispatcher(loopback_allowed());
    for expected in [&long[..4096], b"short"] {
        let note = world.write_note("answer me").await;
        dispatcher.run_until_idle().await;
        let filter = storage::DeliveryFilter { resource_id: Some(note.id.get()), ..storage::DeliveryFilter::default() };
        let delivery = world.deliveries(filter).await.remove(0);
        assert_eq!(delivery.summary.state, DeliveryState::Delivered);
        assert_eq!(delivery.attempts[0].answer, expected);
    }
}

#[tokio::test]
async fn a_url_that_cannot_be_sent_to_says_so() {
    let world = World::new().await;
    for (url, failure) in [
        ("ftp://example.com/", "the endpoint's URL is neither http nor https"),
        ("not a url", "the endpoint's URL is not valid"),
    ] {
        let endpoint = world.subscribe(url).await;
        world.write_note("lost").await;
        world.dispatcher(loopback_allowed()).run_until_idle().await;
        let filter = storage::DeliveryFilter { endpoint: Some(endpoint.get()), ..storage::DeliveryFilter::default() };
        let delivery = world.deliveries(filter).await.remove(0).summary;
        assert_eq!(delivery.failure.as_deref(), Some(failure));
    }
}

#[tokio::test]
async fn a_certificate_must_be_trusted() {
    let world = World::new().await;
    let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = issued.cert.der().clone();
    let key = issued.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let receiver = Receiver::secure(TlsAcceptor::from(Arc::new(config))).await;
    world.subscribe(&format!("https://localhost:{}/", receiver.port)).await;
    world.write_note("secure").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    let delivery = world.only_delivery().await.summary;
    let failure = delivery.failure.unwrap_or_default();
    assert!(failure.starts_with("no secure connection: "), "{failure}");

    world.clock.advance_millis(6000);
    let options = DispatcherOptions { extra_roots: vec![certificate], ..loopback_allowed() };
    world.dispatcher(options).run_until_idle().await;
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(world.only_delivery().await.summary.state, DeliveryState::Delivered);
}
