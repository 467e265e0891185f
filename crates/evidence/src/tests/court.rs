//! Opening one receipt for a court.

use causeway_core::{Kind, OrganisationId, Result};

use super::*;
use crate::verify;

fn officers() -> OrganisationId {
    "causeway".parse().unwrap()
}

impl Bench {
    async fn open(&self, account: AccountId, id: ReceiptId, case: &str) -> Result<Receipt> {
        let officers = &officers();
        self.env().db.tx(|tx| Box::pin(self.evidence.open_receipt(tx, account, id, officers, case))).await
    }
}

#[tokio::test]
async fn exactly_one_receipt_is_opened_and_proves_itself() {
    for bench in benches().await {
        let account = bench.active_person(40).await;
        bench.evidence.sequence().await.unwrap();
        let wanted = bench.evidence.activity(account, None, 20).await.unwrap()[7].clone();
        let opened = bench.open(account, wanted.id, "HCMP-7/2026").await.unwrap();
        let text = serde_json::to_string(&opened).unwrap();
        let read = Receipt::parse(text.as_bytes()).unwrap();
        let report = verify(&read, &bench.trust()).unwrap();
        assert_eq!((report.id, report.event), (wanted.id, wanted.event));

        let newest = bench.evidence.activity(account, None, 1).await.unwrap().remove(0);
        let told = Event::ReceiptOpened {
            receipt: wanted.id,
            organisation: officers(),
            case: "HCMP-7/2026".to_owned(),
        };
        assert_eq!(newest.event, told, "the person sees that it was opened");
        let search = causeway_core::Search::all();
        let found = bench.evidence.search_receipts(None, &search, crate::Days::default()).await.unwrap();
        assert_eq!((found.total, found.rows[0].event.as_str()), (1, "receipt.opened"));
    }
}

#[tokio::test]
async fn nothing_is_opened_of_another_person_of_nobody_or_unproved() {
    for bench in benches().await {
        let (account, other) = (bench.active_person(1).await, bench.active_person(1).await);
        let id = bench.evidence.activity(account, None, 1).await.unwrap()[0].id;
        let early = bench.open(account, id, "C-1").await.unwrap_err();
        assert_eq!(early.code(), "receipt_not_logged");
        bench.evidence.sequence().await.unwrap();
        let error = bench.open(other, id, "C-1").await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound, "it is in the chain of somebody else");
        assert_eq!(bench.open(account, id, "no spaces").await.unwrap_err().code(), "bad_case");
        let platform = bench.record(Chain::Platform, event(1)).await;
        assert_eq!(bench.open(account, platform, "C-1").await.unwrap_err().kind(), Kind::NotFound);
        bench.env().db.tx(|tx| Box::pin(bench.keys.destroy(tx, account.uuid()))).await.unwrap();
        let gone = bench.open(account, id, "C-1").await.unwrap_err();
        assert_eq!(gone.kind(), Kind::NotFound, "of who was removed, a commitment is left and nothing else");
        assert_eq!(bench.evidence.activity(other, None, 9).await.unwrap().len(), 1, "nothing was recorded");
    }
}
