//! OpenID Connect Core section 3.1.2.1, `ui_locales`: the first tag that we speak; none is no error.

use causeway_core::Lang;

use crate::params::Params;

pub(crate) fn choose(params: &Params) -> Option<Lang> {
    params.get("ui_locales")?.split(' ').take(16).find_map(Lang::from_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_core_3_1_2_1_ui_locales_are_tried_in_order_and_unknown_ones_are_no_error() {
        let of = |tags: &str| choose(&Params::of(&[("ui_locales", tags)]));
        assert_eq!(of("fr-CA zh-HK en"), Some(Lang::ZhHant));
        assert_eq!(of("fr"), None);
        assert_eq!(of(""), None);
    }
}
