//! The six steps of the journey, as a person without scripts takes them: with the simulated phone in place of a passkey.

use crate::world::{Seen, Visitor, World};

/// A sample person, as listed by the demonstration.
pub(crate) struct Sample {
    pub(crate) card: &'static str,
    pub(crate) name: &'static str,
    pub(crate) issued: [&'static str; 3],
    pub(crate) born: [&'static str; 3],
    /// A piece of the address that Water Supplies holds.
    pub(crate) address: &'static str,
}

/// The first of the list.
pub(crate) const CHAN: Sample = Sample {
    card: "ZZ100001(1)",
    name: "CHAN Tai Man",
    issued: ["3", "6", "2019"],
    born: ["12", "3", "1985"],
    address: "Sample Garden",
};

/// The second.
pub(crate) const CHEUNG: Sample = Sample {
    card: "ZZ100002(A)",
    name: "CHEUNG Sam",
    issued: ["15", "1", "2020"],
    born: ["30", "11", "1990"],
    address: "",
};

/// The third.
pub(crate) const THIRD: Sample = Sample {
    card: "ZZ100003(8)",
    name: "LEE Sei",
    issued: ["20", "12", "2018"],
    born: ["4", "7", "1978"],
    address: "Fictitious Mansion",
};

/// The fourth.
pub(crate) const FOURTH: Sample = Sample {
    card: "ZZ100004(6)",
    name: "WONG Ng",
    issued: ["8", "9", "2021"],
    born: ["25", "1", "1969"],
    address: "Imaginary Village",
};

/// A step that a dying server cut short.
pub(crate) type Step<T = Seen> = Result<T, reqwest::Error>;

/// 1. Registers, with a passkey on the simulated phone; logged in afterwards.
pub(crate) async fn register(world: &World, visitor: &mut Visitor<'_>, who: &Sample) -> Step {
    let checked = apply(world, visitor, who).await?;
    visitor.press(&checked, "/phone").await
}

/// Gives the details of a card: the page that follows.
pub(crate) async fn apply(world: &World, visitor: &mut Visitor<'_>, who: &Sample) -> Step {
    visitor.try_go("GET", &world.url("", "/register?lang=en"), None).await?;
    let form = [
        ("card_number", who.card),
        ("name", who.name),
        ("date_of_issue-day", who.issued[0]),
        ("date_of_issue-month", who.issued[1]),
        ("date_of_issue-year", who.issued[2]),
        ("date_of_birth-day", who.born[0]),
        ("date_of_birth-month", who.born[1]),
        ("date_of_birth-year", who.born[2]),
        ("agree", "yes"),
    ];
    visitor.try_go("POST", &world.url("", "/register"), Some(&form)).await
}

/// Approves the request on the page seen, by scanning its code with the simulated phone; goes on where the first screen goes on.
pub(crate) async fn approve_by_phone(world: &World, visitor: &mut Visitor<'_>, page: &Seen) -> Step {
    let request = page.url.split('?').next().unwrap().to_owned();
    let approval = on_phone(world, visitor, &request).await?;
    visitor.press(&approval, "/approve").await?;
    visitor.try_go("GET", &request, None).await
}

/// Declines likewise.
pub(crate) async fn decline_by_phone(world: &World, visitor: &mut Visitor<'_>, page: &Seen) -> Step {
    let request = page.url.split('?').next().unwrap().to_owned();
    let approval = on_phone(world, visitor, &request).await?;
    visitor.press(&approval, "/decline").await?;
    visitor.try_go("GET", &request, None).await
}

/// The approval screen of a request, on the simulated phone.
pub(crate) async fn on_phone(world: &World, visitor: &mut Visitor<'_>, request: &str) -> Step {
    let phone = visitor.try_go("GET", &world.url("", "/phone"), None).await?;
    if phone.text.contains("/phone/login") {
        visitor.press(&phone, "/phone/login").await?;
    }
    let code = visitor.try_go("POST", &format!("{request}/qr"), Some(&[])).await?;
    visitor.press(&code, "/phone/scan/").await
}

/// 2. and 3. Logs in to the vaccination service; approves if asked.
pub(crate) async fn vaccination(world: &World, visitor: &mut Visitor<'_>) -> Step<(Seen, bool)> {
    let page = visitor.try_go("GET", &world.url("vaccination", "/login"), None).await?;
    if !page.url.contains("/requests/") {
        return Ok((page, false));
    }
    Ok((approve_by_phone(world, visitor, &page).await?, true))
}

/// 4. Renews a licence with the address from Water Supplies, `source` being `once` or `year`: the page with the address.
pub(crate) async fn renewal(world: &World, visitor: &mut Visitor<'_>, source: &str) -> Step {
    let page = visitor.try_go("GET", &world.url("driving-licence", "/login"), None).await?;
    if page.url.contains("/requests/") {
        approve_by_phone(world, visitor, &page).await?;
    }
    let url = world.url("driving-licence", "/renewal");
    let asked = visitor.try_go("POST", &url, Some(&[("source", source)])).await?;
    if asked.url.contains("/requests/") { approve_by_phone(world, visitor, &asked).await } else { Ok(asked) }
}
