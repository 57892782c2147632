//! Payments and shops.

use super::{Anchor, Format};
use crate::model::Severity;

const STRIPE: Format = Format {
    provider: "Stripe",
    revoke: "Roll the key in the dashboard; roll webhook secrets too.",
    source: r#"Stripe documentation, "API keys" and "Webhook signatures""#,
    ..Format::BASE
};

const SQUARE: Format = Format {
    provider: "Square",
    revoke: "Replace the access token in the developer dashboard.",
    source: r#"Square developer documentation, "Access tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `square-access-token`"#,
    ..Format::BASE
};

const PAYPAL: Format = Format {
    provider: "PayPal and Braintree",
    revoke: "Revoke the access token or make a new secret in the control panel.",
    source: r#"Braintree documentation, "Access tokens"; trufflehog 3.97.0 `pkg/detectors`/paypaloauth, /braintreepayments"#,
    ..Format::BASE
};

const ADYEN: Format = Format {
    provider: "Adyen",
    revoke: "Generate a new API key for the credential; the old one ends after the grace time.",
    source: r#"Adyen documentation, "API credentials"; form of the key after the samples of Adyen/adyen-dotnet-api-library (AQEyhm…)"#,
    ..Format::BASE
};

const PLAID: Format = Format {
    provider: "Plaid",
    revoke: "Rotate the secret in the dashboard, invalidate the access token with the API.",
    source: r#"Plaid documentation, "Token flow"; gitleaks 8.30.1 `config/gitleaks.toml` `plaid-api-token`"#,
    ..Format::BASE
};

const RAZORPAY: Format = Format {
    provider: "Razorpay",
    revoke: "Regenerate the key in the dashboard.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `razorpay-key-id.1`",
    ..Format::BASE
};

const PADDLE: Format = Format {
    provider: "Paddle",
    revoke: "Revoke the API key.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `paddle-live-api-key`",
    ..Format::BASE
};

const FLUTTERWAVE: Format = Format {
    provider: "Flutterwave",
    revoke: "Regenerate the secret key.",
    source: r#"Flutterwave documentation, "Authentication"; gitleaks 8.30.1 `config/gitleaks.toml` `flutterwave-secret-key`"#,
    ..Format::BASE
};

const SHIPPO: Format = Format {
    provider: "Shippo",
    revoke: "Delete the API token.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `shippo-api-token`",
    ..Format::BASE
};

const EASYPOST: Format = Format {
    provider: "EasyPost",
    revoke: "Delete the API key.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `easypost-api-token`",
    ..Format::BASE
};

const DUFFEL: Format = Format {
    provider: "Duffel",
    revoke: "Revoke the access token.",
    source: "gitleaks 8.30.1 `config/gitleaks.toml` `duffel-api-token`",
    ..Format::BASE
};

const SHOPIFY: Format = Format {
    provider: "Shopify",
    revoke: "Rotate the credential in the app settings, or uninstall the app.",
    source: r#"Shopify changelog, "Length and prefix of access tokens"; gitleaks 8.30.1 `config/gitleaks.toml` `shopify-*`"#,
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "stripe-live-secret-key",
        title: "Stripe live secret or restricted key",
        anchor: Anchor::Start(&["sk_live_", "rk_live_"]),
        pattern: "[sr]k_live_[A-Za-z0-9]{20,}",
        severity: Severity::Critical,
        positive: "sk_live_«b62:99»",
        negative: "sk_live_«b62:8»",
        ..STRIPE
    },
    Format {
        id: "stripe-test-secret-key",
        title: "Stripe test secret or restricted key",
        anchor: Anchor::Start(&["sk_test_", "rk_test_"]),
        pattern: "[sr]k_test_[A-Za-z0-9]{20,}",
        severity: Severity::Low,
        positive: "sk_test_«b62:99»",
        negative: "sk_test_«b62:8»",
        ..STRIPE
    },
    Format {
        id: "stripe-webhook-secret",
        title: "Stripe or Svix webhook signing secret",
        anchor: Anchor::Start(&["whsec_"]),
        pattern: "whsec_[A-Za-z0-9/+]{32,100}={0,2}",
        severity: Severity::Medium,
        positive: "whsec_«b62:32»",
        negative: "whsec_«b62:12»",
        ..STRIPE
    },
    Format {
        id: "square-access-token",
        title: "Square access token",
        anchor: Anchor::Start(&["EAAA", "sq0atp-"]),
        pattern: "(?:EAAA[El][A-Za-z0-9_-]{59}|sq0atp-[A-Za-z0-9_-]{22})",
        severity: Severity::Critical,
        positive: "sq0atp-«u64:22»",
        negative: "sq0atp-«u64:12»",
        ..SQUARE
    },
    Format {
        id: "square-oauth-secret",
        title: "Square OAuth secret",
        anchor: Anchor::Start(&["sq0csp-"]),
        pattern: "sq0csp-[A-Za-z0-9_-]{43}",
        positive: "sq0csp-«u64:43»",
        negative: "sq0csp-«u64:20»",
        ..SQUARE
    },
    Format {
        id: "braintree-access-token",
        title: "Braintree access token",
        anchor: Anchor::Start(&["access_token$"]),
        pattern: r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
        severity: Severity::Critical,
        positive: "access_token$production$«an:16»$«hex:32»",
        negative: "access_token$production$«an:16»$«hex:20»",
        ..PAYPAL
    },
    Format {
        id: "paypal-client-secret",
        title: "PayPal client secret",
        anchor: Anchor::Key {
            words: &["paypal"],
            also: &["secret"],
        },
        pattern: "E[A-Za-z0-9_-]{79}",
        min_entropy: 4.0,
        severity: Severity::Critical,
        positive: "PAYPAL_CLIENT_SECRET=E«u64:79»",
        negative: "PAYPAL_CLIENT_SECRET=E«u64:60»",
        ..PAYPAL
    },
    Format {
        id: "braintree-private-key",
        title: "Braintree private key",
        anchor: Anchor::Key {
            words: &["braintree"],
            also: &["private"],
        },
        pattern: "[0-9a-f]{32}",
        min_entropy: 3.0,
        positive: "BRAINTREE_PRIVATE_KEY=«hex:32»",
        negative: "BRAINTREE_PRIVATE_KEY=«hex:30»",
        ..PAYPAL
    },
    Format {
        id: "adyen-api-key",
        title: "Adyen API key",
        anchor: Anchor::Start(&["AQE"]),
        pattern: "AQE[a-z]hm[A-Za-z0-9/+]{30,}={0,2}-[A-Za-z0-9/+]{20,100}={0,2}-[!-~]{8,40}",
        severity: Severity::Critical,
        positive: "AQEyhm«b64:60»==-«b64:43»=-«b62:20»",
        negative: "AQEyhm«b64:12»==-«b64:43»=",
        ..ADYEN
    },
    Format {
        id: "plaid-access-token",
        title: "Plaid access token",
        anchor: Anchor::Start(&[
            "access-production-",
            "access-development-",
            "access-sandbox-",
        ]),
        pattern: "access-(?:production|development|sandbox)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "access-production-«uuid»",
        negative: "access-production-«hex:32»",
        ..PLAID
    },
    Format {
        id: "plaid-secret",
        title: "Plaid secret",
        anchor: Anchor::Key {
            words: &["plaid"],
            also: &["secret"],
        },
        pattern: "[0-9a-f]{30}",
        min_entropy: 3.0,
        positive: "PLAID_SECRET=«hex:30»",
        negative: "PLAID_SECRET=«hex:28»",
        ..PLAID
    },
    Format {
        id: "razorpay-live-key-id",
        title: "Razorpay live key id",
        anchor: Anchor::Start(&["rzp_live_"]),
        pattern: "rzp_live_[A-Za-z0-9]{14}",
        severity: Severity::Medium,
        positive: "rzp_live_«b62:14»",
        negative: "rzp_live_«b62:8»",
        ..RAZORPAY
    },
    Format {
        id: "paddle-api-key",
        title: "Paddle API key",
        anchor: Anchor::Start(&["pdl_live_apikey_"]),
        pattern: "pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
        positive: "pdl_live_apikey_«an:26»_«b62:22»_«b62:3»",
        negative: "pdl_live_apikey_«an:26»_«b62:12»",
        ..PADDLE
    },
    Format {
        id: "flutterwave-secret-key",
        title: "Flutterwave secret key",
        anchor: Anchor::Start(&["FLWSECK"]),
        pattern: "FLWSECK(?:_TEST)?-[0-9a-h]{32}-X",
        positive: "FLWSECK-«hex:32»-X",
        negative: "FLWSECK-«hex:20»-X",
        ..FLUTTERWAVE
    },
    Format {
        id: "shippo-api-token",
        title: "Shippo API token",
        anchor: Anchor::Start(&["shippo_live_"]),
        pattern: "shippo_live_[0-9a-f]{40}",
        positive: "shippo_live_«hex:40»",
        negative: "shippo_live_«hex:20»",
        ..SHIPPO
    },
    Format {
        id: "easypost-api-key",
        title: "EasyPost API key",
        anchor: Anchor::Start(&["EZAK"]),
        pattern: "EZAK[A-Za-z0-9]{54}",
        positive: "EZAK«b62:54»",
        negative: "EZAK«b62:30»",
        ..EASYPOST
    },
    Format {
        id: "duffel-access-token",
        title: "Duffel access token",
        anchor: Anchor::Start(&["duffel_live_", "duffel_test_"]),
        pattern: "duffel_(?:live|test)_[A-Za-z0-9_-]{43}",
        positive: "duffel_live_«u64:43»",
        negative: "duffel_live_«u64:20»",
        ..DUFFEL
    },
    Format {
        id: "shopify-access-token",
        title: "Shopify access token",
        anchor: Anchor::Start(&["shpat_"]),
        pattern: "shpat_[0-9a-fA-F]{32}",
        positive: "shpat_«hex:32»",
        negative: "shpat_«hex:20»",
        ..SHOPIFY
    },
    Format {
        id: "shopify-custom-app-token",
        title: "Shopify custom app access token",
        anchor: Anchor::Start(&["shpca_"]),
        pattern: "shpca_[0-9a-fA-F]{32}",
        positive: "shpca_«hex:32»",
        negative: "shpca_«hex:20»",
        ..SHOPIFY
    },
    Format {
        id: "shopify-private-app-password",
        title: "Shopify private app password",
        anchor: Anchor::Start(&["shppa_"]),
        pattern: "shppa_[0-9a-fA-F]{32}",
        positive: "shppa_«hex:32»",
        negative: "shppa_«hex:20»",
        ..SHOPIFY
    },
    Format {
        id: "shopify-shared-secret",
        title: "Shopify app shared secret",
        anchor: Anchor::Start(&["shpss_"]),
        pattern: "shpss_[0-9a-fA-F]{32}",
        positive: "shpss_«hex:32»",
        negative: "shpss_«hex:20»",
        ..SHOPIFY
    },
];
