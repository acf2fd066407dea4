use all::looking::Looker;

use crate::flags::{parse, Level};

#[macro_use]
mod messages;
mod flags;

fn main() {
    let looker = Looker::new();
    looker.look(parse());
    complain!("{}", Level::High);
}
