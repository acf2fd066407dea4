//! A shop.

/// Before is whole.
pub fn before() -> Result<(), Error> {
    Ok(())
}

impl Cart {
    pub fn open(&self, path: &str) {
        match path {
            "" => {
                fail(path);
        }
    }

    /// Adds one.
    pub fn add(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.len()
    }
}

pub struct Cart {
    items: Vec<Item>,
}

pub fn last(cart: &Cart) {
    cart.add(Item::new());
}
