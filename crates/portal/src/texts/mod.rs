//! Every text of the portal, in both languages: a file for each part, a constant for each language. A text that
//! is missing in one of them does not compile.

macro_rules! texts {
    ($($part:ident,)*) => {
        $(pub mod $part;)*

        pub struct Texts {
            $(pub $part: $part::Texts,)*
        }

        pub static ZH_TW: Texts = Texts { $($part: $part::ZH_TW,)* };
        pub static EN: Texts = Texts { $($part: $part::EN,)* };
    };
}

texts! {
    accounts,
    apps,
    audit,
    console,
    deliveries,
    downloads,
    endpoints,
    guides,
    home,
    oauth,
    operator,
    orders,
    overview,
    plan,
    reference,
    refusals,
    requests,
    scopes,
    session,
    shell,
    store,
    trying,
    webhooks,
}
