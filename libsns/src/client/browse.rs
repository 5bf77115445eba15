//! What a place offers: DNS-based service discovery (RFC 6763) over unicast DNS.

use std::net::IpAddr;

use super::{Client, ClientError, Thing, pointed_at};
use crate::name::{Name, NameBuffer};
use crate::record::{Record, RecordType};

/// One instance of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// The name of the instance: `<words>.<service>.<place of the device>`.
    pub instance: Name,
    /// What kind of service, such as `_ipp._tcp`.
    pub service: String,
    /// The host that offers it.
    pub host: Name,
    /// The port there.
    pub port: u16,
    /// What the instance says of itself: the strings of its TXT record (RFC 6763 §6), empty ones
    /// left out.
    pub text: Vec<Vec<u8>>,
    /// The addresses of the host, IPv6 first.
    pub addresses: Vec<IpAddr>,
}

impl Service {
    /// The words people read: the first label of the instance (RFC 6763 §4.1.1).
    #[must_use]
    pub fn display(&self) -> String {
        let label = self.instance.labels().next().unwrap_or_default();
        String::from_utf8_lossy(label).into_owned()
    }
}

impl Client {
    /// All services offered in a place and in all places below it. [D-1] [D-2]
    ///
    /// # Errors
    /// When no reply comes, or the server refuses.
    pub fn browse(&self, place: &Name) -> Result<Vec<Service>, ClientError> {
        // RFC 6763 §9: the types of service that are there.
        let types = below(place, &[b"_services", b"_dns-sd", b"_udp"])?;
        let mut services = Vec::new();
        for service_type in self.ask_if_exists(&types, RecordType::PTR)?.iter().flat_map(pointed_at)
        {
            for instance in self.instances(&service_type)? {
                services.extend(self.resolve_service(instance)?);
            }
        }
        Ok(services)
    }

    /// RFC 6763 §4.1: the instances of a type.
    fn instances(&self, service_type: &Name) -> Result<Vec<Name>, ClientError> {
        let reply = self.ask_if_exists(service_type, RecordType::PTR)?;
        Ok(reply.iter().flat_map(pointed_at).collect())
    }

    /// RFC 6763 §5: host and port of an instance; nothing when it has gone.
    fn resolve_service(&self, instance: Name) -> Result<Option<Service>, ClientError> {
        let Some(reply) = self.ask_if_exists(&instance, RecordType::SRV)? else { return Ok(None) };
        let srv = reply.answer.iter().find(|record| record.rtype == RecordType::SRV);
        let Some((port, host)) = srv.and_then(|record| read_srv(&record.rdata)) else {
            return Ok(None);
        };
        let text = self.ask_if_exists(&instance, RecordType::TXT)?;
        let text = text.iter().flat_map(|reply| &reply.answer);
        let text = text.filter(|record| record.rtype == RecordType::TXT).flat_map(strings);
        // RFC 6763 §12.2: the addresses may come along.
        let mut addresses = Thing::from_records(host.clone(), reply.records()).addresses;
        if addresses.is_empty() {
            addresses = self.addresses(&host)?;
        }
        let service = service_of(&instance);
        Ok(Some(Service { service, host, port, text: text.collect(), addresses, instance }))
    }

    /// The addresses of a host, IPv6 first.
    ///
    /// # Errors
    /// When no reply comes, or the server refuses.
    pub fn addresses(&self, host: &Name) -> Result<Vec<IpAddr>, ClientError> {
        let mut records = Vec::new();
        for rtype in [RecordType::AAAA, RecordType::A] {
            records.extend(self.ask_if_exists(host, rtype)?.into_iter().flat_map(|r| r.answer));
        }
        Ok(Thing::from_records(host.clone(), records.iter()).addresses)
    }
}

/// A name with labels in front.
fn below(place: &Name, labels: &[&[u8]]) -> Result<Name, ClientError> {
    let mut name = NameBuffer::new();
    for label in labels {
        name.push_label(label)?;
    }
    name.push_name(place)?;
    Ok(name.finish()?)
}

/// Port and target of an SRV record (RFC 2782 §"The format of the SRV RR").
fn read_srv(rdata: &[u8]) -> Option<(u16, Name)> {
    let (head, target) = rdata.split_first_chunk::<6>()?;
    Some((u16::from_be_bytes([head[4], head[5]]), Name::from_wire(target).ok()?))
}

/// The strings of a TXT record, empty ones left out.
fn strings(record: &Record) -> Vec<Vec<u8>> {
    let (mut found, mut rest) = (Vec::new(), record.rdata.as_slice());
    while let Some((&length, behind)) = rest.split_first() {
        let Some((text, after)) = behind.split_at_checked(usize::from(length)) else { break };
        if !text.is_empty() {
            found.push(text.to_vec());
        }
        rest = after;
    }
    found
}

/// The second and third label of an instance: `_ipp._tcp` (RFC 6763 §4.1.2).
fn service_of(instance: &Name) -> String {
    let labels: Vec<_> = instance.labels().skip(1).take(2).map(String::from_utf8_lossy).collect();
    labels.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_instance() {
        let instance: Name = r"Studio\032Printer._ipp._tcp.studio.hq.example.".parse().unwrap();
        assert_eq!(service_of(&instance), "_ipp._tcp");
        let rdata = b"\x05rp=pq\0\x03a=b".to_vec();
        let txt = Record { owner: instance, rtype: RecordType::TXT, ttl: 1, rdata };
        assert_eq!(strings(&txt), [b"rp=pq".to_vec(), b"a=b".to_vec()]);
        let (port, host) = read_srv(b"\0\0\0\0\x02\x77\x01a\0").unwrap();
        assert_eq!((port, host.to_string().as_str()), (631, "a."));
    }
}
