//! Rings in a graph.

/// All rings of a graph whose nodes are numbers, each once, beginning at its smallest node. `edges` has one list for
/// each node. Of rings that share nodes some stand for all.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut state = vec![State::New; edges.len()];
    for start in 0..edges.len() {
        search(start, edges, &mut state, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnPath,
    Done,
}

/// Depth first, without recursion: the path, and for each node on it the next edge to follow.
fn search(start: usize, edges: &[Vec<usize>], state: &mut [State], found: &mut Vec<Vec<usize>>) {
    let mut path: Vec<(usize, usize)> = Vec::new();
    let enter = |node: usize, path: &mut Vec<(usize, usize)>, state: &mut [State]| {
        if let Some(slot) = state.get_mut(node).filter(|slot| **slot == State::New) {
            *slot = State::OnPath;
            path.push((node, 0));
        }
    };
    enter(start, &mut path, state);
    while let Some((node, next)) = path.last_mut() {
        let node = *node;
        let Some(to) = edges.get(node).and_then(|list| list.get(*next)).copied() else {
            if let Some(slot) = state.get_mut(node) {
                *slot = State::Done;
            }
            path.pop();
            continue;
        };
        *next += 1;
        if state.get(to) == Some(&State::OnPath) {
            let ring = path.iter().skip_while(|(node, _)| *node != to);
            found.push(from_smallest(ring.map(|(node, _)| *node).collect()));
        } else {
            enter(to, &mut path, state);
        }
    }
}

fn from_smallest(mut ring: Vec<usize>) -> Vec<usize> {
    let smallest = ring.iter().enumerate().min_by_key(|(_, node)| **node);
    let at = smallest.map_or(0, |(at, _)| at);
    ring.rotate_left(at);
    ring
}

#[cfg(test)]
mod tests {
    use super::cycles;

    #[test]
    fn finds_each_ring_once() {
        assert_eq!(
            cycles(&[vec![1], vec![2], vec![0], vec![3], vec![0]]),
            [vec![0, 1, 2], vec![3]]
        );
        assert!(cycles(&[vec![1, 2], vec![2], vec![]]).is_empty());
        assert_eq!(cycles(&[vec![], vec![2], vec![1]]), [vec![1, 2]]);
    }
}
