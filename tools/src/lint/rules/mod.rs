//! The rules, each in a file of its own.

mod coarse_position;
mod confusable_name;
mod device_level;
mod device_outside;
mod excess_digits;
mod exit_across_levels;
mod exit_apart;
mod exit_far;
mod exit_to_holder;
mod fine_corners;
mod gap;
mod inside_other;
mod large_record;
mod level_label;
mod level_order;
mod level_skipped;
mod level_twice;
mod long_label;
mod long_name;
mod mute_device;
mod no_entrance;
mod odd_height;
mod orphan;
mod outside;
mod overlap;
mod reading;
mod repeated_exit;
mod repeated_name;
mod tiny_place;
mod unplaced;
mod unreachable;
mod wall_thickness;
mod ways;
mod zero_position;

pub(super) use excess_digits::{DECIMALS_MAX, has_excess};
pub(super) use fine_corners::WALL_METRES_MIN;

use super::rule::Rule;

/// All rules, from the ground up: shapes, levels, exits, names, devices, positions, the record.
pub(super) const ALL: &[&Rule] = &[
    &reading::RULE,
    &overlap::RULE,
    &inside_other::RULE,
    &outside::RULE,
    &wall_thickness::RULE,
    &gap::RULE,
    &orphan::RULE,
    &unplaced::RULE,
    &tiny_place::RULE,
    &odd_height::RULE,
    &level_order::RULE,
    &level_twice::RULE,
    &level_skipped::RULE,
    &level_label::RULE,
    &no_entrance::RULE,
    &unreachable::RULE,
    &exit_to_holder::RULE,
    &repeated_exit::RULE,
    &exit_apart::RULE,
    &exit_across_levels::RULE,
    &exit_far::RULE,
    &confusable_name::RULE,
    &repeated_name::RULE,
    &long_label::RULE,
    &long_name::RULE,
    &device_outside::RULE,
    &device_level::RULE,
    &mute_device::RULE,
    &zero_position::RULE,
    &coarse_position::RULE,
    &fine_corners::RULE,
    &large_record::RULE,
    &excess_digits::RULE,
];

/// A few of many words, in quotes.
fn listed<'w>(words: impl ExactSizeIterator<Item = &'w str>) -> String {
    const SHOWN_MAX: usize = 5;
    let count = words.len();
    let mut shown: Vec<String> = words.take(SHOWN_MAX).map(|words| format!("{words:?}")).collect();
    if count > SHOWN_MAX {
        shown.push(format!("{} more", count - SHOWN_MAX));
    }
    shown.join(", ")
}
