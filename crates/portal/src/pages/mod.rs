//! The pages, a folder for each journey: handlers, typed page structs, templates. A page holds what people see of their own data, so
//! none of them prints itself (`Debug`).

mod about;
mod account;
mod activity;
mod consents;
mod console;
mod developers;
mod device;
mod home;
mod login;
mod messages;
mod order;
mod parts;
mod phone;
mod register;
mod request;
mod scan;
#[cfg(test)]
mod tests;

use causeway_http::Routes;

use crate::Portal;

/// Whether an open page calls this path by itself, with nobody there: it must not keep a session alive.
pub(crate) fn asks_by_itself(path: &str) -> bool {
    path == activity::LIVE
}

pub(crate) use self::console::navigation as console_navigation;
pub(crate) use self::developers::Interface;

/// Every route of every page.
pub(crate) fn routes() -> Routes<Portal> {
    home::routes()
        .merge(about::routes())
        .merge(developers::routes())
        .merge(register::routes())
        .merge(login::routes())
        .merge(request::routes())
        .merge(order::routes())
        .merge(scan::routes())
        .merge(device::routes())
        .merge(activity::routes())
        .merge(consents::routes())
        .merge(messages::routes())
        .merge(account::routes())
        .merge(phone::routes())
        .merge(console::routes())
}
