//! What the demonstration prints when it is ready: where to go, who the sample people are, what to try.

use std::fmt::Write as _;

use causeway_core::Result;

use crate::people::{CardStatus, Population, Resident};

/// The text for a terminal, in English. The three addresses are those of the platform and of the two sample services.
///
/// # Errors
/// `internal` if the embedded list of sample people is malformed.
pub fn guide(platform: &str, vaccination: &str, driving: &str) -> Result<String> {
    let population = Population::load()?;
    let mut text = format!(
        "  Portal                   {platform}\n  Vaccination Record       {vaccination}\n  Driving Licence Renewal  {driving}\n\n\
         Sample people, all invented. Register with exactly what stands here:\n\n  \
         {:<12}  {:<15}  {:<13}  {:<13}\n",
        "Card number", "Name", "Date of birth", "Date of issue"
    );
    for person in population.listed() {
        let _ = writeln!(
            text,
            "  {:<12}  {:<15}  {:<13}  {:<13}  {}",
            person.card.written(),
            person.name,
            person.date_of_birth.to_string(),
            person.date_of_issue.to_string(),
            remark(person)
        );
    }
    let _ = write!(
        text,
        "\nWhat to try:\n  \
         1. Register at the portal as one of them, and make a passkey. No passkey on this computer? Use {platform}/phone.\n  \
         2. Log in to Vaccination Record, approve the card number, log out, log in again.\n  \
         3. Renew a driving licence, with the address from Water Supplies for a year.\n  \
         4. Look at My activity and What I have allowed at the portal; withdraw; fetch the address again.\n"
    );
    Ok(text)
}

fn remark(person: &Resident) -> &'static str {
    match (person.status, &person.water) {
        (CardStatus::Lost, _) => "the card is reported lost",
        (_, None) => "has no water account",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_names_everybody_and_the_addresses() {
        let text =
            guide("http://localhost:8080", "http://v.localhost:8080", "http://d.localhost:8080").unwrap();
        for person in Population::load().unwrap().listed() {
            assert!(text.contains(&person.card.written()) && text.contains(&person.name));
        }
        assert!(text.contains("http://localhost:8080/phone") && text.contains("http://d.localhost:8080"));
        assert_eq!(text.matches("reported lost").count(), 1);
        assert_eq!(text.matches("no water account").count(), 1);
    }
}
