//! Numbers that the law wants consecutive: radicados, expedientes, acts.

use std::collections::BTreeMap;

use super::evidence::Evidence;

/// Every series goes from 1 to its last number, each once.
pub fn no_series_has_a_gap_or_a_double(evidence: &Evidence) {
    let radicados = evidence.cases.values().map(|filed| filed.case.radicado.as_str());
    let expedientes = evidence.cases.values().map(|filed| filed.expediente.as_str());
    let acts = evidence.documents().filter_map(|document| document.number.as_deref());
    let mut series: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for number in radicados.chain(expedientes).chain(acts) {
        let (name, consecutive) = number.rsplit_once('-').unwrap();
        series.entry(name).or_default().push(consecutive.parse().unwrap());
    }
    for (name, mut numbers) in series {
        numbers.sort_unstable();
        let expected: Vec<u64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected, "series {name}");
    }
}
