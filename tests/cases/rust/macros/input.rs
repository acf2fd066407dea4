/// Makes a vector of squares.
#[macro_export]
macro_rules! squares {
    ($($x:expr),* $(,)?) => {{
        let mut all = Vec::new();
        $(all.push(square($x));)*
        all
    }};
}

macro_rules! local { () => {} }

cfg_unix! {
    /// Only there.
    pub fn open_socket(path: &Path) -> io::Result<Socket> {
        Socket::connect(path)
    }

    pub struct Socket {
        raw: RawFd,
    }

    mod sys;
    const LIMIT: usize = 8;
}

thread_local! {
    static CURRENT: RefCell<u8> = RefCell::new(1);
}

fn run(items: Vec<Item>) {
    let total = squares![1, 2];
    println!("{} {}", items.len(), Item::count(&items, LIMIT));
    assert_eq!(first(&items).price(), total[0], "{total:?}");
    crate::log::debug!(target: "shop", price = total);
    matches!(items[0], Item::Free | Item::Paid { .. });
    local!();
    let text = format!("{}", name());
}

#[tokio::main]
#[instrument(level = "debug")]
async fn main() {}
