//! Rings in a graph.

/// All rings of a graph whose nodes are numbers, each once, beginning at its smallest node. `edges` has one list for
/// each node. Of rings that share nodes some stand for all.
pub(crate) fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut done = vec![false; edges.len()];
    for start in 0..edges.len() {
        search(start, edges, &mut done, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

/// Depth first, without recursion: the path, and for each node on it the next edge to follow.
fn search(start: usize, edges: &[Vec<usize>], done: &mut [bool], found: &mut Vec<Vec<usize>>) {
    let mut path: Vec<(usize, usize)> = vec![(start, 0)];
    while let Some((node, next)) = path.last_mut() {
        let node = *node;
        if done.get(node).copied().unwrap_or(true) {
            path.pop();
            continue;
        }
        let Some(to) = edges.get(node).and_then(|list| list.get(*next)).copied() else {
            if let Some(flag) = done.get_mut(node) {
                *flag = true;
            }
            path.pop();
            continue;
        };
        *next += 1;
        match path.iter().position(|(on_path, _)| *on_path == to) {
            Some(from) => {
                let ring = path.iter().skip(from).map(|(node, _)| *node).collect();
                found.push(from_smallest(ring));
            }
            None => path.push((to, 0)),
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
