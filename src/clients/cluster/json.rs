//! Objects of a JSON text, one at a time: a list's items are decoded while the list is read.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use super::decode::{self, Broken, Implied};
use super::object::Object;
use super::snapshot::Whole;

/// Largest object.
const LARGEST: u64 = 16 << 20;

type Sink<'s> = &'s mut dyn FnMut(&RawValue, &Implied);

/// Calls `sink` for each object of the text: one object, a list, or several in a row.
pub(super) fn each(
    from: impl Read,
    whole: Option<&Whole>,
    sink: &mut dyn FnMut(Result<Object, Broken>),
) -> Result<Tail, serde_json::Error> {
    let since = Rc::new(Cell::new(0));
    let guarded = Guarded {
        from,
        since: Rc::clone(&since),
    };
    let reader = Deserializer::from_reader(io::BufReader::with_capacity(1 << 16, guarded));
    walk(reader, &since, &mut |raw, implied| {
        let object = decode::json(raw, implied);
        if let (Some(whole), Ok(object)) = (whole, &object) {
            whole(&object.api_version, &object.kind, raw.get());
        }
        sink(object);
    })
}

/// The same for a text in memory, with each object as it is written.
pub(super) fn each_raw(
    text: &[u8],
    sink: &mut dyn FnMut(&RawValue),
) -> Result<Tail, serde_json::Error> {
    let reader = Deserializer::from_slice(text);
    walk(reader, &Cell::new(0), &mut |raw, _| sink(raw))
}

fn walk<'de, R: serde_json::de::Read<'de>>(
    mut reader: Deserializer<R>,
    since: &Cell<u64>,
    sink: Sink<'_>,
) -> Result<Tail, serde_json::Error> {
    let mut tail = Tail::default();
    while reader.end().is_err() {
        since.set(0);
        let top = Top {
            sink: &mut *sink,
            since,
        };
        tail = top.deserialize(&mut reader)?;
    }
    Ok(tail)
}

/// What a list says beside its items.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// The token of the next page of a list of the API.
    pub(super) next_page: Option<String>,
}

/// Stops an object that does not end.
struct Guarded<R> {
    from: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        let since = self.since.get() + read as u64;
        self.since.set(since);
        if since > LARGEST {
            return Err(io::Error::other("an object is larger than 16 MiB"));
        }
        Ok(read)
    }
}

struct Top<'s> {
    sink: Sink<'s>,
    since: &'s Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = Tail;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Tail, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = Tail;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Kubernetes object or a list of them")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tail, A::Error> {
        let mut fields: BTreeMap<String, Box<RawValue>> = BTreeMap::new();
        let mut is_list = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "items" {
                is_list = true;
                let items = Items {
                    implied: implied(&fields),
                    sink: &mut *self.sink,
                    since: self.since,
                };
                map.next_value_seed(items)?;
            } else {
                fields.insert(key, map.next_value()?);
            }
        }
        if !is_list {
            // The fields of the object were read one by one: they are put together again.
            let raw = serde_json::value::to_raw_value(&fields).map_err(serde::de::Error::custom)?;
            (self.sink)(&raw, &Implied::default());
        }
        Ok(Tail {
            next_page: is_list.then(|| next_page(&fields)).flatten(),
        })
    }
}

fn text(fields: &BTreeMap<String, Box<RawValue>>, key: &str) -> Option<String> {
    serde_json::from_str(fields.get(key)?.get()).ok()
}

/// `ApplicationList` holds Applications.
fn implied(fields: &BTreeMap<String, Box<RawValue>>) -> Implied {
    let kind = text(fields, "kind").unwrap_or_default();
    Implied {
        api_version: text(fields, "apiVersion").unwrap_or_default(),
        kind: kind.strip_suffix("List").unwrap_or_default().to_owned(),
    }
}

fn next_page(fields: &BTreeMap<String, Box<RawValue>>) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct ListMeta {
        #[serde(rename = "continue")]
        next: Option<String>,
    }
    let meta: ListMeta = serde_json::from_str(fields.get("metadata")?.get()).ok()?;
    meta.next.filter(|token| !token.is_empty())
}

struct Items<'s> {
    implied: Implied,
    sink: Sink<'s>,
    since: &'s Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Box<RawValue>>()? {
            (self.sink)(&item, &self.implied);
            self.since.set(0);
        }
        Ok(())
    }
}
