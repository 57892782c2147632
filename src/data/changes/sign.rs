//! What shows in a manifest that a change concerns it.

/// A place in the manifests of a kind and what has to stand there.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// The kind of the object.
    pub kind: &'static str,
    /// Its API group; the core group has no name.
    pub group: &'static str,
    /// Its name, where only one object of the kind is meant.
    pub name: Option<&'static str>,
    /// Keys from the root of the object; `*` is every entry or item of a level, `**` everything below.
    pub at: &'static [&'static str],
    /// What has to stand there.
    pub test: Test,
}

/// What has to stand at the place of a sign.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// Anything.
    Present,
    /// One of these texts.
    Is(&'static [&'static str]),
    /// A text that holds one of these, blanks left out.
    Holds(&'static [&'static str]),
    /// A text of lines of which one begins with the first and none with the second, blanks left out.
    LineWithout(&'static str, &'static str),
    /// A list of any other length than this.
    LengthNot(usize),
}

/// A sign in all objects of a kind.
#[must_use]
pub(super) const fn sign(
    (group, kind): (&'static str, &'static str),
    at: &'static [&'static str],
    test: Test,
) -> Sign {
    Sign {
        kind,
        group,
        name: None,
        at,
        test,
    }
}

impl Sign {
    /// Only in the object of this name.
    pub(super) const fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }
}
