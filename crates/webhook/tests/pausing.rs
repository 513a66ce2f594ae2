//! Endpoints that are paused, removed or tried out.

mod support;

use std::time::{Duration, Instant};

use shopwire_webhook::DispatcherOptions;
use shopwire_webhook::log::headers;
use shopwire_webhook::signature::verify_hex;
use storage::{DeliveryFilter, DeliveryState};
use support::{Receiver, World, in_state, loopback_allowed};
use tokio_util::sync::CancellationToken;
use wire::Clock;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_to_a_paused_endpoint_waits_until_it_is_resumed() {
    let world = World::new().await;
    let (paused, other) = (Receiver::ok().await, Receiver::ok().await);
    let endpoint = world.subscribe(&paused.url()).await;
    world.subscribe(&other.url()).await;
    world.change_endpoint(endpoint, |endpoint| endpoint.paused = true).await;
    // With so long a poll, nothing but the end of the hold can have it look again.
    let ttl = Duration::from_millis(100);
    let options = DispatcherOptions { target_ttl: ttl, poll: Duration::from_mins(10), ..loopback_allowed() };
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(world.dispatcher(options).run(shutdown.clone()));
    let began = Instant::now();
    let mut written = 0;
    // Through more than one look at the endpoint's document.
    while began.elapsed() < 4 * ttl {
        world.write_note("news").await;
        written += 1;
        other.receives(written).await;
    }
    while world.pending().await > written as u64 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(paused.received().is_empty());
    let waiting = world.deliveries(in_state(DeliveryState::Pending)).await;
    assert!(waiting.iter().all(|delivery| delivery.summary.attempts == 0), "no try is counted");

    world.change_endpoint(endpoint, |endpoint| endpoint.paused = false).await;
    paused.receives(written).await;
    world.settled().await;
    assert_eq!(paused.received().len(), written, "each once");
    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn what_waits_for_a_paused_endpoint_is_given_up_when_it_is_removed() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    let endpoint = world.subscribe(&receiver.url()).await;
    world.change_endpoint(endpoint, |endpoint| endpoint.paused = true).await;
    world.write_note("never").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    assert_eq!(world.pending().await, 1);
    world.remove_endpoint(endpoint).await;
    world.write_note("nobody hears of this").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    let delivery = world.only_delivery().await.summary;
    assert_eq!((delivery.state, delivery.failure.as_deref()), (DeliveryState::GivenUp, Some("the endpoint is gone")));
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn a_test_event_arrives_signed_like_any_other_and_says_what_it_is() {
    let world = World::new().await;
    let (tried, other) = (Receiver::ok().await, Receiver::ok().await);
    let endpoint = world.subscribe(&tried.url()).await;
    world.subscribe(&other.url()).await;
    let payload = r#"{"id":0,"text":"try"}"#;
    let id = world.send_test(endpoint, payload).await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;

    let hook = tried.receives(1).await.remove(0);
    assert_eq!((&hook.body[..], hook.header("x-shopwire-test")), (payload.as_bytes(), "true"));
    assert_eq!(hook.header("x-cyberbiz-event"), "notes/create");
    assert!(verify_hex(world.secret.as_bytes(), &hook.body, hook.header("x-cyberbiz-hmac-sha256")));
    assert!(other.received().is_empty(), "nobody else is told");
    let delivery = world.only_delivery().await;
    assert_eq!((delivery.summary.id, delivery.summary.state), (id, DeliveryState::Delivered));
    assert!(delivery.summary.test);

    world.write_note("real").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    assert_eq!(tried.receives(2).await[1].header("x-shopwire-test"), "", "what happened is no test");
}

#[tokio::test]
async fn the_log_tells_the_headers_that_the_receiver_got() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    let endpoint = world.subscribe(&receiver.url()).await;
    world.send_test(endpoint, "{}").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    let hook = receiver.receives(1).await.remove(0);

    let delivery = world.deliveries(DeliveryFilter::default()).await.remove(0);
    let seconds = hook.header("webhook-timestamp").parse::<i64>().unwrap();
    let at = wire::Timestamp::from_millis(seconds * 1000);
    let told = headers(&world.database, &world.vault, &delivery, at).await.unwrap();
    assert_eq!(told, hook.headers);

    world.change_endpoint(endpoint, |endpoint| endpoint.paused = true).await;
    let later = headers(&world.database, &world.vault, &delivery, world.clock.now().plus_millis(60_000)).await.unwrap();
    assert_eq!(later["webhook-id"], told["webhook-id"]);
    assert_ne!(later["webhook-signature"], told["webhook-signature"]);
    world.remove_endpoint(endpoint).await;
    assert!(headers(&world.database, &world.vault, &delivery, at).await.is_none());
}
