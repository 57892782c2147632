//! What is wrong with the certificate of a server, told so that one knows what to renew.

use super::rfc3339;

/// In words, if this chain of errors (in lower case) speaks of a certificate. `authority` says whom it has to be signed by.
pub(super) fn said(chain: &str, authority: &str) -> Option<String> {
    if !chain.contains("certificate") && !chain.contains("unknownissuer") {
        return None;
    }
    let expired = chain.contains("certificate expired") || chain.contains("has expired");
    Some(match (expired, ended(chain)) {
        (true, Some(when)) => format!("its certificate ended on {when}; renew it on the server"),
        (true, None) => "its certificate has ended; renew it on the server".to_owned(),
        (false, _) if chain.contains("not valid for name") => {
            "its certificate is for another host name; see `server`, or give `tls-server-name`"
                .to_owned()
        }
        (false, _) => format!("its certificate is not trusted by {authority}"),
    })
}

/// The end of the certificate, as rustls writes it: `… is not valid after 1795507200 (…`.
fn ended(chain: &str) -> Option<String> {
    let (_, rest) = chain.split_once("not valid after ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(rfc3339(digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_told_apart() {
        let told = |chain: &str| said(chain, "the CA").unwrap_or_default();
        let expired = told(
            "invalid peer certificate: certificate expired: verification time 1795593600 (unix), but certificate is not valid after 1795507200 (86400 seconds ago)",
        );
        assert_eq!(
            expired,
            "its certificate ended on 2026-11-24T08:00:00Z; renew it on the server"
        );
        assert!(told("invalid peer certificate: unknownissuer").ends_with("not trusted by the CA"));
        assert!(
            told("invalid peer certificate: certificate not valid for name \"127.0.0.1\"")
                .contains("another host name")
        );
        assert_eq!(said("connection refused", "the CA"), None);
    }
}
