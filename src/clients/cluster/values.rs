//! Small values that appear in many kinds.

use std::fmt;

use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::overrides;
use crate::model::credential::mask;

/// Longest message that is kept: its beginning and its end, where tools write the reason.
const HEAD: usize = 3_072;
const TAIL: usize = 1_024;

/// Whether a field is there at all, whatever it holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Present(pub bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(
            Option::<IgnoredAny>::deserialize(deserializer)?.is_some(),
        ))
    }
}

/// A message as it was written, its middle left out when it is very long.
pub(super) fn message<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(cut(
        Option::<String>::deserialize(deserializer)?.unwrap_or_default()
    ))
}

/// A text, its middle left out when it is very long. Half a credential no longer looks like one, so they go first.
pub(super) fn cut(text: String) -> String {
    if text.len() <= HEAD + TAIL {
        return text;
    }
    let text = mask(&text);
    if text.len() <= HEAD + TAIL {
        return text;
    }
    let head = (0..=HEAD).rev().find(|at| text.is_char_boundary(*at));
    let tail = (text.len() - TAIL..=text.len()).find(|at| text.is_char_boundary(*at));
    let part = |range: Option<&str>| range.unwrap_or("").to_owned();
    format!(
        "{} … {}",
        part(head.and_then(|at| text.get(..at))),
        part(tail.and_then(|at| text.get(at..)))
    )
}

/// The keys of a mapping; the values are passed over unread. Of the health overrides of Argo CD that one text holds for
/// many kinds, each is told as the key that it could have of its own.
pub(super) fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct KeysOnly;
    impl<'de> Visitor<'de> for KeysOnly {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a mapping")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
            inner.deserialize_map(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut keys = Vec::new();
            while let Some(key) = map.next_key::<String>()? {
                if key == overrides::ALL {
                    let value: serde_json::Value = map.next_value()?;
                    keys.extend(overrides::keys(value.as_str().unwrap_or_default()));
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
                keys.push(key);
            }
            Ok(keys)
        }
    }
    deserializer.deserialize_option(KeysOnly)
}

/// Which entries of a mapping of strings are kept; the values of all others are passed over.
pub(super) fn entries<'de, D: Deserializer<'de>>(
    deserializer: D,
    keep: fn(&str) -> bool,
) -> Result<Vec<(String, String)>, D::Error> {
    struct Entries(fn(&str) -> bool);
    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<(String, String)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a mapping of strings")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
            inner.deserialize_map(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut kept = Vec::new();
            while let Some(key) = map.next_key::<String>()? {
                if (self.0)(&key) {
                    let value = map.next_value::<Option<String>>()?.unwrap_or_default();
                    kept.push((key, value));
                } else {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(kept)
        }
    }
    deserializer.deserialize_option(Entries(keep))
}

/// The items of a list that are worth keeping; the others are dropped one by one.
pub(super) fn kept<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
    keep: fn(&T) -> bool,
) -> Result<Vec<T>, D::Error> {
    struct Kept<T>(fn(&T) -> bool);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Kept<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
            inner.deserialize_seq(self)
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut kept = Vec::new();
            while let Some(item) = items.next_element::<T>()? {
                if (self.0)(&item) {
                    kept.push(item);
                }
            }
            Ok(kept)
        }
    }
    deserializer.deserialize_option(Kept(keep))
}

/// The last item of a list.
pub(super) fn last<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(kept(deserializer, |_: &T| true)?.pop())
}
