pub extern crate looks as looking;
