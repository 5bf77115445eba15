//! RFC 6763: service discovery.

mod section_12;
mod section_4_1;
mod section_5;
mod section_6;
mod section_9;

use sns_tests::names::{self, Labels};

/// A domain with a printer.
const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    _services._dns-sd._udp PTR _ipp._tcp\n_services._dns-sd._udp PTR _http._tcp\n\
    b._dns-sd._udp PTR @\nlb._dns-sd._udp PTR @\n\
    _ipp._tcp PTR Caf\\195\\169\\032\\194\\183\\0322\\.\\032floor._ipp._tcp\n\
    Caf\\195\\169\\032\\194\\183\\0322\\.\\032floor._ipp._tcp SRV 0 0 631 printer\n\
    Caf\\195\\169\\032\\194\\183\\0322\\.\\032floor._ipp._tcp TXT \"txtvers=1\" \"pdl=raster!\"\n\
    printer A 192.0.2.9\nprinter AAAA 2001:db8::9\n";

/// The name of the printer's service.
fn instance() -> Labels {
    [vec!["Café · 2. floor".as_bytes().to_vec()], names::labels("_ipp._tcp.example")].concat()
}
