//! The tree: places, look-up, documents, comments, and what happens to broken ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::path::Path;

use gitops_mcp::yaml::{
    Budget, Class, Error, Kind, Node, Note, Reading, Scalar, Stream, Style, classify,
    looks_like_helm_template, parse,
};

fn read(text: &str) -> Stream {
    parse(text.as_bytes(), &Budget::default())
}

fn at<'s>(stream: &'s Stream, pointer: &str) -> Node<'s> {
    stream.documents[0].at(pointer).expect(pointer)
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the name
  labels: {app: \"web\", 'tier/x': front}
spec:
  template:
    spec:
      containers:
      - name: one
        args: [a, b]
      - name: two
        text: |
          line 1
          line 2
";

#[test]
fn nodes_know_their_place() {
    let stream = read(DEPLOYMENT);
    assert!(stream.errors.is_empty(), "{:?}", stream.errors);
    let name = at(&stream, "/metadata/name");
    assert_eq!(
        (name.line(), name.column(), name.text()),
        (4, 9, Some("web"))
    );
    assert_eq!(name.pointer(), "/metadata/name");
    assert_eq!(&stream.source()[name.span()], "web");
    let tier = at(&stream, "/metadata/labels/tier~1x");
    assert_eq!(
        (tier.line(), tier.pointer().as_str()),
        (5, "/metadata/labels/tier~1x")
    );
    let quoted = at(&stream, "/metadata/labels/app");
    assert_eq!(&stream.source()[quoted.span()], "\"web\"");
    assert_eq!(quoted.style(), Style::Double);
    let text = at(&stream, "/spec/template/spec/containers/1/text");
    assert_eq!(text.text(), Some("line 1\nline 2\n"));
    assert_eq!(text.style(), Style::Literal);
    assert_eq!((text.line(), text.end_line()), (13, 15));
    let second = at(&stream, "/spec/template/spec/containers/1");
    assert_eq!((second.line(), second.end_line()), (12, 15));
    assert_eq!(second.kind(), Kind::Mapping);
    let key = second.entries().next().unwrap().0;
    assert!(key.is_key());
    assert_eq!(key.pointer(), "/spec/template/spec/containers/1/name");
}

#[test]
fn walk_visits_every_node_once_in_order() {
    let stream = read("a: [1, {b: 2}]\nc: 3\n");
    let seen: Vec<_> = stream.documents[0]
        .walk()
        .map(|node| node.text().unwrap_or("-"))
        .collect();
    assert_eq!(seen, ["-", "a", "-", "1", "-", "b", "2", "c", "3"]);
}

#[test]
fn an_alias_stands_where_it_is_written_and_reads_as_its_target() {
    let stream = read("base: &b {x: 1}\nuse: *b\nmerged:\n  <<: *b\n  y: 2\n");
    let alias = at(&stream, "/use");
    assert!(alias.is_alias());
    assert_eq!(alias.line(), 2);
    assert_eq!(alias.get("x").and_then(Node::text), Some("1"));
    assert_eq!(at(&stream, "/merged/x").text(), Some("1"));
    assert_eq!(at(&stream, "/merged/y").text(), Some("2"));
}

#[test]
fn sa3_a_broken_document_does_not_end_the_file() {
    let stream = read("a: 1\n---\nb: [1,\n---\nc: 3\n---\n@: x\n---\nd: 4\n");
    let roots: Vec<_> = stream
        .documents
        .iter()
        .map(|d| d.root().entries().next().unwrap().0.text().unwrap())
        .collect();
    assert_eq!(roots, ["a", "c", "d"]);
    let lines: Vec<_> = stream.errors.iter().map(Error::line).collect();
    assert_eq!(lines.len(), 2, "{:?}", stream.errors);
    assert!(lines[0] >= 3 && lines[0] <= 4, "{lines:?}");
    assert_eq!(lines[1], 7);
    assert_eq!(stream.documents[2].line(), 9);
    assert_eq!(stream.documents[2].index(), 2);
}

#[test]
fn text_after_the_end_marker_is_noted_and_kept_apart() {
    let stream = read("a: 1\n...\nb: 2\n");
    assert_eq!(stream.documents.len(), 1);
    assert_eq!(stream.notes, [Note::TextAfterEnd { line: 3 }]);
    assert_eq!(stream.dropped[0].at("/b").unwrap().line(), 3);
    let quiet = read("a: 1\n...\n---\nb: 2\n...\n");
    assert_eq!((quiet.documents.len(), quiet.notes.len()), (2, 0));
}

#[test]
fn duplicate_keys_are_noted_with_both_lines() {
    let stream = read("m:\n  a: 1\n  b: 2\n  \"a\": 3\n");
    assert_eq!(
        stream.notes,
        [Note::DuplicateKey {
            document: 0,
            pointer: "/m/a".into(),
            first_line: 2,
            line: 4,
            key: "a".into()
        }]
    );
    let many: String = (0..100).map(|i| format!("k{}: {i}\n", i % 99)).collect();
    assert_eq!(read(&many).notes.len(), 1);
}

#[test]
fn comments_keep_text_line_and_kind() {
    let stream = read("# licence\n---\n# above\na: 1 # right\nb: '# no' \n");
    let comments: Vec<_> = stream
        .comments()
        .into_iter()
        .map(|(c, text)| (c.line, c.trailing, text))
        .collect();
    assert_eq!(
        comments,
        [
            (1, false, " licence"),
            (3, false, " above"),
            (4, true, " right")
        ]
    );
    let own: Vec<_> = stream.documents[0]
        .comments()
        .map(|(c, _)| c.line)
        .collect();
    assert_eq!(own, [3, 4]);
}

#[test]
fn json_is_read_into_the_same_tree() {
    let stream = read(
        "{\"kind\": \"Secret\",\n \"data\": {\"a\\/b\": \"x\\u00e9\", \"n\": [1, -2.5e3, true, null]}}\n",
    );
    assert!(stream.errors.is_empty());
    assert!(stream.documents[0].is_json());
    let value = at(&stream, "/data/a~1b");
    assert_eq!(
        (value.text(), value.line(), value.column()),
        (Some("xé"), 2, 19)
    );
    assert_eq!(at(&stream, "/data/n/1").text(), Some("-2.5e3"));
    assert_eq!(
        at(&stream, "/data/n/3").resolve(Reading::Kubectl),
        Ok(Scalar::Null)
    );
    let two = read("{\"a\": 1}\n{\"a\": 2}");
    assert_eq!(two.documents.len(), 2);
    let mixed = read("{\"a\": yes}\n");
    assert!(!mixed.documents[0].is_json());
}

#[test]
fn helm_templates_are_told_from_broken_yaml_and_from_quoted_braces() {
    let template = "{{- if .Values.on }}\nkind: Secret\nname: {{ .Release.Name }}\n{{- end }}\n";
    let stream = read(template);
    assert!(stream.is_template(), "{:?}", stream.errors);
    assert!(looks_like_helm_template(template.as_bytes()));
    assert!(looks_like_helm_template(b"name: {{ .Release.Name }}\n"));
    let application_set = b"name: '{{ .name }}'\nscript: |\n  {{ .x }}\n  {{- end }}\n";
    assert!(!looks_like_helm_template(application_set));
    let broken = read("a: [1\nb: '{{ x }}'\n");
    assert!(!broken.is_template());
    assert_eq!(
        classify(application_set, Path::new("apps/set.yaml")),
        Class::Yaml
    );
    assert_eq!(
        classify(application_set, Path::new("chart/templates/set.yaml")),
        Class::HelmTemplate
    );
    assert_eq!(classify(b"a\0b", Path::new("x.yaml")), Class::Binary);
    assert_eq!(classify(b"{}", Path::new("x.json")), Class::Json);
    assert_eq!(classify(b"hello", Path::new("x.txt")), Class::OtherText);
}

#[test]
fn encodings_and_line_breaks() {
    let bom = read("\u{FEFF}a: é\r\nb: 2\r\n");
    assert_eq!(at(&bom, "/a").text(), Some("é"));
    assert_eq!(at(&bom, "/b").line(), 2);
    assert_eq!(&bom.source()[at(&bom, "/b").span()], "2");
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("a: é\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let utf16 = parse(&wide, &Budget::default());
    assert_eq!(at(&utf16, "/a").text(), Some("é"));
    assert!(!utf16.documents[0].is_verbatim());
    let bad = parse(b"a: 1\nb: \xff\n", &Budget::default());
    assert_eq!(bad.notes, [Note::InvalidUtf8 { line: 2 }]);
    assert_eq!(at(&bad, "/b").text(), Some("\u{FFFD}"));
    assert!(matches!(
        parse(b"a\0b", &Budget::default()).errors[..],
        [Error::Encoding { .. }]
    ));
}

#[test]
fn budgets_refuse_with_a_reason() {
    let small = Budget {
        max_nodes: 5,
        ..Budget::default()
    };
    let stream = parse(b"a: 1\nb: 2\nc: 3\n", &small);
    assert!(stream.documents.is_empty());
    assert!(matches!(
        stream.errors[..],
        [Error::Budget {
            which: "nodes",
            limit: 5,
            line: 3
        }]
    ));
}

#[test]
fn messages_never_quote_the_source() {
    for text in [
        "password: @hunter2",
        "a: \"\\qhunter2\"",
        "a: 'hunter2",
        "x: !<hunter2",
    ] {
        for error in read(text).errors {
            assert!(!error.to_string().contains("hunter2"), "{error}");
            assert!(!error.to_string().contains('@'), "{error}");
        }
    }
    let secret = read("a: 'hunter2'\n");
    assert!(!format!("{:?}", at(&secret, "/a")).contains("hunter2"));
}

#[test]
fn readings_differ_where_yaml_1_1_does() {
    let stream = read("on: yes\nn: 010\nd: 2024-01-01\nv: 1.10\nq: 'yes'\n");
    let document = &stream.documents[0];
    let found: Vec<_> = document
        .disagreements()
        .into_iter()
        .map(|d| (d.pointer, d.is_key, d.kubectl, d.kustomize))
        .collect();
    let string = || "a string".to_owned();
    assert_eq!(
        found,
        [
            ("/on".into(), true, "the boolean true".into(), string()),
            ("/on".into(), false, "the boolean true".into(), string()),
            ("/n".into(), true, "the boolean false".into(), string()),
            (
                "/d".into(),
                false,
                "a string, as written".into(),
                "a timestamp, written out in full".into()
            ),
        ]
    );
    let big = read("010: 18446744073709551615\n");
    let big = big.documents[0].disagreements();
    assert_eq!(big[0].kubectl, "a whole number");
    assert_eq!(big[1].kubectl, "a number, rounded");
    let unended = read("text: |\n  last line");
    let unended = &unended.documents[0].disagreements()[0];
    assert_eq!(unended.kubectl, "text with a final line break");
    let kubectl = document.to_json(Reading::Kubectl).unwrap();
    assert_eq!(kubectl["true"], true);
    assert_eq!(kubectl["false"], 8);
}
