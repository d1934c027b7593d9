//! The nodes of a tree in the order of a walk that meets parents first: a subtree is a run of it.
//!
//! Textbooks call this the thread index (G. H. Bradley, G. G. Brown, G. W. Graves, *Design and
//! implementation of large scale primal transshipment algorithms*, 1977; Ahuja, Magnanti, Orlin,
//! ch. 11.3). To go through a subtree is to read one array, which the processor's cache holds; to
//! cut it out and put it elsewhere is to join a few ends.
//!
//! Each tree is a ring: after its last node comes its root.

pub(crate) struct Preorder {
    next: Vec<u32>,
    previous: Vec<u32>,
    /// By node, with which node its subtree ends.
    last: Vec<u32>,
}

impl Preorder {
    /// So many trees of one node.
    pub(crate) fn of_single_nodes(count: u32) -> Preorder {
        let own: Vec<_> = (0..count).collect();
        Preorder { next: own.clone(), previous: own.clone(), last: own }
    }

    /// The subtree of a node, parents first.
    pub(crate) fn subtree(&self, top: u32) -> impl Iterator<Item = u32> + '_ {
        let (next, last) = (&self.next[..], self.last[top as usize]);
        let next = move |node: &u32| (*node != last).then(|| next[*node as usize]);
        std::iter::successors(Some(top), next)
    }

    /// Cuts the subtree of `top` out: a tree of its own from then on. `above` are the nodes above,
    /// from its parent to the root.
    pub(crate) fn cut(&mut self, top: u32, above: impl Iterator<Item = u32>) {
        let last = self.last[top as usize];
        let before = self.previous[top as usize];
        self.join(before, self.next[last as usize]);
        self.join(last, top);
        self.end(above, last, before);
    }

    /// Hangs a whole tree from a node of another. `above` are the nodes above, from that node to
    /// its root.
    pub(crate) fn hang(&mut self, top: u32, from: u32, above: impl Iterator<Item = u32>) {
        let last = self.last[top as usize];
        self.join(last, self.next[from as usize]);
        self.join(from, top);
        self.end(above, from, last);
    }

    /// Turns a whole tree over: the first node of `stem` becomes its root, and each other one a
    /// child of the one before. Until then each is the parent of the one before, and the last is
    /// the root.
    pub(crate) fn turn(&mut self, stem: &[u32]) {
        let [top, rest @ ..] = stem else { return };
        // From `top` to `end` stands what hung from the stem's last node, and does so still.
        let mut end = self.last[*top as usize];
        let mut last_below = end;
        for node in rest {
            let last = self.last[*node as usize];
            let before = self.previous[*top as usize];
            self.join(before, self.next[end as usize]);
            self.join(self.previous[*node as usize], *top);
            self.join(end, *node);
            end = if last == last_below { before } else { last };
            last_below = last;
        }
        for node in stem {
            self.last[*node as usize] = end;
        }
    }

    fn join(&mut self, node: u32, next: u32) {
        self.next[node as usize] = next;
        self.previous[next as usize] = node;
    }

    /// Lets the subtrees of `above` end with another node, as far up as they ended with `old`.
    fn end(&mut self, above: impl Iterator<Item = u32>, old: u32, new: u32) {
        for node in above {
            let last = &mut self.last[node as usize];
            if *last != old {
                return;
            }
            *last = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    /// Every node's parent; the root's is itself.
    fn upward(parents: &[u32], node: u32) -> Vec<u32> {
        let parent = |node: &u32| Some(parents[*node as usize]).filter(|above| above != node);
        std::iter::successors(Some(node), parent).collect()
    }

    /// A subtree begins with its node, has each below it once, and parents before children.
    fn is_right(order: &Preorder, parents: &[u32]) -> bool {
        (0..).zip(parents).all(|(top, _)| {
            let met: Vec<_> = order.subtree(top).collect();
            let below = (0..).zip(parents).map(|(node, _)| node);
            let below = below.filter(|node| upward(parents, *node).contains(&top));
            let is_before = |node: &u32| met.iter().position(|other| other == node);
            let in_order = met[1..].iter().all(|node| {
                is_before(&parents[*node as usize]).is_some_and(|at| Some(at) < is_before(node))
            });
            let mut sorted = met.clone();
            sorted.sort_unstable();
            met[0] == top && in_order && sorted == below.collect::<Vec<_>>()
        })
    }

    proptest! {
        #[test]
        fn subtrees_are_runs_whatever_is_moved(
            homes in prop::collection::vec(any::<Index>(), 1..24),
            moves in prop::collection::vec(any::<[Index; 3]>(), 0..12),
        ) {
            let count = u32::try_from(homes.len()).expect("a few") + 1;
            let mut order = Preorder::of_single_nodes(count);
            let mut parents: Vec<_> = (0..count).collect();
            for (node, home) in (1..).zip(homes) {
                let from = u32::try_from(home.index(node as usize)).expect("a few");
                order.hang(node, from, upward(&parents, from).into_iter());
                parents[node as usize] = from;
                prop_assert!(is_right(&order, &parents));
            }
            for [cut, top, from] in moves {
                let cut = u32::try_from(cut.index(count as usize - 1)).expect("a few") + 1;
                let subtree: Vec<_> = order.subtree(cut).collect();
                let above = upward(&parents, cut).split_off(1);
                order.cut(cut, above.into_iter());
                parents[cut as usize] = cut;
                let mut stem = upward(&parents, *top.get(&subtree));
                order.turn(&stem);
                stem.insert(0, stem[0]);
                for pair in stem.windows(2) {
                    parents[pair[1] as usize] = pair[0];
                }
                prop_assert!(is_right(&order, &parents));
                let rest: Vec<_> = (0..count).filter(|node| !subtree.contains(node)).collect();
                let from = *from.get(&rest);
                order.hang(stem[0], from, upward(&parents, from).into_iter());
                parents[stem[0] as usize] = from;
                prop_assert!(is_right(&order, &parents));
            }
        }
    }
}
