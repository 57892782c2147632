//! Microsoft Azure and Entra.

use super::{Anchor, Format};
use crate::model::Severity;

const AZURE: Format = Format {
    provider: "Azure",
    revoke: "Regenerate both keys of the resource, one after the other, and move its users to Entra identities.",
    source: "microsoft/security-utilities `GeneratedRegexPatterns/PreciselyClassifiedSecurityKeys.json` (2025-11)",
    ..Format::BASE
};

const ENTRA: Format = Format {
    provider: "Microsoft Entra",
    revoke: "Remove the client secret from the app registration, then look at its sign-in logs.",
    source: "microsoft/security-utilities `GeneratedRegexPatterns/PreciselyClassifiedSecurityKeys.json` (2025-11) SEC101/156",
    ..Format::BASE
};

pub(super) const FORMATS: &[Format] = &[
    Format {
        id: "azure-storage-account-key",
        title: "Azure storage account key",
        anchor: Anchor::Inside {
            words: &["+ASt"],
            before: 76,
        },
        pattern: r"[A-Za-z0-9/+]{76}\+ASt[A-Za-z0-9/+]{5}[AQgw]==",
        window: 96,
        positive: "«b64:76»+ASt«b64:5»Q==",
        negative: "«b64:70»+ASt«b64:5»Q==",
        ..AZURE
    },
    Format {
        id: "azure-cosmos-db-key",
        title: "Azure Cosmos DB key",
        anchor: Anchor::Inside {
            words: &["ACDb"],
            before: 76,
        },
        pattern: "[A-Za-z0-9/+]{76}ACDb[A-Za-z0-9/+]{5}[AQgw]==",
        window: 96,
        positive: "«b64:76»ACDb«b64:5»Q==",
        negative: "«b64:70»ACDb«b64:5»Q==",
        ..AZURE
    },
    Format {
        id: "azure-batch-key",
        title: "Azure Batch key",
        anchor: Anchor::Inside {
            words: &["+ABa"],
            before: 76,
        },
        pattern: r"[A-Za-z0-9/+]{76}\+ABa[A-Za-z0-9/+]{5}[AQgw]==",
        window: 96,
        positive: "«b64:76»+ABa«b64:5»Q==",
        negative: "«b64:70»+ABa«b64:5»Q==",
        ..AZURE
    },
    Format {
        id: "azure-ml-classic-key",
        title: "Azure ML web service key",
        anchor: Anchor::Inside {
            words: &["+AMC"],
            before: 76,
        },
        pattern: r"[A-Za-z0-9/+]{76}\+AMC[A-Za-z0-9/+]{5}[AQgw]==",
        window: 96,
        positive: "«b64:76»+AMC«b64:5»Q==",
        negative: "«b64:70»+AMC«b64:5»Q==",
        ..AZURE
    },
    Format {
        id: "azure-api-management-key",
        title: "Azure API Management key",
        anchor: Anchor::Inside {
            words: &["APIM"],
            before: 76,
        },
        pattern: "[A-Za-z0-9/+]{76}APIM[A-Za-z0-9/+]{5}[AQgw]==",
        window: 96,
        positive: "«b64:76»APIM«b64:5»Q==",
        negative: "«b64:70»APIM«b64:5»Q==",
        ..AZURE
    },
    Format {
        id: "azure-service-bus-key",
        title: "Azure Service Bus key",
        anchor: Anchor::Inside {
            words: &["+ASb"],
            before: 33,
        },
        pattern: r"[A-Za-z0-9/+]{33}\+ASb[A-P][A-Za-z0-9/+]{5}=",
        window: 96,
        positive: "«b64:33»+ASbC«b64:5»=",
        negative: "«b64:20»+ASbC«b64:5»=",
        ..AZURE
    },
    Format {
        id: "azure-event-hubs-key",
        title: "Azure Event Hubs key",
        anchor: Anchor::Inside {
            words: &["+AEh"],
            before: 33,
        },
        pattern: r"[A-Za-z0-9/+]{33}\+AEh[A-P][A-Za-z0-9/+]{5}=",
        window: 96,
        positive: "«b64:33»+AEhC«b64:5»=",
        negative: "«b64:20»+AEhC«b64:5»=",
        ..AZURE
    },
    Format {
        id: "azure-relay-key",
        title: "Azure Relay key",
        anchor: Anchor::Inside {
            words: &["+ARm"],
            before: 33,
        },
        pattern: r"[A-Za-z0-9/+]{33}\+ARm[A-P][A-Za-z0-9/+]{5}=",
        window: 96,
        positive: "«b64:33»+ARmC«b64:5»=",
        negative: "«b64:20»+ARmC«b64:5»=",
        ..AZURE
    },
    Format {
        id: "azure-iot-hub-key",
        title: "Azure IoT Hub key",
        anchor: Anchor::Inside {
            words: &["AIoT"],
            before: 33,
        },
        pattern: "[A-Za-z0-9/+]{33}AIoT[A-P][A-Za-z0-9/+]{5}=",
        window: 96,
        positive: "«b64:33»AIoTC«b64:5»=",
        negative: "«b64:20»AIoTC«b64:5»=",
        ..AZURE
    },
    Format {
        id: "azure-cache-for-redis-key",
        title: "Azure Cache for Redis key",
        anchor: Anchor::Inside {
            words: &["AzCa"],
            before: 33,
        },
        pattern: "[A-Za-z0-9/+]{33}AzCa[A-P][A-Za-z0-9/+]{5}=",
        window: 96,
        positive: "«b64:33»AzCaC«b64:5»=",
        negative: "«b64:20»AzCaC«b64:5»=",
        ..AZURE
    },
    Format {
        id: "azure-event-grid-key",
        title: "Azure Event Grid key",
        anchor: Anchor::Inside {
            words: &["AZEG"],
            before: 33,
        },
        pattern: "[A-Za-z0-9/+]{33}AZEG[A-P][A-Za-z0-9/+]{5}=",
        window: 96,
        positive: "«b64:33»AZEGC«b64:5»=",
        negative: "«b64:20»AZEGC«b64:5»=",
        ..AZURE
    },
    Format {
        id: "azure-container-registry-key",
        title: "Azure Container Registry key",
        anchor: Anchor::Inside {
            words: &["+ACR"],
            before: 42,
        },
        pattern: r"[A-Za-z0-9/+]{42}\+ACR[A-D][A-Za-z0-9/+]{5}",
        window: 96,
        positive: "«b64:42»+ACRB«b64:5»",
        negative: "«b64:30»+ACRB«b64:5»",
        ..AZURE
    },
    Format {
        id: "azure-function-key",
        title: "Azure Functions key",
        anchor: Anchor::Inside {
            words: &["AzFu"],
            before: 44,
        },
        pattern: "[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==",
        window: 96,
        positive: "«u64:44»AzFu«u64:5»Q==",
        negative: "«u64:30»AzFu«u64:5»Q==",
        ..AZURE
    },
    Format {
        id: "azure-search-key",
        title: "Azure AI Search key",
        anchor: Anchor::Inside {
            words: &["AzSe"],
            before: 42,
        },
        pattern: "[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}",
        window: 96,
        positive: "«b62:42»AzSeB«b62:5»",
        negative: "«b62:30»AzSeB«b62:5»",
        ..AZURE
    },
    Format {
        id: "azure-devops-token",
        title: "Azure DevOps personal access token",
        anchor: Anchor::Inside {
            words: &["AZDO"],
            before: 76,
        },
        pattern: "[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{12}AAAAAZDO[A-Za-z0-9]{4}",
        window: 96,
        revoke: "Revoke the personal access token under User settings in Azure DevOps.",
        positive: "«b62:52»JQQJ99BC«b62:12»AAAAAZDO«b62:4»",
        negative: "«b62:40»JQQJ99BC«b62:12»AAAAAZDO«b62:4»",
        ..AZURE
    },
    Format {
        id: "azure-annotated-key",
        title: "Azure service key",
        anchor: Anchor::Inside {
            words: &["JQQJ9"],
            before: 52,
        },
        pattern: "[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}(?:[A-Za-z0-9]{2}==)?",
        window: 96,
        generic: true,
        positive: "«b62:52»JQQJ99BC«b62:12»ACOGa«b62:7»",
        negative: "«b62:30»JQQJ99BC«b62:12»ACOGa«b62:7»",
        ..AZURE
    },
    Format {
        id: "azure-devops-legacy-token",
        title: "Azure DevOps personal access token of the old format",
        anchor: Anchor::Key {
            words: &[
                "azure_devops",
                "azuredevops",
                "azure-devops",
                "azdo",
                "vsts",
                "system_accesstoken",
            ],
            also: &[],
        },
        pattern: "[a-z2-7]{52}",
        min_entropy: 3.8,
        revoke: "Revoke the personal access token under User settings in Azure DevOps.",
        positive: "AZURE_DEVOPS_EXT_PAT=«l32:52»",
        negative: "AZURE_DEVOPS_EXT_PAT=«l32:50»",
        ..AZURE
    },
    Format {
        id: "azure-storage-connection-string",
        title: "Azure storage account key of the old format",
        anchor: Anchor::Start(&["AccountKey="]),
        pattern: "AccountKey=([A-Za-z0-9/+]{86}==)",
        generic: true,
        positive: "AccountName=app;AccountKey=«b64:86»==;EndpointSuffix=core.windows.net",
        negative: "AccountName=app;AccountKey=«b64:60»==;",
        ..AZURE
    },
    Format {
        id: "azure-shared-access-key",
        title: "Azure messaging shared access key",
        anchor: Anchor::Start(&["SharedAccessKey="]),
        pattern: "SharedAccessKey=([A-Za-z0-9/+]{43}=)",
        generic: true,
        positive: "Endpoint=sb://app.servicebus.windows.net/;SharedAccessKeyName=Send;SharedAccessKey=«b64:43»=",
        negative: "Endpoint=sb://app.servicebus.windows.net/;SharedAccessKeyName=Send;SharedAccessKey=«b64:30»=",
        ..AZURE
    },
    Format {
        id: "azure-app-configuration-connection-string",
        title: "Azure App Configuration connection string",
        anchor: Anchor::Start(&["azconfig.io;"]),
        pattern: r#"azconfig\.io;Id=[^;\s"']{4,80};Secret=([A-Za-z0-9/+]{36,100}={0,2})"#,
        positive: "Endpoint=https://app.azconfig.io;Id=a1-l0-s0:«b62:20»;Secret=«b64:43»=",
        negative: "Endpoint=https://app.azconfig.io;Id=a1-l0-s0:«b62:20»;Secret=short",
        ..AZURE
    },
    Format {
        id: "azure-sas-signature",
        title: "Azure shared access signature",
        anchor: Anchor::Start(&["sig="]),
        pattern: "sig=((?:[A-Za-z0-9]|%2[BbFf]){43}%3[Dd])",
        revoke: "Rotate the account key that signed it, or delete its stored access policy.",
        source: r#"Azure Storage documentation, "Create a service SAS": sig is the base64 HMAC-SHA256"#,
        positive: "https://app.blob.core.windows.net/c?sv=2024-11-04&se=2030-01-01&sp=r&sig=«b62:43»%3D",
        negative: "https://app.blob.core.windows.net/c?sv=2024-11-04&sig=«b62:20»%3D",
        ..AZURE
    },
    Format {
        id: "entra-client-secret",
        title: "Microsoft Entra client secret",
        anchor: Anchor::Inside {
            words: &["7Q~", "8Q~"],
            before: 3,
        },
        pattern: "[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}",
        window: 96,
        severity: Severity::Critical,
        positive: "a«b62:2»8Q~«b62:34»",
        negative: "a«b62:2»8Q~«b62:20»",
        ..ENTRA
    },
];
