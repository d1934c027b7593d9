//! The read models: on a thread of their own, fed by acknowledged commits, behind one lock.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;

use contracts::{Commit, Directory, Position, Recorded, ServiceEvent, registry};
use tokio::sync::watch;
use values::Uuid;

use crate::Service;

/// How many batches may wait to be folded in before their sender waits, too.
const BATCHES_WAITING_MAX: usize = 64;

/// What is folded in.
pub(crate) enum Batch<E> {
    /// Acknowledged commits of the service itself.
    Own(Vec<Arc<Commit<E>>>),
    /// What `registry` says of who and what is where.
    Registered(Vec<Recorded<registry::Event>>),
}

/// A service's read models, with what every service has: which commits changed an aggregate, and
/// who and what is where.
pub(crate) struct Models<S: Service> {
    pub(crate) view: S::View,
    pub(crate) histories: HashMap<Uuid, Changes>,
    pub(crate) directory: Directory,
}

/// What changed an aggregate, and how often.
#[derive(Default)]
pub(crate) struct Changes {
    pub(crate) positions: Vec<Position>,
    pub(crate) version: u64,
}

/// The reading end of the views.
pub(crate) struct Views<S: Service> {
    models: Arc<RwLock<Models<S>>>,
    position: watch::Receiver<Position>,
}

impl<S: Service> Clone for Views<S> {
    fn clone(&self) -> Self {
        Self { models: Arc::clone(&self.models), position: self.position.clone() }
    }
}

impl<S: Service> Views<S> {
    /// Starts the thread that folds what is sent into the views. It ends when the sender is
    /// dropped.
    pub(crate) fn spawn() -> (SyncSender<Batch<S::Event>>, Self, JoinHandle<()>) {
        let models = Models::<S> {
            view: S::View::default(),
            histories: HashMap::new(),
            directory: Directory::default(),
        };
        let models = Arc::new(RwLock::new(models));
        let (told, position) = watch::channel(0);
        let (send, receive) = sync_channel(BATCHES_WAITING_MAX);
        let writing = Arc::clone(&models);
        let thread = std::thread::Builder::new()
            .name(format!("{}-views", S::Event::SERVICE))
            .spawn(move || fold::<S>(&receive, &writing, &told))
            .expect("a process that cannot start a thread cannot serve");
        (send, Self { models, position }, thread)
    }

    /// The views as they are now.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Models<S>> {
        self.models.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until they contain `position`; false when they never will.
    pub(crate) async fn reach(&self, position: Position) -> bool {
        self.position.clone().wait_for(|at| *at >= position).await.is_ok()
    }
}

fn fold<S: Service>(
    receive: &Receiver<Batch<S::Event>>,
    models: &RwLock<Models<S>>,
    told: &watch::Sender<Position>,
) {
    while let Ok(batch) = receive.recv() {
        let models = models.write().unwrap_or_else(PoisonError::into_inner);
        match batch {
            Batch::Own(commits) => {
                let Some(last) = commits.last().map(|commit| commit.position) else { continue };
                fold_own(models, &commits);
                told.send_replace(last);
            }
            Batch::Registered(all) => fold_registered(models, &all),
        }
    }
}

fn fold_own<S: Service>(
    mut models: RwLockWriteGuard<'_, Models<S>>,
    commits: &[Arc<Commit<S::Event>>],
) {
    for commit in commits {
        S::view(&mut models.view, commit);
        for recorded in &commit.events {
            let changes = models.histories.entry(recorded.aggregate).or_default();
            changes.version = recorded.version;
            if changes.positions.last() != Some(&commit.position) {
                changes.positions.push(commit.position);
            }
        }
    }
}

fn fold_registered<S: Service>(
    mut models: RwLockWriteGuard<'_, Models<S>>,
    all: &[Recorded<registry::Event>],
) {
    let Models { view, directory, .. } = &mut *models;
    for recorded in all {
        directory.apply(recorded);
        for organisation in directory.resettled(recorded) {
            S::settled(view, organisation, directory);
        }
    }
}
