//! Decides which addresses a webhook may be sent to. A shop's admin names the URL, so without this guard the
//! server would fetch its own neighbours (databases, cloud metadata) on request. Ask it about the address being
//! connected to, after name resolution: a name can be made to point anywhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses beside public ones may be sent to. The default is none; development and private networks
/// open what they need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    /// 127.0.0.0/8 and `::1`
    pub allow_loopback: bool,
    /// 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and `fc00::/7`. Link-local and cloud metadata stay shut.
    pub allow_private: bool,
}

impl AddressPolicy {
    /// Whether a webhook may be sent to this address.
    pub fn permits(self, ip: IpAddr) -> bool {
        // ::ffff:a.b.c.d goes out as IPv4
        let ip = ip.to_canonical();
        is_public(ip) || (self.allow_loopback && ip.is_loopback()) || (self.allow_private && is_private(ip))
    }
}

/// Whether an address is an ordinary one of the public internet.
///
/// False for everything the IANA special-purpose registries set aside, and for IPv6 addresses that carry an IPv4
/// address inside (mapped, NAT64, 6to4, Teredo) when that one is not public.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// What the IANA registry sets aside of IPv4: network and prefix length.
const SET_ASIDE_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // "this network"
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, cloud metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays, deprecated
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

fn is_public_v4(ip: Ipv4Addr) -> bool {
    !SET_ASIDE_V4
        .iter()
        .any(|(network, prefix)| (ip.to_bits() ^ network.to_bits()) >> (32 - prefix) == 0)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // IPv4-mapped, NAT64 (how an IPv6-only network reaches IPv4) and 6to4. The local-use NAT64 prefix
        // 64:ff9b:1::/48 is not among them
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            is_public_v4(embedded(high, low))
        }
        // Teredo: the relay's address, and the client's with its bits flipped
        [0x2001, 0, server_high, server_low, _, _, client_high, client_low] => {
            is_public_v4(embedded(server_high, server_low)) && is_public_v4(embedded(!client_high, !client_low))
        }
        // The rest of 2001::/23 (benchmarking, ORCHID, anycast), then documentation
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast is 2000::/3. Loopback, unspecified, IPv4-compatible, discard-only, unique and link
        // local, site local and multicast all lie outside, as does whatever is set aside next
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

fn is_private(ip: IpAddr) -> bool {
    // Cloud metadata services that answer within fc00::/7; opening a private network is not asking for these
    const METADATA: [Ipv6Addr; 2] = [
        Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
        Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    ];
    match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local() && !METADATA.contains(&ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOPBACK: AddressPolicy = AddressPolicy {
        allow_loopback: true,
        allow_private: false,
    };
    const PRIVATE: AddressPolicy = AddressPolicy {
        allow_loopback: false,
        allow_private: true,
    };
    const BOTH: AddressPolicy = AddressPolicy {
        allow_loopback: true,
        allow_private: true,
    };

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// First and last address of each range set aside, with the public neighbours on both sides.
    #[test]
    fn set_aside_ipv4_ranges_end_where_they_should() {
        for (first, last, before, after) in [
            ("0.0.0.0", "0.255.255.255", None, Some("1.0.0.0")),
            ("10.0.0.0", "10.255.255.255", Some("9.255.255.255"), Some("11.0.0.0")),
            (
                "100.64.0.0",
                "100.127.255.255",
                Some("100.63.255.255"),
                Some("100.128.0.0"),
            ),
            (
                "127.0.0.0",
                "127.255.255.255",
                Some("126.255.255.255"),
                Some("128.0.0.0"),
            ),
            (
                "169.254.0.0",
                "169.254.255.255",
                Some("169.253.255.255"),
                Some("169.255.0.0"),
            ),
            (
                "172.16.0.0",
                "172.31.255.255",
                Some("172.15.255.255"),
                Some("172.32.0.0"),
            ),
            ("192.0.0.0", "192.0.0.255", Some("191.255.255.255"), Some("192.0.1.0")),
            ("192.0.2.0", "192.0.2.255", Some("192.0.1.255"), Some("192.0.3.0")),
            (
                "192.88.99.0",
                "192.88.99.255",
                Some("192.88.98.255"),
                Some("192.88.100.0"),
            ),
            (
                "192.168.0.0",
                "192.168.255.255",
                Some("192.167.255.255"),
                Some("192.169.0.0"),
            ),
            (
                "198.18.0.0",
                "198.19.255.255",
                Some("198.17.255.255"),
                Some("198.20.0.0"),
            ),
            (
                "198.51.100.0",
                "198.51.100.255",
                Some("198.51.99.255"),
                Some("198.51.101.0"),
            ),
            (
                "203.0.113.0",
                "203.0.113.255",
                Some("203.0.112.255"),
                Some("203.0.114.0"),
            ),
            ("224.0.0.0", "239.255.255.255", Some("223.255.255.255"), None),
            ("240.0.0.0", "255.255.255.255", None, None),
        ] {
            assert!(!is_public(ip(first)), "{first}");
            assert!(!is_public(ip(last)), "{last}");
            for neighbour in [before, after].into_iter().flatten() {
                assert!(is_public(ip(neighbour)), "{neighbour}");
            }
        }
    }

    #[test]
    fn ordinary_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "168.95.1.1",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "2400::1",
        ] {
            assert!(is_public(ip(address)), "{address}");
            assert!(AddressPolicy::default().permits(ip(address)), "{address}");
        }
        for edge in [
            "2000::",
            "2001:200::",
            "2001:db7:ffff::",
            "2001:db9::",
            "2003::",
            "3fff:1000::",
            "3ffe:ffff::",
        ] {
            assert!(is_public(ip(edge)), "{edge}");
        }
    }

    #[test]
    fn set_aside_ipv6_addresses_are_not() {
        for address in [
            "::",
            "::1",
            "::7f00:1",
            "::8.8.8.8",
            "64:ff9b:1::808:808",
            "100::1",
            "1fff:ffff::",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff:ffff::",
            "2001:db8::1",
            "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
            "3fff::1",
            "3fff:fff::1",
            "4000::",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!is_public(ip(address)), "{address}");
        }
    }

    #[test]
    fn an_ipv4_address_inside_is_what_counts() {
        for (inside, public) in [
            ("8.8.8.8", true),
            ("127.0.0.1", false),
            ("10.0.0.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
        ] {
            let v4: Ipv4Addr = inside.parse().unwrap();
            let [high, low] = [(v4.to_bits() >> 16) as u16, (v4.to_bits() & 0xffff) as u16];
            for carrier in [
                Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x2001, 0, 0x0808, 0x0808, 0, 0, !high, !low),
                Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !0x0808, !0x0808),
            ] {
                assert_eq!(is_public(carrier.into()), public, "{carrier} carries {inside}");
            }
        }
    }

    #[test]
    fn a_policy_opens_only_what_it_names() {
        for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(LOOPBACK.permits(ip(address)), "{address}");
            assert!(!PRIVATE.permits(ip(address)), "{address}");
            assert!(!AddressPolicy::default().permits(ip(address)), "{address}");
        }
        for address in ["10.1.2.3", "172.16.0.1", "192.168.1.1", "::ffff:10.1.2.3", "fd12::1"] {
            assert!(PRIVATE.permits(ip(address)), "{address}");
            assert!(!LOOPBACK.permits(ip(address)), "{address}");
            assert!(!AddressPolicy::default().permits(ip(address)), "{address}");
        }
    }

    #[test]
    fn no_policy_opens_the_rest() {
        for address in [
            "0.0.0.0",
            "100.64.0.1",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "fe80::1",
            "ff02::1",
            "fd00:ec2::254",
            "fd20:ce::254",
        ] {
            assert!(!BOTH.permits(ip(address)), "{address}");
        }
    }
}
