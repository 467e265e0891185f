//! Proof files (c2sp.org/tlog-proof): that an entry is in a log, to be checked offline.

use std::fmt;

use causeway_crypto::b64::encode_standard;

use super::{Hash, strict_base64, strict_decimal};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^63 leaves has no longer path.
const LONGEST_PATH: usize = 63;

/// An entry's place, the path from there to the root, and the checkpoint with that root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The path, the leaf's sibling first.
    pub path: Vec<Hash>,
    /// The checkpoint as the log signed it: a signed note.
    pub checkpoint: String,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FIRST_LINE}\nindex {}\n", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", encode_standard(hash))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

impl Proof {
    /// Reads a proof. `None` when it is none, or carries `extra` data: those are authenticated by nothing and we use none.
    pub fn parse(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let index = strict_decimal(lines.next()?.strip_prefix("index ")?)?;
        let path: Option<Vec<Hash>> = lines.map(|line| strict_base64(line)?.try_into().ok()).collect();
        let path = path.filter(|path| path.len() <= LONGEST_PATH)?;
        Some(Self { index, path, checkpoint: checkpoint.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specification's example without its `extra` line.
    const EXAMPLE: &str = "c2sp.org/tlog-proof@v1
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog AAAA
";

    #[test]
    fn the_form_of_the_specification_reads_and_writes_the_same() {
        let proof = Proof::parse(EXAMPLE).unwrap();
        assert_eq!((proof.index, proof.path.len()), (73_894, 2));
        assert!(proof.checkpoint.starts_with("example.com/fancylog\n109482\n"));
        assert_eq!(proof.to_string(), EXAMPLE);
    }

    #[test]
    fn a_log_of_one_entry_has_an_empty_path() {
        let proof = Proof { index: 0, path: vec![], checkpoint: "x\n".to_owned() };
        assert_eq!(proof.to_string(), "c2sp.org/tlog-proof@v1\nindex 0\n\nx\n");
        assert_eq!(Proof::parse(&proof.to_string()).unwrap(), proof);
    }

    #[test]
    fn anything_else_is_no_proof() {
        for (from, to) in [
            ("@v1", "@v2"),
            ("index 73894", "index 073894"),
            ("index 73894", "Index 73894"),
            ("index 73894", "extra AAAA\nindex 73894"),
            ("Eg=", "Eg"),
            ("XmA=", "XmB="),
            ("\n\nexample", "\nexample"),
        ] {
            let changed = EXAMPLE.replacen(from, to, 1);
            assert!(changed == EXAMPLE || Proof::parse(&changed).is_none(), "{from} -> {to}");
        }
    }
}
