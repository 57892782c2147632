//! Files of variables and settings.

use super::friends::{CREDENTIALS, FRIENDS};
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("dotenv and INI files");
    let places = [
        (".env", "DB_HOST=db\nDB_PASSWORD=@\n"),
        (".env.production", "export API_TOKEN=@\n"),
        ("app.env", "# settings\nCLIENT_SECRET=\"@\"\nPORT=80\n"),
        ("settings.ini", "[database]\nuser = app\npassword = @\n"),
        (
            "application.properties",
            "spring.datasource.username=app\nspring.datasource.password=@\n",
        ),
        (
            ".envrc",
            "export GITHUB_USER=robot\nexport REGISTRY_PASSWORD='@'\n",
        ),
        (
            "production.tfvars",
            "region = \"eu-central-1\"\ndb_password = \"@\"\n",
        ),
    ];
    for (at, (name, text)) in places.iter().enumerate() {
        for turn in 0..3 {
            let value = CREDENTIALS[(at * 3 + turn) % CREDENTIALS.len()];
            set.planted(name, &text.replace('@', &format!("⟦{value}⟧")));
        }
        for turn in 0..6 {
            let value = FRIENDS[(at * 6 + turn) * 5 % FRIENDS.len()];
            set.near(name, &text.replace('@', value));
        }
    }
    set.near(".env", "PASSWORD_FILE=/run/secrets/db\nTOKEN_URL=https://id.example.org/token\nSECRET_NAME=app-db\nAUTH_ENABLED=true\nPASSWORD_MIN_LENGTH=12\n")
        .near(".env", "COMPOSE_PROJECT_NAME=app\nIMAGE_TAG=1.2.3\nDIGEST=sha256:«hex:64»\nCOMMIT_SHA=«hex:40»\n")
        .near("app.env", "# DB_PASSWORD=old\nDB_PASSWORD=\nDB_PORT=5432\n");
    vec![set]
}
