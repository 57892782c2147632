//! Shapes that carry a credential of anybody: JWT, URLs, headers.

use super::{Anchor, Check, Format, Issuer};
use crate::model::Severity;

const JWT: Format = Format {
    provider: "JSON Web Token",
    revoke: "End the session or rotate the signing key of the issuer.",
    source: "RFC 7519; RFC 7515 section 3.1",
    ..Format::BASE
};

const URL: Format = Format {
    provider: "URL",
    revoke: "Change the password, and take it out of the URL.",
    source: r#"RFC 3986 section 3.2.1: user information "user:password""#,
    ..Format::BASE
};

const HEADER: Format = Format {
    provider: "HTTP header",
    revoke: "Revoke the credential in the header.",
    source: "RFC 7617 (Basic), RFC 6750 (Bearer)",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "jwt",
        title: "JSON Web Token",
        anchor: Anchor::Start(&["eyJ"]),
        pattern: r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
        window: 4300,
        check: Check::Jwt(Issuer::Any),
        generic: true,
        severity: Severity::Medium,
        positive: r#"«u64={"alg":"RS256","typ":"JWT"}».«u64={"iss":"https://id.example.org","sub":"«b62:12»","exp":1700003600}».«u64:342»"#,
        negative: r#"«u64={"alg":"none"}».«u64={"sub":"«b62:12»"}»."#,
        ..JWT
    },
    Format {
        id: "database-url-password",
        title: "Password in a database URL",
        anchor: Anchor::Inside {
            words: &["://"],
            before: 16,
        },
        pattern: r#"(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|oracle|neo4j(?:\+s)?|nats|kafka)(?:\+[a-z0-9]{2,16})?://[^\s:/@"'`<>]{0,128}:([^\s/@"'`<>]{3,})@[A-Za-z0-9\[][^\s"'`<>]*"#,
        window: 400,
        check: Check::UrlPassword,
        generic: true,
        severity: Severity::Critical,
        positive: "postgres://app:«b62:20»@db.example.org:5432/app",
        negative: "postgres://app:${DB_PASSWORD}@db.example.org:5432/app",
        ..URL
    },
    Format {
        id: "url-password",
        title: "Password in a URL",
        anchor: Anchor::Inside {
            words: &["://"],
            before: 16,
        },
        pattern: r#"(?:https?|ssh|git|ftps?|sftp|ldaps?|smtps?|imaps?|socks5h?|wss?|docker|oci|helm)://[^\s:/@"'`<>]{0,128}:([^\s/@"'`<>]{3,})@[A-Za-z0-9\[][^\s"'`<>]*"#,
        window: 400,
        check: Check::UrlPassword,
        generic: true,
        positive: "https://ci:«b62:20»@git.example.org/app.git",
        negative: "https://ci:password@git.example.org/app.git",
        ..URL
    },
    Format {
        id: "jdbc-url-password",
        title: "Password in a JDBC URL",
        anchor: Anchor::Start(&["jdbc:"]),
        pattern: r#"jdbc:[a-z0-9:]{2,30}:?(?://|@)[^\s"'`<>]{3,}[?;&]password=([^\s&;"'`<>]{3,100})"#,
        window: 400,
        check: Check::UrlPassword,
        generic: true,
        severity: Severity::Critical,
        source: "JDBC drivers, connection property password",
        positive: "jdbc:postgresql://db.example.org:5432/app?user=app&password=«b62:20»",
        negative: "jdbc:postgresql://db.example.org:5432/app?user=app&password=${PASSWORD}",
        ..URL
    },
    Format {
        id: "authorization-basic",
        title: "Basic credential in a header",
        anchor: Anchor::Start(&["Basic "]),
        pattern: "Basic ([A-Za-z0-9/+]{10,}={0,2})",
        window: 600,
        check: Check::UserPass,
        generic: true,
        positive: "Authorization: Basic «b64=ci:«b62:20»»",
        negative: "Authorization: Basic «b64=«b62:21»»",
        ..HEADER
    },
    Format {
        id: "authorization-bearer",
        title: "Bearer token in a header",
        anchor: Anchor::Start(&["Bearer "]),
        pattern: "Bearer ([A-Za-z0-9_.~/+-]{24,}={0,2})",
        window: 600,
        check: Check::Opaque,
        generic: true,
        positive: "Authorization: Bearer «b62:40»",
        negative: "Authorization: Bearer $TOKEN_FROM_THE_ENVIRONMENT_1",
        ..HEADER
    },
];
