//! All services, and the bus between them.

use bus::MemoryStreams;
use evaluation::Evaluation;
use matching::Matching;
use needs::Needs;
use notices::Notices;
use projects::Projects;
use registry::Registry;
use reporting::Reporting;
use resources::Resources;
use values::Timestamp;

use super::mirror::Acknowledgement;
use super::node::{Node, Simulated};

/// How many services there are.
pub(super) const SERVICES: usize = 8;

/// More than any run needs to come to rest.
const ROUNDS_MAX: usize = 1000;

pub(super) struct City {
    pub(super) registry: Node<Registry>,
    pub(super) resources: Node<Resources>,
    pub(super) needs: Node<Needs>,
    pub(super) projects: Node<Projects>,
    pub(super) evaluation: Node<Evaluation>,
    pub(super) reporting: Node<Reporting>,
    pub(super) matching: Node<Matching>,
    pub(super) notices: Node<Notices>,
    pub(super) streams: MemoryStreams,
}

impl City {
    pub(super) fn new() -> Self {
        Self {
            registry: Node::new(),
            resources: Node::new(),
            needs: Node::new(),
            projects: Node::new(),
            evaluation: Node::new(),
            reporting: Node::new(),
            matching: Node::new(),
            notices: Node::new(),
            streams: MemoryStreams::new(),
        }
    }

    pub(super) fn nodes(&self) -> [&dyn Simulated; SERVICES] {
        [
            &self.registry,
            &self.resources,
            &self.needs,
            &self.projects,
            &self.evaluation,
            &self.reporting,
            &self.matching,
            &self.notices,
        ]
    }

    pub(super) fn nodes_mut(&mut self) -> [&mut dyn Simulated; SERVICES] {
        [
            &mut self.registry,
            &mut self.resources,
            &mut self.needs,
            &mut self.projects,
            &mut self.evaluation,
            &mut self.reporting,
            &mut self.matching,
            &mut self.notices,
        ]
    }

    pub(super) fn node_and_streams(
        &mut self,
        index: usize,
    ) -> (&mut dyn Simulated, &MemoryStreams) {
        let Self { registry, resources, needs, projects, streams, .. } = self;
        let Self { evaluation, reporting, matching, notices, .. } = self;
        let nodes: [&mut dyn Simulated; SERVICES] =
            [registry, resources, needs, projects, evaluation, reporting, matching, notices];
        let node = nodes.into_iter().nth(index).expect("the index is below the number of services");
        (node, streams)
    }

    pub(super) fn node(&mut self, index: usize) -> &mut dyn Simulated {
        self.node_and_streams(index).0
    }

    pub(super) fn node_of(&mut self, subject: &str) -> &mut dyn Simulated {
        let service = contracts::subjects::service_of(subject);
        let mut nodes = self.nodes_mut().into_iter();
        nodes.find(|node| Some(node.name()) == service).expect("clients ask known services only")
    }

    /// What must hold at any moment.
    pub(super) fn check(&self) {
        for node in self.nodes() {
            node.check(&self.streams);
        }
    }

    /// Nothing goes wrong any more and nobody asks for anything: everything on its way arrives.
    pub(super) fn settle(&mut self, now: Timestamp) {
        for _ in 0..ROUNDS_MAX {
            let heads = self.heads();
            for index in 0..SERVICES {
                let (node, streams) = self.node_and_streams(index);
                node.due(now);
                node.sync(usize::MAX);
                while node.mirror(streams, Acknowledgement::Received) {}
            }
            for index in 0..SERVICES {
                let (node, streams) = self.node_and_streams(index);
                node.learn(streams, usize::MAX);
                for (source, _) in node.sources() {
                    follow_to_the_end(node, streams, source, now);
                }
            }
            if self.heads() == heads && self.nodes().iter().all(|node| node.undurable() == 0) {
                self.check();
                return;
            }
        }
        panic!("it does not come to rest in {ROUNDS_MAX} rounds");
    }

    fn heads(&self) -> Vec<(u64, u64)> {
        let head = |node: &dyn Simulated| {
            let followed = node.sources().iter().map(|(_, position)| position).sum();
            (eventlog::Log::head(node.log()).position + node.undurable() as u64, followed)
        };
        self.nodes().into_iter().map(head).collect()
    }
}

fn follow_to_the_end(
    node: &mut dyn Simulated,
    streams: &MemoryStreams,
    source: &'static str,
    now: Timestamp,
) {
    while node.in_flight(source) > 0 {
        node.deliver(now, source, 0, false);
    }
    let handled = node.sources().into_iter().find(|(name, _)| *name == source);
    let from = handled.map_or(1, |(_, position)| position + 1);
    node.fetch(streams, source, from, usize::MAX);
    while node.in_flight(source) > 0 {
        node.deliver(now, source, 0, false);
    }
}
