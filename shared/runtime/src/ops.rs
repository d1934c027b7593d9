//! How a service is: for `/healthz`, `/readyz` and `/metrics`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json};
use axum::routing::get;
use contracts::Position;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use tokio::sync::watch;

/// How one service is. Clones share it.
#[derive(Clone)]
pub struct Health {
    service: &'static str,
    acknowledged: watch::Receiver<Position>,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    mirrored: Option<watch::Receiver<Position>>,
    parked: usize,
    followed: BTreeMap<&'static str, Position>,
    stopped: BTreeMap<&'static str, String>,
}

/// What `/readyz` says of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    pub service: &'static str,
    /// The last commit on stable storage.
    pub position: Position,
    /// The last commit in the mirror.
    pub mirrored: Position,
    /// Followed commits that were put aside, and deadlines.
    pub parked: usize,
    /// The last commit handled of each followed service.
    pub followed: BTreeMap<&'static str, Position>,
    /// Services that can no longer be followed, with the reason.
    pub stopped: BTreeMap<&'static str, String>,
}

impl Health {
    pub(crate) fn new(service: &'static str, acknowledged: watch::Receiver<Position>) -> Self {
        Self { service, acknowledged, inner: Arc::default() }
    }

    /// How it is now.
    pub fn readiness(&self) -> Readiness {
        let inner = self.lock();
        Readiness {
            service: self.service,
            position: *self.acknowledged.borrow(),
            mirrored: inner.mirrored.as_ref().map_or(0, |mirrored| *mirrored.borrow()),
            parked: inner.parked,
            followed: inner.followed.clone(),
            stopped: inner.stopped.clone(),
        }
    }

    /// Tells the figures of now, for `/metrics`.
    fn tell(&self) {
        let Readiness { service, position, mirrored, parked, followed, stopped } = self.readiness();
        let parked = u32::try_from(parked).unwrap_or(u32::MAX);
        metrics::gauge!("gongjian_parked", "service" => service).set(parked);
        metrics::gauge!("gongjian_log_position", "service" => service).set(figure(position));
        metrics::gauge!("gongjian_mirrored_position", "service" => service).set(figure(mirrored));
        for (source, position) in &followed {
            let labels = [("service", service), ("source", *source)];
            metrics::gauge!("gongjian_followed_position", &labels).set(figure(*position));
        }
        for source in followed.keys().chain(stopped.keys()) {
            let labels = [("service", service), ("source", *source)];
            let stopped = u32::from(stopped.contains_key(source));
            metrics::gauge!("gongjian_follower_stopped", &labels).set(stopped);
        }
    }

    /// Waits until the mirror holds all that is on stable storage at the time of the call.
    pub async fn mirrored(&self) {
        let position = *self.acknowledged.borrow();
        let Some(mut mirrored) = self.lock().mirrored.clone() else { return };
        // The mirror ends with the service: then there is nothing to wait for.
        mirrored.wait_for(|at| *at >= position).await.ok();
    }

    /// Is everything it follows still followed?
    pub fn is_ready(&self) -> bool {
        self.lock().stopped.is_empty()
    }

    pub(crate) fn watch_mirror(&self, mirrored: watch::Receiver<Position>) {
        self.lock().mirrored = Some(mirrored);
    }

    pub(crate) fn set_parked(&self, parked: usize) {
        self.lock().parked = parked;
    }

    pub(crate) fn followed(&self, source: &'static str, position: Position) {
        self.lock().followed.insert(source, position);
    }

    pub(crate) fn stopped_following(&self, source: &'static str, reason: String) {
        self.lock().stopped.insert(source, reason);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `/healthz` (the process lives), `/readyz` (every service can do its work), `/metrics`.
pub fn ops_router(services: Vec<Health>, metrics: Option<PrometheusHandle>) -> Router {
    let told = services.clone();
    let figures = async move || {
        told.iter().for_each(Health::tell);
        metrics.map_or(String::new(), |metrics| metrics.render())
    };
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .with_state(services)
        .route("/metrics", get(figures))
}

/// As the figures are written: exact up to 2^53, which no log reaches.
fn figure(position: Position) -> f64 {
    position as f64
}

async fn readyz(State(services): State<Vec<Health>>) -> impl IntoResponse {
    let ready = services.iter().all(Health::is_ready);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(services.iter().map(Health::readiness).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use serde_json::{Value, json};
    use tower::ServiceExt as _;

    use super::*;

    async fn get(router: &Router, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    fn at(position: Position) -> watch::Receiver<Position> {
        watch::channel(position).1
    }

    #[tokio::test]
    async fn one_that_cannot_follow_any_more_is_alive_and_not_ready_and_says_why() {
        let (needs, projects) = (Health::new("needs", at(7)), Health::new("projects", at(9)));
        needs.watch_mirror(at(6));
        needs.followed("projects", 8);
        let router = ops_router(vec![needs.clone(), projects], None);
        let (status, told) = get(&router, "/readyz").await;
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(status, StatusCode::OK, "{told}");
        let expected = json!({
            "service": "needs", "position": 7, "mirrored": 6, "parked": 0,
            "followed": { "projects": 8 }, "stopped": {},
        });
        assert_eq!((&told[0], &told[1]["service"]), (&expected, &json!("projects")));

        needs.stopped_following("projects", "an event of another version".to_owned());
        let (status, told) = get(&router, "/readyz").await;
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{told}");
        assert_eq!(told[0]["stopped"], json!({ "projects": "an event of another version" }));
        assert_eq!(get(&router, "/healthz").await, (StatusCode::OK, "ok\n".to_owned()));
    }

    #[tokio::test]
    async fn what_somebody_has_to_look_at_is_a_figure() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _here = metrics::set_default_local_recorder(&recorder);
        let health = Health::new("needs", at(7));
        health.watch_mirror(at(6));
        health.set_parked(2);
        health.followed("projects", 8);
        health.stopped_following("registry", "an event of another version".to_owned());
        let router = ops_router(vec![health], Some(recorder.handle()));
        let (status, told) = get(&router, "/metrics").await;
        assert_eq!(status, StatusCode::OK);
        for figure in [
            "gongjian_parked{service=\"needs\"} 2",
            "gongjian_log_position{service=\"needs\"} 7",
            "gongjian_mirrored_position{service=\"needs\"} 6",
            "gongjian_followed_position{service=\"needs\",source=\"projects\"} 8",
            "gongjian_follower_stopped{service=\"needs\",source=\"projects\"} 0",
            "gongjian_follower_stopped{service=\"needs\",source=\"registry\"} 1",
        ] {
            assert!(told.lines().any(|line| line == figure), "{figure} in {told}");
        }
    }
}
