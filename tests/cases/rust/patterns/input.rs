const LIMIT: u32 = 10;

fn handle(message: Message, (left, right): (i32, i32), Point { x, y: height }: Point) -> u32 {
    let config = Config::load("shop.toml")?;
    let server = Server { config, port: LIMIT };
    let shared = &Server { port: 1 };
    let mut client: Client<Tcp> = Client::connect(server.address()).await?;
    let body = client.get(LIMIT).send().await?.text();
    let (first, mut rest) = split(body);
    let [head, .., tail] = rest;
    let Some(name) = first else { return LIMIT };
    let alias = name;
    let size = server.port;

    match message {
        Message::Quit => quit(),
        Message::Move { x, y: up } => walk(x, up),
        Message::Write(text) if text.len() > 3 => client.write(text),
        Message::Color(r, _, Rgb(g, ..)) | Message::Other(r, g) => paint(r, g),
        id @ 1..=5 => id,
        LIMIT => 0,
        None => 1,
        ref other => other.size(),
    }

    if let Ok(age) = name.parse::<u8>() && let Some(year) = born(age) {
        config.save(year);
    }
    while let Some(top) = stack.pop() {
        top.run();
    }
    for (index, value) in rest.iter().enumerate() {
        show(index, value);
    }
    let add = |a: u32, b| a + b + height;
    let nested = move || {
        let inner = add(1, 2);
        inner
    };
    'outer: loop {
        break 'outer;
    }
    client.retries = nested();
    <Client as Close>::close(&client);
    let all = Vec::<u8>::with_capacity(4);
    (left, right, server.config.name.len() as u32, LIMIT)
}
