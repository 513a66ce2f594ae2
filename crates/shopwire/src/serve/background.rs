//! What runs beside the requests. A new kind of background work is started here, and stops with the rest.

use std::sync::Arc;

use api::calendar;
use api::jobs::Worker;
use api::request_log::Keeper;
use files::Files;
use platform::Directory;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use webhook::Dispatcher;

use super::process;
use crate::config::Config;

pub struct Background {
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Background {
    pub fn start(directory: &Directory, config: &Config, files: &Files, keeper: Keeper) -> Self {
        let (tasks, stopping) = (TaskTracker::new(), CancellationToken::new());
        let dispatcher =
            Dispatcher::new(directory.database.clone(), Arc::clone(&directory.vault), config.webhooks.options());
        tasks.spawn(dispatcher.run(stopping.clone()));
        let mut jobs = shop::jobs();
        portal::jobs(&mut jobs);
        api::files::jobs(&mut jobs, files);
        tasks.spawn(Worker::new(directory.database.clone(), jobs).run(stopping.clone()));
        tasks.spawn(calendar::keep(directory.database.clone(), shop::due, stopping.clone()));
        tasks.spawn(keeper.run(stopping.clone()));
        tasks.spawn(process::measure(stopping.clone()));
        tasks.close();
        Self { tasks, stopping }
    }

    /// Tells everything to stop and waits until it has; each bounds its own ending.
    pub async fn stop(self) {
        self.stopping.cancel();
        self.tasks.wait().await;
    }
}
