//! What both backends promise, checked on both: each test of the suite runs on the twin in memory
//! and on a real nats-server of its own. What only a broker can suffer is checked on that alone.

mod broker;
mod buckets;
mod dead_letters;
mod follower;
mod mirror;
mod requests;
mod rig;

/// Runs each scenario, an `async fn(Rig)`, on both backends.
macro_rules! on_both {
    ($($scenario:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scenario() {
                super::$scenario(crate::conformance::rig::Rig::memory()).await;
            })+
        }
        mod nats {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scenario() {
                super::$scenario(crate::conformance::rig::Rig::nats().await).await;
            })+
        }
    };
}
use on_both;
