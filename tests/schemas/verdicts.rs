//! What is said of single manifests.

use gitops_mcp::schemas::Trouble;

use super::violations;

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.0.0
          ports:
            - containerPort: 8080
          resources:
            limits: {memory: 128Mi, cpu: 1}
";

#[test]
fn a_sound_deployment_has_no_violation() {
    assert_eq!(violations(DEPLOYMENT), []);
}

#[test]
fn an_unknown_field_has_the_line_of_its_key_and_the_nearest_name() {
    let found = violations(&DEPLOYMENT.replace("replicas: 2", "replica: 2"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].pointer.as_str(), found[0].line),
        ("/spec/replica", 6)
    );
    let Trouble::UnknownField { name, nearest, .. } = &found[0].trouble else {
        panic!("{found:?}");
    };
    assert_eq!(name, "replica");
    let nearest = nearest.as_ref().unwrap();
    assert_eq!((nearest.name.as_str(), nearest.sure), ("replicas", true));
}

#[test]
fn a_number_in_quotes_is_no_number() {
    let found = violations(&DEPLOYMENT.replace("replicas: 2", "replicas: \"2\""));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        matches!(
            &found[0].trouble,
            Trouble::WrongType {
                found: "a string",
                ..
            }
        ),
        "{found:?}"
    );
}
