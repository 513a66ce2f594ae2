//! Whether a coupon goes together with other campaigns: one question that the wire asks in two ways.

use api::{Answer, Error};

use super::{Campaign, Coupon};
use crate::vip_groups::CampaignRestriction::{self, Restrict, Unrestricted};

impl Campaign {
    pub const ALL: [Self; 9] = [
        Self::VipCustomPriceDiscount,
        Self::VariantDiscount,
        Self::BundleDiscount,
        Self::SpecialCollectionDiscount,
        Self::CategoryCampaignDiscount,
        Self::ShopDiscount,
        Self::VipDiscount,
        Self::ReferralDiscount,
        Self::AddBuyDiscount,
    ];
}

impl Coupon {
    /// `concurrently_apply` and the strategy say the same thing; whichever is given decides both.
    /// A restriction that names no campaign is one on all of them.
    pub(super) fn restrict(
        &mut self,
        concurrently: Option<bool>,
        strategy: Option<CampaignRestriction>,
        campaigns: Option<Vec<Campaign>>,
    ) -> Answer<()> {
        if let (Some(concurrently), Some(strategy)) = (concurrently, strategy)
            && concurrently != (strategy == Unrestricted)
        {
            let text = "是否併用 (concurrently_apply) 與併用限制 類型 (restrict_strategy) 互相矛盾，請擇一使用";
            return Err(Error::invalid(text));
        }
        let named = each_once(campaigns.unwrap_or_default());
        let before = self.restrict_strategy;
        self.restrict_strategy = match (strategy, concurrently) {
            (Some(strategy), _) => strategy,
            (None, Some(true)) => Unrestricted,
            (None, Some(false)) if before == Unrestricted => Restrict,
            // Who names campaigns wants them restricted.
            (None, None) if before == Unrestricted && !named.is_empty() => Restrict,
            (None, Some(false) | None) => before,
        };
        self.concurrently_apply = self.restrict_strategy == Unrestricted;
        if self.concurrently_apply {
            self.restrict_campaigns.clear();
        } else if !named.is_empty() {
            self.restrict_campaigns = named;
        } else if self.restrict_campaigns.is_empty() {
            self.restrict_campaigns = Campaign::ALL.to_vec();
        }
        Ok(())
    }
}

fn each_once(campaigns: Vec<Campaign>) -> Vec<Campaign> {
    let mut once = Vec::with_capacity(campaigns.len());
    for campaign in campaigns {
        if !once.contains(&campaign) {
            once.push(campaign);
        }
    }
    once
}
