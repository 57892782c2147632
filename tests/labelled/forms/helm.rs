//! Helm: files of values, literals in templates, HelmReleases of Flux.

use super::friends::fill;
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![values(), templates(), releases()]
}

fn values() -> Set {
    let mut set = Set::new("Helm values");
    fill(
        &mut set,
        &[
            (
                "values.yaml",
                "auth:\n  enabled: true\n  username: app\n  password: @\n",
            ),
            (
                "values-production.yaml",
                "global:\n  postgresql:\n    auth:\n      postgresPassword: @\n",
            ),
            (
                "grafana-values.yaml",
                "grafana:\n  adminUser: admin\n  adminPassword: @\n",
            ),
            ("values.yml", "env:\n- name: API_TOKEN\n  value: @\n"),
            (
                "values.json",
                "{\"oidc\": {\"clientID\": \"app\", \"clientSecret\": @}}\n",
            ),
            (
                "values.yaml",
                "config:\n  smtp:\n    host: mail.example.org\n    smtpPassword: @\n",
            ),
            (
                "values.yaml",
                "redis:\n  auth: {enabled: true, password: @}\n",
            ),
        ],
        3,
        6,
    );
    set.planted("values.yaml", "app:\n  extraConfig: |\n    [database]\n    host = db\n⟦    password = «typed»\n⟧")
        .planted("values.yaml", "tls:\n  key: |\n⟦    «pem:RSA PRIVATE KEY:4»\n⟧")
        .planted("values.yaml", "configuration: |\n  {\"database\": {⟦\"password\": \"«b62:20»\"⟧}}\n")
        .planted("values.yaml", "encoded:\n  password: ⟦«b64=«b62:20»»⟧\n")
        .near("values.yaml", "auth:\n  existingSecret: app-database\n  existingSecretPasswordKey: password\n  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n")
        .near("values.yaml", "image:\n  repository: ghcr.io/team/app\n  tag: v1.2.3@sha256:«hex:64»\n  pullSecrets: [registry]\nimagePullSecrets:\n- name: registry\n")
        .near("values.yaml", "auth:\n  passwordPolicy: strict\n  tokenTtl: 3600\n  tokenUrl: https://id.example.org/token\n  secretName: app-auth\n  passwordSecretRef: {name: app, key: password}\n  passwordLength: 24\n")
        .near("values.yaml", "# password: «b62:20» is no longer used\nauth:\n  password: \"\"\n  token: null\n  apiKey:\n")
        .near("values.yaml", "serviceAccount:\n  automountServiceAccountToken: false\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/app\nsecurityContext:\n  runAsNonRoot: true\n")
        .near("values.schema.json", "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"properties\": {\"password\": {\"type\": \"string\", \"description\": \"The password of the database\", \"default\": \"\"}}}\n")
        .near("values.yaml", "tls:\n  ca: |\n    «begin:CERTIFICATE»\n    «b64:64»\n    «b64:64»\n    «end:CERTIFICATE»\n  publicKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n")
        .near("values.yaml", "checksum/config: «hex:64»\npodAnnotations:\n  checksum/secret: «hex:64»\nkeyFingerprint: SHA256:«b64:43»\n");
    set
}

fn templates() -> Set {
    let mut set = Set::new("Helm templates");
    let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ include \"app.fullname\" . }}\n  labels:\n    {{- include \"app.labels\" . | nindent 4 }}\ntype: Opaque\n";
    for value in ["«b62:20»", "«typed»", "«hex:32»", "«b62:32»"] {
        set.planted("chart/templates/secret.yaml", &format!("{head}stringData:\n  password: ⟦{value}⟧\n"))
            .planted("chart/templates/secret.yaml", &format!("{head}data:\n  password: {{{{ ⟦\"{value}\"⟧ | b64enc }}}}\n"))
            .planted("chart/templates/secret.yaml", &format!("{head}stringData:\n  password: {{{{ .Values.password | default ⟦\"{value}\"⟧ | quote }}}}\n"))
            .planted("chart/templates/secret.yaml", &format!("{head}data:\n  password: ⟦«b64={value}»⟧\n"))
            .planted(
                "chart/templates/deployment.yaml",
                &format!("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{{{ .Release.Name }}}}\nspec:\n  template:\n    spec:\n      containers:\n      {{{{- range .Values.containers }}}}\n      - name: {{{{ .name }}}}\n        env:\n        - name: DB_PASSWORD\n          value: ⟦{value}⟧\n      {{{{- end }}}}\n"),
            );
    }
    for line in [
        "stringData:\n  password: {{ .Values.auth.password | quote }}",
        "data:\n  password: {{ .Values.auth.password | b64enc }}",
        "data:\n  password: {{ randAlphaNum 24 | b64enc | quote }}",
        "data:\n  password: {{ required \"auth.password is needed\" .Values.auth.password | b64enc }}",
        "stringData:\n  password: {{ .Values.password | default \"\" | quote }}",
        "stringData:\n  password: {{ .Values.password | default \"changeme\" | quote }}",
        "stringData:\n  {{- range $key, $value := .Values.secrets }}\n  {{ $key }}: {{ $value | quote }}\n  {{- end }}",
        "data:\n  token: {{ include \"app.token\" . | b64enc }}\n  username: YXBw",
        "data:\n{{ (.Files.Glob \"secrets/*\").AsSecrets | indent 2 }}",
        "stringData:\n  uri: postgres://{{ .Values.user }}:{{ .Values.password }}@{{ .Values.host }}:5432/{{ .Values.database }}",
        "data:\n  password: {{ (lookup \"v1\" \"Secret\" .Release.Namespace \"db\").data.password }}",
        "data:\n  tls.crt: {{ .cert.Cert | b64enc }}\n  tls.key: {{ .cert.Key | b64enc }}",
        "stringData:\n  password: <path:secret/data/{{ .Release.Namespace }}#password>",
        "stringData:\n  token: ${TOKEN}\n  name: {{ .Release.Name }}",
    ] {
        set.near("chart/templates/secret.yaml", &format!("{head}{line}\n"));
    }
    set.near("chart/templates/deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  template:\n    metadata:\n      annotations:\n        checksum/secret: {{ include (print $.Template.BasePath \"/secret.yaml\") . | sha256sum }}\n    spec:\n      containers:\n      {{- range .Values.containers }}\n      - name: {{ .name }}\n        env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: {{ $.Values.auth.existingSecret | default \"app-db\" }}\n              key: password\n      {{- end }}\n")
        .near("chart/templates/NOTES.txt", "The password of the database is kept in the Secret app-db:\n  kubectl get secret app-db -o jsonpath='{.data.password}' | base64 -d\n{{- if .Values.auth.password }}\n  It was given in the values.\n{{- end }}\n");
    set
}

fn releases() -> Set {
    let mut set = Set::new("HelmRelease values");
    let head = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: app\nspec:\n  interval: 1h\n  chartRef: {kind: OCIRepository, name: app}\n";
    let places = [
        (
            "release.yaml",
            format!("{head}  values:\n    auth:\n      username: app\n      password: @\n"),
        ),
        (
            "release.yaml",
            format!(
                "{head}  values:\n    controllers:\n      main:\n        containers:\n          main:\n            env:\n              APP_PORT: 8080\n              APP_TOKEN: @\n"
            ),
        ),
        (
            "release.yaml",
            format!("{head}  values:\n    env:\n    - name: DB_PASSWORD\n      value: @\n"),
        ),
        (
            "release.yaml",
            format!(
                "{head}  values:\n    grafana.ini:\n      auth.generic_oauth:\n        client_id: grafana\n        client_secret: @\n"
            ),
        ),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 3, 6);
    set.planted("release.yaml", &format!("{head}  postRenderers:\n  - kustomize:\n      patches:\n      - target: {{kind: Secret, name: app}}\n        patch: |\n          apiVersion: v1\n          kind: Secret\n          metadata: {{name: app}}\n          stringData: {{password: ⟦«b62:20»⟧}}\n"))
        .near("release.yaml", &format!("{head}  valuesFrom:\n  - kind: Secret\n    name: app-values\n    valuesKey: password\n    targetPath: auth.password\n  values:\n    auth:\n      existingSecret: app\n      secretKeys: {{adminPasswordKey: admin-password}}\n"))
        .near("release.yaml", &format!("{head}  values:\n    envFrom:\n    - secretRef: {{name: app-secret}}\n    persistence:\n      secret: {{type: secret, name: app-secret}}\n    secretKey: app-secret\n"));
    set
}
