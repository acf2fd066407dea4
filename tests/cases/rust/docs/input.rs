//! What the crate is for.

use std::fmt;

/// A point in the plane.
///
/// The second paragraph.
#[derive(Clone, Copy)]
#[cfg_attr(
    feature = "serde",
    derive(Serialize)
)]
pub struct Point {
    /// Across.
    #[serde(rename = "X")]
    pub x: f64, // not a doc of y
    pub y: f64,
}

/** A block
 * of doc. */
pub const ORIGIN: Point = Point { x: 0.0, y: 0.0 };

// A plain comment is no doc.
pub fn plain() {}

/// Not of what comes after an empty line.

pub fn apart() {}

impl Point {
    /// Makes one.
    #[must_use]
    #[inline]
    pub fn new(x: f64) -> Self {
        Point { x, y: x }
    }
}
