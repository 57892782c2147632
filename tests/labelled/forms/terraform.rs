//! States of Terraform and OpenTofu.

use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("Terraform state");
    let state = |inner: &str| {
        format!(
            "{{\n  \"version\": 4,\n  \"terraform_version\": \"1.13.5\",\n  \"serial\": 7,\n  \"lineage\": \"«uuid»\",\n{inner}}}\n"
        )
    };
    let resource = |kind: &str, attributes: &str| {
        state(&format!(
            "  \"outputs\": {{}},\n  \"resources\": [\n    {{\n      \"mode\": \"managed\",\n      \"type\": \"{kind}\",\n      \"name\": \"one\",\n      \"provider\": \"provider[\\\"registry.opentofu.org/x/y\\\"]\",\n      \"instances\": [\n        {{\n          \"schema_version\": 0,\n          \"attributes\": {{\n{attributes}          }}\n        }}\n      ]\n    }}\n  ]\n"
        ))
    };
    for name in [
        "terraform.tfstate",
        "terraform.tfstate.backup",
        "production.tfstate",
    ] {
        for value in ["«b62:20»", "«typed»", "«hex:32»"] {
            set.planted(name, &resource("random_password", &format!("            \"length\": 20,\n⟦            \"result\": \"{value}\",\n⟧            \"special\": true\n")))
                .planted(name, &resource("aws_db_instance", &format!("            \"username\": \"app\",\n⟦            \"password\": \"{value}\",\n⟧            \"port\": 5432\n")))
                .planted(name, &state(&format!("  \"outputs\": {{\n    \"db\": {{\n⟦      \"value\": \"{value}\",\n⟧      \"type\": \"string\",\n      \"sensitive\": true\n    }}\n  }},\n  \"resources\": []\n")));
        }
        set.planted(name, &resource("tls_private_key", "            \"algorithm\": \"RSA\",\n⟦            \"private_key_pem\": \"«begin:RSA PRIVATE KEY»\\nMIIEogIBAAKCAQEA«b64:1590»\\n«end:RSA PRIVATE KEY»\\n\",\n⟧            \"rsa_bits\": 2048\n"))
            .planted(name, &resource("kubernetes_secret", "            \"data\": {\n⟦              \"password\": \"«b62:20»\"\n⟧            }\n"));
        for attributes in [
            "            \"username\": \"app\",\n            \"password\": null,\n            \"password_wo_version\": 1,\n            \"port\": 5432\n",
            "            \"arn\": \"arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-Ab12Cd\",\n            \"secret_id\": \"production/db\",\n            \"kms_key_id\": \"«uuid»\"\n",
            "            \"id\": \"«uuid»\",\n            \"etag\": \"«hex:32»\",\n            \"key_name\": \"deploy\",\n            \"manage_master_user_password\": true\n",
            "            \"password\": \"\",\n            \"token_ttl\": 3600,\n            \"token_policies\": [\"read\"],\n            \"public_key_openssh\": \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\"\n",
        ] {
            set.near(name, &resource("aws_db_instance", attributes));
        }
        set.near(name, &state("  \"outputs\": {\n    \"endpoint\": {\"value\": \"https://10.0.0.1:6443\", \"type\": \"string\"}\n  },\n  \"resources\": []\n"));
    }
    set.near(".terraform.lock.hcl", "provider \"registry.opentofu.org/hashicorp/aws\" {\n  version = \"6.0.0\"\n  hashes = [\n    \"h1:«b64:43»=\",\n    \"zh:«hex:64»\",\n  ]\n}\n")
        .near("main.tf", "variable \"db_password\" {\n  type      = string\n  sensitive = true\n}\nresource \"aws_db_instance\" \"db\" {\n  password = var.db_password\n}\n");
    vec![set]
}
