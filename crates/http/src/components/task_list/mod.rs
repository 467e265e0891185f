//! Tasks and how far each is.

use super::{Attributes, Classes, Content, Tag};

/// One task.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// What to do.
    pub title: Content,
    /// Where it is done. Empty: it cannot be begun.
    pub href: String,
    /// Help. Empty: none.
    pub hint: Content,
    /// How far it is, as plain words.
    pub status: Content,
    /// How far it is, as a tag, instead.
    pub tag: Option<Tag>,
    /// More classes.
    pub classes: Classes,
}

component! {
    /// Tasks and how far each is.
    #[template(path = "components/task_list/task_list.html")]
    pub struct TaskList {
        /// The tasks.
        items: Vec<Task>,
        /// The beginning of the ids. Empty: `task-list`.
        id_prefix: String,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl TaskList {
    fn prefix(&self) -> &str {
        if self.id_prefix.is_empty() { "task-list" } else { &self.id_prefix }
    }
}
