pub use self::kinds::PrimaryColor;
pub use crate::engine::{self as motor, start::*, parts::{Gear, wheel::Wheel as Round}};

pub mod kinds {
    pub enum PrimaryColor {
        Red,
        /// Also of bananas.
        Yellow,
    }

    pub(crate) enum Secret { One }

    enum Hidden { Two }

    impl PrimaryColor {
        pub fn mix(self, other: Self) -> Self {
            super::mix(self, other)
        }
        fn inner(&self) {}
    }
}

pub(super) fn mix(a: kinds::PrimaryColor, b: kinds::PrimaryColor) -> kinds::PrimaryColor {
    a
}

pub struct Pair(pub u8, u8);
pub union Bits { float: f32, int: u32 }
pub static mut COUNT: u32 = 0;
pub type Result<T> = std::result::Result<T, Error>;
pub const fn zero() -> u8 { 0 }
pub unsafe fn raw() {}
pub extern "C" fn called() {}
mod tests;
