//! What a receiver gets, and who keeps nobody waiting.

mod support;

use std::time::{Duration, Instant};

use shopwire_webhook::DispatcherOptions;
use shopwire_webhook::signature::{StandardWebhook, verify_hex, verify_standard};
use storage::{DeliveryFilter, DeliveryState};
use support::{Received, Receiver, Reply, World, in_state, loopback_allowed};
use tokio_util::sync::CancellationToken;

fn texts(hooks: &[Received]) -> Vec<String> {
    hooks.iter().map(Received::text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_its_endpoint_signed() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    world.subscribe(&receiver.url()).await;
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(world.dispatcher(loopback_allowed()).run(shutdown.clone()));

    let note = world.write_note("你好").await;
    let hook = receiver.receives(1).await.remove(0);
    world.settled().await;

    assert_eq!(hook.path, "/hook?from=shopwire");
    assert_eq!(hook.body, serde_json::to_string(&note).unwrap());
    let secret = world.secret.as_bytes();
    assert!(verify_hex(secret, &hook.body, hook.header("x-cyberbiz-hmac-sha256")));
    let domain = hook.header("x-cyberbiz-domain");
    assert_eq!(domain, "test.shopwire.test");
    assert!(verify_hex(secret, domain.as_bytes(), hook.header("x-cyberbiz-domain-hmac-sha256")));
    let standard = StandardWebhook {
        id: hook.header("webhook-id"),
        timestamp: hook.header("webhook-timestamp"),
        signatures: hook.header("webhook-signature"),
        body: &hook.body,
    };
    assert_eq!(verify_standard(secret, &standard, world.database.now().seconds()), Ok(()));
    for (name, value) in [
        ("user-agent", "CyberbizAppWebhook/1.0"),
        ("content-type", "application/json"),
        ("x-cyberbiz-event", "notes/create"),
        ("x-request-id", "req-1"),
        ("host", &format!("127.0.0.1:{}", receiver.port)),
    ] {
        assert_eq!(hook.header(name), value, "{name}");
    }
    assert!(!hook.header("x-cyberbiz-shop-domain").is_empty());

    let delivery = world.only_delivery().await;
    assert_eq!(delivery.summary.state, DeliveryState::Delivered);
    assert_eq!(delivery.summary.uid, hook.header("webhook-id"));
    assert_eq!(delivery.event.payload, hook.body);
    assert_eq!(delivery.event.request_id.as_deref(), Some("req-1"));
    assert_eq!(delivery.attempts.len(), 1);
    assert_eq!(delivery.attempts[0].status, Some(200));

    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_endpoint_delays_no_other() {
    let world = World::new().await;
    let slow = Receiver::answering(|_, _| Reply { delay: Duration::from_mins(1), ..Reply::status(200) }).await;
    let quick = Receiver::ok().await;
    world.subscribe(&slow.url()).await;
    let options = DispatcherOptions {
        // fewer than the slow endpoint alone could occupy
        senders: 2,
        waiting: 8,
        grace: Duration::from_millis(10),
        ..loopback_allowed()
    };
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(world.dispatcher(options).run(shutdown.clone()));
    world.write_notes(&["queued"; 100]).await;
    slow.receives(1).await;
    world.subscribe(&quick.url()).await;

    let began = Instant::now();
    for text in ["1", "2", "3"] {
        world.write_note(text).await;
    }
    assert_eq!(texts(&quick.receives(3).await), ["1", "2", "3"]);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(slow.received().len() <= 4);

    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_queue_starves_no_other() {
    let world = World::new().await;
    let (long, short) = (Receiver::ok().await, Receiver::ok().await);
    world.subscribe(&long.url()).await;
    world.write_notes(&vec!["queued"; 3000]).await;
    world.subscribe(&short.url()).await;
    world.write_note("short").await;

    let mut dispatcher = world.dispatcher(loopback_allowed());
    let shutdown = tokio::spawn(async move { dispatcher.run_until_idle().await });
    short.receives(1).await;
    assert!(long.received().len() < 1500, "{}", long.received().len());
    shutdown.await.unwrap();
    assert_eq!(long.received().len(), 3001);
    assert_eq!(world.pending().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_delivered_once_while_all_goes_well() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    world.subscribe(&receiver.url()).await;
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(world.dispatcher(loopback_allowed()).run(shutdown.clone()));
    let mut writers = tokio::task::JoinSet::new();
    let world = std::sync::Arc::new(world);
    for writer in 0..8 {
        let world = std::sync::Arc::clone(&world);
        writers.spawn(async move {
            for number in 0..100 {
                world.write_note(&format!("{writer}-{number}")).await;
            }
        });
    }
    writers.join_all().await;
    receiver.receives(800).await;
    world.settled().await;
    let mut texts = texts(&receiver.received());
    texts.sort_unstable();
    texts.dedup();
    assert_eq!((texts.len(), receiver.received().len()), (800, 800));
    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn undelivered_events_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::ok().await;
    {
        let world = World::open(folder.path()).await;
        world.subscribe(&receiver.url()).await;
        world.write_notes(&["1", "2", "3"]).await;
    }
    let world = World::open(folder.path()).await;
    assert_eq!(world.pending().await, 3);
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    assert_eq!(receiver.received().len(), 3);
    assert_eq!(world.pending().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn shutdown_lets_running_tries_end_and_records_them() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, _| Reply { delay: Duration::from_millis(200), ..Reply::status(200) }).await;
    world.subscribe(&receiver.url()).await;
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(world.dispatcher(loopback_allowed()).run(shutdown.clone()));
    world.write_notes(&["queued"; 50]).await;
    receiver.receives(1).await;
    shutdown.cancel();
    running.await.unwrap();

    let ended = receiver.received().len();
    assert!(ended < 50);
    assert_eq!(world.deliveries(in_state(DeliveryState::Delivered)).await.len(), ended);
    assert_eq!(world.pending().await, 50 - ended as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_the_receiver_closed_costs_no_try() {
    let world = World::new().await;
    // answers, and closes without having said so
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 65536];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        }
    });
    world.subscribe(&format!("http://localhost:{port}")).await;
    let mut dispatcher = world.dispatcher(loopback_allowed());
    for text in ["1", "2", "3"] {
        world.write_note(text).await;
        dispatcher.run_until_idle().await;
    }
    for delivery in world.deliveries(DeliveryFilter::default()).await {
        assert_eq!((delivery.summary.state, delivery.attempts.len()), (DeliveryState::Delivered, 1));
    }
}

/// Which of the secrets the delivery's signatures verify with: (the platform's own header, Standard Webhooks).
fn verifies(world: &World, hook: &Received, secret: &str) -> (bool, bool) {
    let standard = StandardWebhook {
        id: hook.header("webhook-id"),
        timestamp: hook.header("webhook-timestamp"),
        signatures: hook.header("webhook-signature"),
        body: &hook.body,
    };
    (
        verify_hex(secret.as_bytes(), &hook.body, hook.header("x-cyberbiz-hmac-sha256")),
        verify_standard(secret.as_bytes(), &standard, world.database.now().seconds()).is_ok(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_secret_is_rotated_both_verify() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    world.subscribe(&receiver.url()).await;
    let new = world.rotate_secret(24).await;
    let mut dispatcher = world.dispatcher(loopback_allowed());

    world.write_note("during").await;
    dispatcher.run_until_idle().await;
    let during = receiver.receives(1).await.remove(0);
    assert_eq!(verifies(&world, &during, &new), (true, true));
    assert_eq!(verifies(&world, &during, &world.secret), (false, true));
    assert_eq!(during.header("webhook-signature").split(' ').count(), 2);

    world.clock.advance_millis(24 * 3_600_000);
    world.write_note("after").await;
    dispatcher.run_until_idle().await;
    let after = receiver.receives(2).await.remove(1);
    assert_eq!(verifies(&world, &after, &new), (true, true));
    assert_eq!(verifies(&world, &after, &world.secret), (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_leaked_is_dropped_at_once() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    world.subscribe(&receiver.url()).await;
    let second = world.rotate_secret(24).await;
    let third = world.rotate_secret(0).await;
    world.write_note("now").await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    let hook = receiver.receives(1).await.remove(0);
    assert_eq!(verifies(&world, &hook, &third), (true, true));
    for gone in [&second, &world.secret] {
        assert_eq!(verifies(&world, &hook, gone), (false, false));
    }
}
