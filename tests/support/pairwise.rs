//! Combinations in which every pair of levels of two factors occurs, as far as it can.

/// Factor, level, factor, level.
pub(crate) type Pair = (usize, usize, usize, usize);

/// One level for each factor.
pub(crate) type Levels = Vec<usize>;

/// What was found.
pub(crate) struct Pairwise {
    /// One level for each factor.
    pub(crate) cases: Vec<Levels>,
    /// Pairs (factor, level, factor, level) that occur in no accepted case.
    pub(crate) impossible: Vec<Pair>,
}

/// Covers all pairs with cases that `accepts` takes. A pair counts as impossible after many
/// different fillings around it were refused.
pub(crate) fn cover(levels: &[usize], accepts: impl Fn(&[usize]) -> bool) -> Pairwise {
    let mut open = all_pairs(levels);
    let mut found = Pairwise {
        cases: Vec::new(),
        impossible: Vec::new(),
    };
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    while let Some(&pair) = open.first() {
        match filled(levels, &open, &accepts, &mut random) {
            Some(case) => {
                open.retain(|&pair| !holds(&case, pair));
                found.cases.push(case);
            }
            None => {
                open.remove(0);
                found.impossible.push(pair);
            }
        }
    }
    found
}

fn all_pairs(levels: &[usize]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for a in 0..levels.len() {
        for b in a + 1..levels.len() {
            for x in 0..levels[a] {
                pairs.extend((0..levels[b]).map(|y| (a, x, b, y)));
            }
        }
    }
    pairs
}

fn holds(case: &[usize], (a, x, b, y): Pair) -> bool {
    case[a] == x && case[b] == y
}

/// The accepted case around the first open pair that covers the most open pairs, out of many tries.
fn filled(
    levels: &[usize],
    open: &[Pair],
    accepts: &impl Fn(&[usize]) -> bool,
    random: &mut Random,
) -> Option<Levels> {
    let &(a, x, b, y) = open.first()?;
    let mut best: Option<(usize, Levels)> = None;
    for attempt in 0..300 {
        if attempt >= 25 && best.is_some() {
            break;
        }
        let mut case: Levels = levels.iter().map(|&count| random.below(count)).collect();
        case[a] = x;
        case[b] = y;
        let covers = open.iter().filter(|&&pair| holds(&case, pair)).count();
        if best.as_ref().is_none_or(|(most, _)| covers > *most) && accepts(&case) {
            best = Some((covers, case));
        }
    }
    best.map(|(_, case)| case)
}

/// The same numbers in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).unwrap()
    }
}
