extern crate alloc;
extern crate foo as bar;

use a;
use a as b;
use a::b::C;
use a::b::C as D;
use a::b::*;
use a::*;
use ::q::r;
use super::super::n;
use a::{self, b, c as d, e::*, f::{g, h::{self, i, j::k}}, self as me, l::m as o, *};
use {x, y::z, w as v, p::{s, t::*}};
pub use crate::m::{self};
pub(crate) use self::inner::Thing;

mod inner;

fn f() {
    use std::fmt::{self, Write as _};
    fmt::write(r::s());
}
