//! Containers: environment, arguments, probes.

use super::friends::fill;
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("Containers");
    let pod = |inner: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        image: ghcr.io/team/app:1.2.3\n{inner}"
        )
    };
    let places = [
        ("deployment.yaml", pod("        env:\n        - name: LOG_LEVEL\n          value: info\n        - name: DB_PASSWORD\n          value: @\n")),
        ("deployment.yaml", pod("        env:\n        - {name: API_TOKEN, value: @}\n")),
        ("cronjob.yaml", "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          initContainers:\n          - name: init\n            env:\n            - name: RESTIC_PASSWORD\n              value: @\n".to_owned()),
        ("rollout.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        env:\n        - name: CLIENT_SECRET\n          value: @\n".to_owned()),
        ("pod.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}, \"spec\": {\"containers\": [{\"name\": \"c\", \"env\": [{\"name\": \"ADMIN_PASSWORD\", \"value\": @}]}]}}\n".to_owned()),
        ("workflow.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n  templates:\n  - name: run\n    container:\n      image: app\n      env:\n      - name: GIT_TOKEN\n        value: @\n".to_owned()),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 3, 5);
    for value in ["«b62:20»", "«typed»", "«hex:32»"] {
        set.planted("deployment.yaml", &pod(&format!("        args: [\"--port=80\", \"⟦--db-password={value}⟧\"]\n")))
            .planted("deployment.yaml", &pod(&format!("        args:\n        - --admin-password\n        - ⟦\"{value}\"⟧\n")))
            .planted("deployment.yaml", &pod(&format!("        command: [\"/bin/sh\", \"-c\", \"⟦export DB_PASSWORD={value}; exec app⟧\"]\n")))
            .planted("deployment.yaml", &pod(&format!("        command:\n        - sh\n        - -c\n        - |\n          set -e\n          ⟦DB_PASSWORD='{value}'\n⟧          exec app\n")));
    }
    for value in ["«b62:32»", "«hex:40»"] {
        set.planted("deployment.yaml", &pod(&format!("        livenessProbe:\n          httpGet:\n            path: /health\n            port: 80\n            httpHeaders:\n            - name: X-Api-Key\n              value: ⟦\"{value}\"⟧\n")));
    }
    set.planted("deployment.yaml", &pod("        livenessProbe:\n          httpGet:\n            path: /health\n            port: 80\n            httpHeaders:\n            - name: Authorization\n              value: ⟦Bearer «b62:40»⟧\n"))
        .planted("deployment.yaml", &pod("        livenessProbe:\n          exec:\n            command: [sh, -c, \"⟦redis-cli -a «b62:24» ping⟧\"]\n"));
    for inner in [
        "        args: [\"--password-file=/etc/app/password\", \"--token-url=https://id.example.org/token\", \"--secret-name=app\"]\n",
        "        args: [\"--db-password=$(DB_PASSWORD)\", \"--token-ttl=1h\", \"--auth=oidc\"]\n",
        "        args:\n        - --admin-password\n        - $(ADMIN_PASSWORD)\n        - --verbose\n",
        "        args:\n        - --existing-secret\n        - app-db-2\n        - --token-audience\n        - api\n",
        "        command: [\"/bin/sh\", \"-c\", \"export DB_PASSWORD=$(cat /run/secrets/db); exec app\"]\n",
        "        command:\n        - sh\n        - -c\n        - |\n          export PGPASSWORD=\"$DB_PASSWORD\"\n          psql -h db -U app\n",
        "        env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: db\n              key: password\n",
        "        env:\n        - {name: DB_PASSWORD_FILE, value: /run/secrets/db}\n        - {name: TOKEN_URL, value: \"https://id.example.org/token\"}\n        - {name: SECRET_NAME, value: app-db-2}\n        - {name: AUTH_MODE, value: oidc}\n",
        "        envFrom:\n        - secretRef: {name: app-secrets}\n        volumeMounts:\n        - {name: secrets, mountPath: /run/secrets, readOnly: true}\n",
        "        livenessProbe:\n          httpGet:\n            path: /health?token=none\n            port: 80\n            httpHeaders:\n            - {name: X-Api-Key, value: $(API_KEY)}\n",
        "        livenessProbe:\n          exec:\n            command: [sh, -c, \"redis-cli -a $REDIS_PASSWORD ping\"]\n",
        "        env:\n        - {name: GIT_COMMIT, value: \"«hex:40»\"}\n        - {name: IMAGE_DIGEST, value: \"sha256:«hex:64»\"}\n        - {name: CLUSTER_ID, value: «uuid»}\n        - {name: PUBLIC_KEY, value: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\"}\n",
    ] {
        set.near("deployment.yaml", &pod(inner));
    }
    vec![set]
}
