#[macro_use]
mod macros;
mod util;
mod feature;
