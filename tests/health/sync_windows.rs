//! Sync windows against what argo-cd 3.6 answers (`types.go`: Matches, CanSync): closed or open, and until when.

use serde_json::{Value, json};

use crate::support::argocd;

/// An Application that differs, at 2026-11-24T08:00:00Z (a Tuesday), with these windows.
fn with(windows: Value, automated: bool) -> String {
    let policy = if automated {
        json!({"automated": {"prune": true, "selfHeal": true}})
    } else {
        json!({})
    };
    let project = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "shop", "namespace": "argocd"},
        "spec": {"syncWindows": windows}});
    let app = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "shop-web", "namespace": "argocd"},
        "spec": {"project": "shop", "source": {"repoURL": "https://git.example.com/shop.git", "path": "web"}, "syncPolicy": policy,
            "destination": {"server": "https://eu-1.example.com", "namespace": "shop"}},
        "status": {"sync": {"status": "OutOfSync", "revision": "aaaa"}, "health": {"status": "Healthy"}, "reconciledAt": "2026-11-24T08:00:00Z"}});
    let report = argocd(&format!("{project}\n{app}\n"));
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    report.findings[0].message.clone()
}

fn window(kind: &str, schedule: &str, duration: &str, more: Value) -> Value {
    let mut window =
        json!({"kind": kind, "schedule": schedule, "duration": duration, "applications": ["*"]});
    for (key, value) in more.as_object().unwrap() {
        window[key] = value.clone();
    }
    window
}

#[test]
fn a_closed_window_says_when_it_opens() {
    let none = json!({});
    for (windows, says) in [
        (
            json!([window("deny", "0 6 * * *", "4h", none.clone())]),
            "a deny sync window of project shop holds it back until 2026-11-24T10:00:00Z; a sync by hand is refused too",
        ),
        (
            json!([window(
                "deny",
                "0 6 * * *",
                "4h",
                json!({"manualSync": true})
            )]),
            "until 2026-11-24T10:00:00Z; a sync by hand is let through",
        ),
        // 06:00 in Berlin is 05:00 UTC in winter; a zone that is not known counts as UTC.
        (
            json!([window(
                "deny",
                "0 6 * * *",
                "4h",
                json!({"timeZone": "Europe/Berlin"})
            )]),
            "until 2026-11-24T09:00:00Z",
        ),
        (
            json!([window(
                "deny",
                "0 6 * * *",
                "4h",
                json!({"timeZone": "Mars/Base"})
            )]),
            "until 2026-11-24T10:00:00Z",
        ),
        (
            json!([window("allow", "0 22 * * *", "1h", none.clone())]),
            "no allow sync window of project shop is open until 2026-11-24T22:00:00Z",
        ),
        // The deny window wins over an allow window that is open, and a second deny follows on the first.
        (
            json!([
                window("allow", "0 0 * * *", "24h", none.clone()),
                window("deny", "0 7 * * *", "2h", none.clone()),
                window("deny", "0 9 * * *", "3h", none.clone())
            ]),
            "until 2026-11-24T12:00:00Z",
        ),
        // The deny window closes while no allow window is open.
        (
            json!([
                window("deny", "0 6 * * *", "4h", none.clone()),
                window("allow", "0 20 * * *", "1h", none.clone())
            ]),
            "until 2026-11-24T20:00:00Z",
        ),
        (
            json!([window("deny", "* * * * *", "1h", none.clone())]),
            "none of its next turns lets it through",
        ),
        (
            json!([window("deny", "every day", "1h", none.clone())]),
            "cannot be read, and Argo CD then syncs nothing",
        ),
        (
            json!([window(
                "deny",
                "TZ=Asia/Tokyo 0 6 * * *",
                "1h",
                none.clone()
            )]),
            "may hold it back; its schedule was not evaluated",
        ),
    ] {
        let message = with(windows, true);
        assert!(message.contains(says), "{message}\nexpected {says}");
    }
}

#[test]
fn a_window_that_is_open_or_about_others_is_no_reason() {
    let about = |more: Value| {
        let mut one = window("deny", "0 6 * * *", "4h", more);
        one["applications"] = json!([]);
        json!([one])
    };
    for windows in [
        json!([window("deny", "0 10 * * *", "4h", json!({}))]),
        json!([window("allow", "0 6 * * *", "4h", json!({}))]),
        json!([window("deny", "0 6 * * 1", "4h", json!({}))]),
        about(json!({"applications": ["shop-?"]})),
        about(
            json!({"applications": ["bill*"], "namespaces": ["other"], "clusters": ["in-cluster"]}),
        ),
        about(json!({})),
        // All that is given has to fit.
        about(json!({"applications": ["shop-*"], "namespaces": ["other"], "andOperator": true})),
    ] {
        let message = with(windows, true);
        assert!(message.contains("has not acted yet"), "{message}");
    }
    for windows in [
        about(json!({"namespaces": ["{shop,bill}"]})),
        about(json!({"clusters": ["https://eu-*"]})),
        about(
            json!({"applications": ["[!a]hop-web"], "namespaces": ["shop"], "andOperator": true}),
        ),
    ] {
        let message = with(windows, true);
        assert!(message.contains("until 2026-11-24T10"), "{message}");
    }
}

#[test]
fn without_automation_a_window_matters_where_people_are_refused() {
    let deny = |manual: bool| {
        json!([window(
            "deny",
            "0 6 * * *",
            "4h",
            json!({"manualSync": manual})
        )])
    };
    let refused = with(deny(false), false);
    assert!(
        refused.contains("automated sync is off") && refused.contains("until 2026-11-24T10"),
        "{refused}"
    );
    assert!(!with(deny(true), false).contains("window"));
}
