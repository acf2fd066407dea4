import { App } from "./app";
import { get } from "./http";

test("an app starts", async () => {
  await new App("/").start();
  await get("/");
});
