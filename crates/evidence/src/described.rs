//! How events are declared: once, for the type, its wire form and the catalogue.

/// One event as the catalogue describes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Described {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    pub(crate) seen_by: &'static str,
    /// Name, type and meaning of each.
    pub(crate) fields: &'static [(&'static str, &'static str, &'static str)],
}

/// Declares the events once: the type, its wire form and its entry in the catalogue.
macro_rules! events {
    ($($(#[doc = $doc:literal])+ $name:literal seen by $who:literal => $variant:ident $({ $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)+ })?;)+) => {
        /// Something that happened and is put in evidence. On the wire the name is `event`, beside the fields.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "event")]
        pub enum Event {
            $(
                $(#[doc = $doc])+
                #[doc = concat!(" Recorded as `", $name, "`; seen by ", $who, ".")]
                #[serde(rename = $name)]
                $variant $({ $($(#[doc = $field_doc])+ $field: $type,)+ })?,
            )+
            /// Something that a newer version of this program recorded. It can be read and is never written.
            #[serde(other, skip_serializing)]
            Unknown,
        }

        impl Event {
            /// The event's stable name, such as `consent.given`.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)+
                    Self::Unknown => "unknown",
                }
            }
        }

        /// The stable names of all events there are.
        pub const EVENTS: &[&str] = &[$($name,)+];

        pub(crate) const CATALOGUE: &[Described] = &[
            $(Described {
                name: $name,
                meaning: concat!($($doc),+),
                seen_by: $who,
                fields: &[$($((stringify!($field), stringify!($type), concat!($($field_doc),+)),)+)?],
            },)+
        ];
    };
}

pub(crate) use events;
