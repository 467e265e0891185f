//! The generated document of roles and proposals: `docs/ROLES.md`.

use std::fmt::Write as _;

use causeway_core::Permission;

use super::kinds::{Needs, ProposalKind};
use super::roles::{PLATFORM_ONLY, Role};

const HEAD: &str = "# Roles

Generated from `crates/identity/src/staff/roles.rs` and `kinds.rs`: change it there.

Staff are people with accounts of their own who hold roles in an organisation.
A role is a short list of permissions; every route of the console names the one that opens it.
Staff of the platform's own organisation see every organisation, all others see their own alone.

## Roles

In the platform's own organisation every role takes the approval of a second person; elsewhere those of weight do, and every role that the platform's staff give.

";

const PERMISSIONS: &str = "
## What each role allows

● always, ○ in the platform's own organisation alone, because it reaches beyond one organisation.

";

const KINDS: &str = "
## What staff propose

Whatever becomes real for the public is proposed by one person and approved by another, who must be the platform's staff.
Whoever made a proposal never approves it, in whatever organisation or role they made it; nor does the person whom it is about.

";

/// Roles, permissions and kinds of proposals, as Markdown.
pub fn roles() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("| role | what for | of weight |\n|---|---|---|\n");
    for role in Role::ALL {
        let weighty = if role.weighty(false) { "yes" } else { "at the platform" };
        let _ = writeln!(out, "| `{}` | {} | {weighty} |", role.as_str(), role.meaning());
    }
    out.push_str(PERMISSIONS);
    permissions(&mut out);
    out.push_str(KINDS);
    out.push_str("| kind | what it is | made by who may | approved by who may | by how many |\n|---|---|---|---|---|\n");
    for kind in ProposalKind::ALL {
        let rule = kind.rule();
        let place = match (rule.platform, rule.own) {
            (true, _) => ", at the platform",
            (_, true) => ", in the organisation itself",
            _ => "",
        };
        let made = format!("`{}`{place}", rule.make);
        let approved = rule.approve.map_or("nobody".to_owned(), |approve| format!("`{approve}`"));
        let many = match rule.needs {
            Needs::Nobody => "0",
            Needs::Another => "1",
            Needs::AnotherInProduction => "1 in production, 0 in a sandbox",
            Needs::AnotherIfWeighty => "1 for a role of weight or for another organisation, else 0",
        };
        let (name, meaning) = (kind.as_str(), kind.meaning());
        let _ = writeln!(out, "| `{name}` | {meaning} | {made} | {approved} | {many} |");
    }
    out
}

fn permissions(out: &mut String) {
    out.push_str("| permission | meaning |");
    for role in Role::ALL {
        let _ = write!(out, " {} |", role.as_str().replace('_', " "));
    }
    out.push_str("\n|---|---|");
    out.push_str(&"---|".repeat(Role::ALL.len()));
    out.push('\n');
    for permission in Permission::ALL {
        let _ = write!(out, "| `{permission}` | {} |", permission.meaning());
        for role in Role::ALL {
            let mark = match (role.permissions().contains(permission), PLATFORM_ONLY.contains(permission)) {
                (false, _) => "",
                (true, false) => "●",
                (true, true) => "○",
            };
            let _ = write!(out, " {mark} |");
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_each_role_permission_and_kind_once_in_its_table() {
        let text = roles();
        let names = Role::ALL.iter().map(|role| role.as_str());
        let names = names.chain(ProposalKind::ALL.iter().map(|kind| kind.as_str()));
        for name in names.chain(Permission::ALL.iter().map(|permission| permission.as_str())) {
            let rows = text.lines().filter(|line| line.starts_with(&format!("| `{name}` |"))).count();
            // `organisation` and the like are kinds, `role` is both a kind and a word of the headings.
            assert_eq!(rows, 1, "{name}");
        }
    }
}
