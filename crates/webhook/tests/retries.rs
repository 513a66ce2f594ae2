//! What happens to a delivery that fails.

mod support;

use std::time::Duration;

use platform::Plan;
use shopwire_webhook::log::{ResendError, Resent, resend_matching};
use shopwire_webhook::{DispatcherOptions, Schedule};
use storage::{DeliveryFilter, DeliveryState};
use support::{Receiver, Reply, World, in_state, loopback_allowed};

const WAITS: [i64; 10] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200];

#[tokio::test]
async fn a_failed_delivery_is_tried_again_on_schedule() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, _| Reply::status(503)).await;
    world.subscribe(&receiver.url()).await;
    world.write_note("again").await;
    let mut dispatcher = world.dispatcher(loopback_allowed());
    dispatcher.run_until_idle().await;
    for (tries, seconds) in (1..).zip(WAITS) {
        assert_eq!(receiver.received().len(), tries);
        // not before the shortest wait, surely after the longest
        world.clock.advance_millis(seconds * 900 - 1000);
        dispatcher.run_until_idle().await;
        assert_eq!(receiver.received().len(), tries, "tried too early");
        world.clock.advance_millis(seconds * 200 + 2000);
        dispatcher.run_until_idle().await;
    }
    assert_eq!(receiver.received().len(), 11);
    let delivery = world.only_delivery().await;
    assert_eq!(delivery.summary.state, DeliveryState::GivenUp);
    assert_eq!(delivery.summary.failure.as_deref(), Some("answered 503"));
    let numbers: Vec<u32> = delivery.attempts.iter().map(|attempt| attempt.number).collect();
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
    world.clock.advance_millis(7 * 86_400_000);
    dispatcher.run_until_idle().await;
    assert_eq!(receiver.received().len(), 11, "given up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_dispatcher_notices_what_becomes_due() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, before| Reply::status(if before == 0 { 500 } else { 200 })).await;
    world.subscribe(&receiver.url()).await;
    let options = DispatcherOptions { poll: Duration::from_millis(20), ..loopback_allowed() };
    let shutdown = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(world.dispatcher(options).run(shutdown.clone()));
    world.write_note("again").await;
    receiver.receives(1).await;
    while world.only_delivery().await.attempts.is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    // moved while the dispatcher sleeps towards the retry
    world.clock.advance_millis(6000);
    receiver.receives(2).await;
    world.settled().await;
    assert_eq!(world.only_delivery().await.summary.state, DeliveryState::Delivered);
    shutdown.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let world = World::new().await;
    let receiver =
        Receiver::answering(|_, _| Reply { headers: vec![("retry-after", "3600".into())], ..Reply::status(429) }).await;
    world.subscribe(&receiver.url()).await;
    world.write_note("patience").await;
    let mut dispatcher = world.dispatcher(loopback_allowed());
    dispatcher.run_until_idle().await;
    world.clock.advance_millis(3_590_000);
    dispatcher.run_until_idle().await;
    assert_eq!(receiver.received().len(), 1);
    world.clock.advance_millis(20_000);
    dispatcher.run_until_idle().await;
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn every_try_has_the_same_webhook_id() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, before| Reply::status(if before < 2 { 500 } else { 200 })).await;
    world.subscribe(&receiver.url()).await;
    world.write_note("same").await;
    let mut dispatcher = world.dispatcher(loopback_allowed());
    for _ in 0..3 {
        dispatcher.run_until_idle().await;
        world.clock.advance_millis(60_000);
    }
    world.resend(world.only_delivery().await.summary.id).await.unwrap();
    dispatcher.run_until_idle().await;

    let hooks = receiver.received();
    assert_eq!(hooks.len(), 4);
    for one in &hooks {
        assert_eq!(one.header("webhook-id"), hooks[0].header("webhook-id"));
        assert_eq!(one.body, hooks[0].body);
    }
    assert_ne!(hooks[0].header("webhook-timestamp"), hooks[1].header("webhook-timestamp"));
}

#[tokio::test]
async fn a_given_up_delivery_can_be_resent() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, before| Reply::status(if before < 3 { 500 } else { 200 })).await;
    let endpoint = world.subscribe(&receiver.url()).await;
    world.write_note("once more").await;
    let options = DispatcherOptions {
        schedule: Schedule { waits: vec![Duration::from_secs(5)], ..Schedule::default() },
        ..loopback_allowed()
    };
    let mut dispatcher = world.dispatcher(options);
    dispatcher.run_until_idle().await;
    world.clock.advance_millis(6000);
    dispatcher.run_until_idle().await;
    let delivery = world.only_delivery().await.summary;
    assert_eq!(delivery.state, DeliveryState::GivenUp);

    // from the start of its schedule: it fails once more, and is tried again
    world.resend(delivery.id).await.unwrap();
    dispatcher.run_until_idle().await;
    assert_eq!(world.only_delivery().await.summary.state, DeliveryState::Pending);
    world.clock.advance_millis(6000);
    dispatcher.run_until_idle().await;
    let log = world.only_delivery().await;
    assert_eq!((log.summary.state, log.attempts.len()), (DeliveryState::Delivered, 4));

    world.remove_endpoint(endpoint).await;
    let refused = world.resend(delivery.id).await;
    assert!(matches!(refused, Err(ResendError::NoEndpoint { .. })), "{refused:?}");
    let refused = world.resend(4711).await;
    assert!(matches!(refused, Err(ResendError::NoDelivery(4711))), "{refused:?}");
}

#[tokio::test]
async fn all_that_match_are_resent_piece_by_piece() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, before| Reply::status(if before < 5 { 500 } else { 200 })).await;
    let nowhere = world.subscribe("http://127.0.0.1:9/").await;
    world.write_note("lost").await;
    world.remove_endpoint(nowhere).await;
    world.subscribe(&receiver.url()).await;
    world.write_notes(&["1", "2", "3", "4", "5"]).await;
    let options = DispatcherOptions {
        schedule: Schedule { waits: Vec::new(), ..Schedule::default() },
        senders_per_endpoint: 1,
        ..loopback_allowed()
    };
    let mut dispatcher = world.dispatcher(options);
    dispatcher.run_until_idle().await;
    world.write_note("6").await;
    dispatcher.run_until_idle().await;

    let mut filter = DeliveryFilter { oldest_first: true, limit: Some(4), ..in_state(DeliveryState::GivenUp) };
    let mut steps = Vec::new();
    loop {
        let Resent { last, queued, gone } = resend_matching(&world.database, &filter).await.unwrap();
        if last.is_none() {
            break;
        }
        filter.after = last;
        steps.push((queued, gone));
    }
    assert_eq!(steps, [(3, 1), (2, 0)]);
    dispatcher.run_until_idle().await;
    let texts: Vec<String> = receiver.received().iter().map(support::Received::text).collect();
    assert_eq!(texts, ["1", "2", "3", "4", "5", "6", "1", "2", "3", "4", "5"]);
    assert_eq!(world.deliveries(in_state(DeliveryState::GivenUp)).await.len(), 1, "what has no endpoint stays");
}

#[tokio::test]
async fn a_delivery_whose_endpoint_is_gone_is_given_up() {
    let world = World::new().await;
    let endpoint = world.subscribe("http://127.0.0.1:9/").await;
    world.write_note("nowhere").await;
    world.remove_endpoint(endpoint).await;
    world.dispatcher(loopback_allowed()).run_until_idle().await;
    let delivery = world.only_delivery().await.summary;
    assert_eq!(delivery.state, DeliveryState::GivenUp);
    assert_eq!(delivery.failure.as_deref(), Some("the endpoint is gone"));
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_is_a_failure() {
    let world = World::new().await;
    let receiver = Receiver::answering(|_, _| Reply { delay: Duration::from_mins(1), ..Reply::status(200) }).await;
    world.subscribe(&receiver.url()).await;
    world.write_note("hello?").await;
    let options = DispatcherOptions { timeout: Duration::from_millis(100), ..loopback_allowed() };
    world.dispatcher(options).run_until_idle().await;
    let delivery = world.only_delivery().await;
    assert_eq!(delivery.summary.state, DeliveryState::Pending);
    assert_eq!(delivery.attempts[0].status, None);
    assert_eq!(delivery.attempts[0].failure.as_deref(), Some("no answer within 0.1 s"));
}

#[tokio::test]
async fn a_shop_without_the_api_receives_nothing() {
    let world = World::new().await;
    let receiver = Receiver::ok().await;
    world.subscribe(&receiver.url()).await;
    world.set_plan(Plan::Basic).await;
    world.write_note("held").await;
    let options = DispatcherOptions { target_ttl: Duration::ZERO, ..loopback_allowed() };
    let mut dispatcher = world.dispatcher(options);
    dispatcher.run_until_idle().await;
    let held = world.only_delivery().await;
    assert_eq!((held.summary.state, held.attempts.len()), (DeliveryState::Pending, 0));
    assert!(receiver.received().is_empty());

    world.set_plan(Plan::Enterprise).await;
    dispatcher.run_until_idle().await;
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(world.deliveries(in_state(DeliveryState::Delivered)).await.len(), 1);
}
