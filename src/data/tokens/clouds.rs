//! The other cloud providers.

use super::{Anchor, Format};
use crate::model::Severity;

const DO: Format = Format {
    provider: "DigitalOcean",
    revoke: "Delete the token under API, Tokens in the control panel.",
    source: r#"DigitalOcean API reference, "Authentication": token prefixes dop_v1_, doo_v1_, dor_v1_"#,
    ..Format::BASE
};

const HETZNER: Format = Format {
    provider: "Hetzner",
    revoke: "Delete the API token in the project under Security.",
    source: r#"Hetzner Cloud API documentation, "Authentication"; hcloud-cloud-controller-manager: token of 64 characters"#,
    ..Format::BASE
};

const SCALEWAY: Format = Format {
    provider: "Scaleway",
    revoke: "Delete the API key under IAM.",
    source: r#"Scaleway documentation, "API keys": access key SCW and 17 characters, secret key a UUID"#,
    ..Format::BASE
};

const OVH: Format = Format {
    provider: "OVHcloud",
    revoke: "Delete the application and its consumer key in the API console.",
    source: r#"OVHcloud API documentation, "First steps": application key, application secret, consumer key; Betterleaks rules as shipped with kingfisher 2.14.0 `ovh-application-secret`"#,
    ..Format::BASE
};

const LINODE: Format = Format {
    provider: "Linode",
    revoke: "Revoke the token under API Tokens in Cloud Manager.",
    source: r#"Linode API documentation, "Personal access tokens": 64 hexadecimal digits"#,
    ..Format::BASE
};

const ALIBABA: Format = Format {
    provider: "Alibaba Cloud",
    revoke: "Disable the AccessKey pair in RAM, then delete it.",
    source: r#"Alibaba Cloud RAM documentation, "Create an AccessKey pair"; gitleaks 8.30.1 `config/gitleaks.toml` `alibaba-access-key-id`, `alibaba-secret-key`"#,
    ..Format::BASE
};

const TENCENT: Format = Format {
    provider: "Tencent Cloud",
    revoke: "Disable the key pair in CAM, then delete it.",
    source: r#"Tencent Cloud API documentation, "Signature": SecretId AKID and 32 characters, SecretKey of 32"#,
    ..Format::BASE
};

const YANDEX: Format = Format {
    provider: "Yandex Cloud",
    revoke: "Delete the key of the service account in the console.",
    source: r#"GitLab issue 353039, "Add Yandex.Cloud secret formats": patterns of IAM tokens and API keys as Yandex gives them; static access keys after gitleaks 8.30.1 `config/gitleaks.toml` `yandex-aws-access-token`"#,
    ..Format::BASE
};

const IBM: Format = Format {
    provider: "IBM Cloud",
    revoke: "Delete the API key under Access (IAM), API keys.",
    source: r#"IBM Cloud documentation, "Managing user API keys"; trufflehog 3.97.0 `pkg/detectors`/ibmclouduserkey"#,
    ..Format::BASE
};

const UPCLOUD: Format = Format {
    provider: "UpCloud",
    revoke: "Delete the API token in the UpCloud hub.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `upcloud-api-token`",
    ..Format::BASE
};

const VULTR: Format = Format {
    provider: "Vultr",
    revoke: "Regenerate the API key under Account, API.",
    source: r#"Vultr API documentation, "Authentication"; trufflehog 3.97.0 `pkg/detectors`/vultrapikey"#,
    ..Format::BASE
};

const CIVO: Format = Format {
    provider: "Civo",
    revoke: "Regenerate the API key under Profile, Security.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `civo-api-key`",
    ..Format::BASE
};

const EXOSCALE: Format = Format {
    provider: "Exoscale",
    revoke: "Revoke the API key under IAM.",
    source: "Betterleaks rules as shipped with kingfisher 2.14.0 `exoscale-api-key`, `exoscale-api-secret`",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "digitalocean-personal-access-token",
        title: "DigitalOcean personal access token",
        anchor: Anchor::Start(&["dop_v1_"]),
        pattern: "dop_v1_[0-9a-f]{64}",
        positive: "dop_v1_«hex:64»",
        negative: "dop_v1_«hex:60»",
        ..DO
    },
    Format {
        id: "digitalocean-oauth-token",
        title: "DigitalOcean OAuth token",
        anchor: Anchor::Start(&["doo_v1_"]),
        pattern: "doo_v1_[0-9a-f]{64}",
        positive: "doo_v1_«hex:64»",
        negative: "doo_v1_«hex:60»",
        ..DO
    },
    Format {
        id: "digitalocean-refresh-token",
        title: "DigitalOcean refresh token",
        anchor: Anchor::Start(&["dor_v1_"]),
        pattern: "dor_v1_[0-9a-f]{64}",
        positive: "dor_v1_«hex:64»",
        negative: "dor_v1_«hex:60»",
        ..DO
    },
    Format {
        id: "hetzner-cloud-api-token",
        title: "Hetzner Cloud API token",
        anchor: Anchor::Key {
            words: &["hetzner", "hcloud"],
            also: &["token", "key", "secret"],
        },
        pattern: "[A-Za-z0-9]{64}",
        min_entropy: 4.2,
        positive: "HCLOUD_TOKEN=«b62:64»",
        negative: "HCLOUD_TOKEN=«b62:63»",
        ..HETZNER
    },
    Format {
        id: "scaleway-access-key",
        title: "Scaleway access key",
        anchor: Anchor::Start(&["SCW"]),
        pattern: "SCW[A-Z0-9]{17}",
        severity: Severity::Low,
        positive: "SCW«AN:17»",
        negative: "SCW«AN:12»",
        ..SCALEWAY
    },
    Format {
        id: "scaleway-secret-key",
        title: "Scaleway secret key",
        anchor: Anchor::Key {
            words: &["scw_secret", "scaleway"],
            also: &["secret", "token"],
        },
        pattern: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        positive: "SCW_SECRET_KEY=«uuid»",
        negative: "SCW_SECRET_KEY=«hex:32»",
        ..SCALEWAY
    },
    Format {
        id: "ovh-api-secret",
        title: "OVHcloud application secret or consumer key",
        anchor: Anchor::Key {
            words: &["ovh"],
            also: &["secret", "consumer"],
        },
        pattern: "[A-Za-z0-9]{32}",
        min_entropy: 3.5,
        positive: "OVH_APPLICATION_SECRET=«b62:32»",
        negative: "OVH_APPLICATION_SECRET=«b62:30»",
        ..OVH
    },
    Format {
        id: "linode-api-token",
        title: "Linode personal access token",
        anchor: Anchor::Key {
            words: &["linode"],
            also: &["token", "key", "secret"],
        },
        pattern: "[0-9a-f]{64}",
        min_entropy: 3.3,
        positive: "LINODE_TOKEN=«hex:64»",
        negative: "LINODE_TOKEN=«hex:60»",
        ..LINODE
    },
    Format {
        id: "alibaba-access-key-id",
        title: "Alibaba Cloud access key id",
        anchor: Anchor::Start(&["LTAI"]),
        pattern: "LTAI[A-Za-z0-9]{12,22}",
        severity: Severity::Medium,
        positive: "LTAI«b62:20»",
        negative: "LTAI«b62:8»",
        ..ALIBABA
    },
    Format {
        id: "alibaba-access-key-secret",
        title: "Alibaba Cloud access key secret",
        anchor: Anchor::Key {
            words: &["alibaba", "aliyun", "alicloud", "alidns"],
            also: &["secret"],
        },
        pattern: "[A-Za-z0-9]{30}",
        min_entropy: 3.8,
        severity: Severity::Critical,
        positive: "ALICLOUD_ACCESS_KEY_SECRET=«b62:30»",
        negative: "ALICLOUD_ACCESS_KEY_SECRET=«b62:28»",
        ..ALIBABA
    },
    Format {
        id: "tencent-secret-id",
        title: "Tencent Cloud secret id",
        anchor: Anchor::Start(&["AKID"]),
        pattern: "AKID[A-Za-z0-9]{32}",
        severity: Severity::Medium,
        positive: "AKID«b62:32»",
        negative: "AKID«b62:30»",
        ..TENCENT
    },
    Format {
        id: "tencent-secret-key",
        title: "Tencent Cloud secret key",
        anchor: Anchor::Key {
            words: &["tencent", "dnspod", "qcloud"],
            also: &["secret_key", "secretkey", "secret-key"],
        },
        pattern: "[A-Za-z0-9]{32}",
        min_entropy: 3.8,
        severity: Severity::Critical,
        positive: "TENCENTCLOUD_SECRET_KEY=«b62:32»",
        negative: "TENCENTCLOUD_SECRET_KEY=«b62:31»",
        ..TENCENT
    },
    Format {
        id: "yandex-api-key",
        title: "Yandex Cloud API key",
        anchor: Anchor::Start(&["AQVN"]),
        pattern: "AQVN[A-Za-z0-9_-]{35,38}",
        positive: "AQVN«u64:36»",
        negative: "AQVN«u64:20»",
        ..YANDEX
    },
    Format {
        id: "yandex-oauth-token",
        title: "Yandex OAuth token",
        anchor: Anchor::Start(&["y0_"]),
        pattern: "y0_[A-Za-z0-9_-]{55,}",
        source: r#"Yandex ID documentation, "OAuth token""#,
        positive: "y0_«u64:58»",
        negative: "y0_«u64:20»",
        ..YANDEX
    },
    Format {
        id: "yandex-iam-token",
        title: "Yandex Cloud IAM token",
        anchor: Anchor::Start(&["t1."]),
        pattern: r"t1\.[A-Za-z0-9_-]{20,}={0,2}\.[A-Za-z0-9_-]{86}={0,2}",
        window: 1200,
        severity: Severity::Medium,
        positive: "t1.«u64:80».«u64:86»",
        negative: "t1.«u64:80».«u64:40»",
        ..YANDEX
    },
    Format {
        id: "yandex-static-access-key",
        title: "Yandex Cloud static access key",
        anchor: Anchor::Start(&["YCA", "YCM", "YCN", "YCO", "YCP"]),
        pattern: "YC[A-Z][A-Za-z0-9_-]{37}",
        positive: "YCP«u64:37»",
        negative: "YCP«u64:30»",
        ..YANDEX
    },
    Format {
        id: "ibm-cloud-api-key",
        title: "IBM Cloud API key",
        anchor: Anchor::Key {
            words: &["ibmcloud", "ibm_cloud", "ibm-cloud", "bluemix"],
            also: &["key", "token"],
        },
        pattern: "[A-Za-z0-9_-]{44}",
        min_entropy: 4.0,
        positive: "IBMCLOUD_API_KEY=«u64:44»",
        negative: "IBMCLOUD_API_KEY=«u64:40»",
        ..IBM
    },
    Format {
        id: "upcloud-api-token",
        title: "UpCloud API token",
        anchor: Anchor::Start(&["ucat_"]),
        pattern: "ucat_[0-9A-Za-z]{24,32}",
        positive: "ucat_«b62:26»",
        negative: "ucat_«b62:12»",
        ..UPCLOUD
    },
    Format {
        id: "vultr-api-key",
        title: "Vultr API key",
        anchor: Anchor::Key {
            words: &["vultr"],
            also: &["key", "token"],
        },
        pattern: "[A-Z0-9]{36}",
        min_entropy: 3.5,
        positive: "VULTR_API_KEY=«AN:36»",
        negative: "VULTR_API_KEY=«AN:30»",
        ..VULTR
    },
    Format {
        id: "civo-api-key",
        title: "Civo API key",
        anchor: Anchor::Key {
            words: &["civo"],
            also: &["key", "token"],
        },
        pattern: "[A-Za-z0-9]{50}",
        min_entropy: 3.8,
        positive: "CIVO_TOKEN=«b62:50»",
        negative: "CIVO_TOKEN=«b62:48»",
        ..CIVO
    },
    Format {
        id: "exoscale-api-key",
        title: "Exoscale API key id",
        anchor: Anchor::Start(&["EXO"]),
        pattern: "EXO[a-f0-9]{24}",
        severity: Severity::Low,
        positive: "EXO«hex:24»",
        negative: "EXO«hex:20»",
        ..EXOSCALE
    },
    Format {
        id: "exoscale-api-secret",
        title: "Exoscale API secret",
        anchor: Anchor::Key {
            words: &["exoscale"],
            also: &["secret"],
        },
        pattern: "[A-Za-z0-9_-]{43}",
        min_entropy: 4.0,
        positive: "EXOSCALE_API_SECRET=«u64:43»",
        negative: "EXOSCALE_API_SECRET=«u64:40»",
        ..EXOSCALE
    },
];
