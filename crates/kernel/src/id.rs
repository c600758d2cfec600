//! One type for each kind of thing, time-ordered (UUID version 7), so that an agency's id can never be passed as an official's.

/// Declares an id type: a UUID that the database reads and writes as `uuid`.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id; later ids sort after earlier ones.
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id!(
    /// An agency (cơ quan): a body that acts and owns work.
    AgencyId
);
id!(
    /// An administrative area (đơn vị hành chính): ground on the map, not a body that acts.
    AreaId
);
id!(
    /// A person in public service (cán bộ, công chức, viên chức), with or without an account.
    OfficialId
);
id!(
    /// A post (vị trí) held by an official at an agency for a time.
    PostId
);
id!(
    /// A citizen or the representative of an organisation.
    CitizenId
);
id!(
    /// A signed-in session.
    SessionId
);
id!(
    /// An administrative procedure (thủ tục hành chính).
    ProcedureId
);
id!(
    /// One published version of a procedure.
    ProcedureVersionId
);
id!(
    /// A dossier (hồ sơ).
    DossierId
);
id!(
    /// A stored file.
    FileId
);
id!(
    /// A slip issued to a citizen (phiếu, giấy tiếp nhận).
    SlipId
);
id!(
    /// A receipt for money (biên lai).
    ReceiptId
);
id!(
    /// One request, job or command; stands in the logs and on error pages as the reference number.
    RequestId
);
